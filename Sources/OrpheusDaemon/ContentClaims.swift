import MusicModel

/// Sees to it that two copies of one recording, found at the same time, are analysed once: the
/// second waits for the first and then finds its analysis in the store.
typealias ContentClaims = Claims<ContentID>

/// What only one task at a time may be busy with.
actor Claims<Subject: Hashable & Sendable> {
  private var waiting: [Subject: [CheckedContinuation<Void, Never>]] = [:]

  /// Returns when the caller is the only one busy with `content`.
  func take(_ content: Subject) async {
    guard waiting[content] != nil else {
      waiting[content] = []
      return
    }
    await withCheckedContinuation { waiting[content]?.append($0) }
  }

  /// Hands `content` to the next in line.
  func release(_ content: Subject) {
    guard var line = waiting[content], !line.isEmpty else {
      waiting[content] = nil
      return
    }
    let next = line.removeFirst()
    waiting[content] = line
    next.resume()
  }
}
