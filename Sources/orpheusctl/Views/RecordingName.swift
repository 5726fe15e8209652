import SystemPackage

/// What a play is called in a line.
enum RecordingName {
  /// `Artist – Title`, with the file's name in the place of a title that is not known.
  static func text(artist: String?, title: String?, file: String?) -> String {
    let title = title ?? file.flatMap { FilePath($0).stem }
    let parts = [artist, title].compactMap(\.self).filter { !$0.isEmpty }
    return parts.isEmpty ? "—" : parts.joined(separator: " – ")
  }
}
