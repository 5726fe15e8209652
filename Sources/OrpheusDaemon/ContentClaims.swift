import MusicModel

/// Sees to it that two copies of one recording, found at the same time, are analysed once: the
/// second waits for the first and then finds its analysis in the store.
actor ContentClaims {
  private var waiting: [ContentID: [CheckedContinuation<Void, Never>]] = [:]

  /// Returns when the caller is the only one busy with `content`.
  func take(_ content: ContentID) async {
    guard waiting[content] != nil else {
      waiting[content] = []
      return
    }
    await withCheckedContinuation { waiting[content]?.append($0) }
  }

  /// Hands `content` to the next in line.
  func release(_ content: ContentID) {
    guard var line = waiting[content], !line.isEmpty else {
      waiting[content] = nil
      return
    }
    let next = line.removeFirst()
    waiting[content] = line
    next.resume()
  }
}
