import SystemPackage

/// Which files Orpheus takes for music, by the end of their names.
///
/// A name is only an invitation: what is inside decides, and a file that turns out to be something
/// else is recorded as failed. Anything not listed is ignored.
enum AudioFileTypes {
  /// Lower-case extensions without the dot.
  static let extensions: Set<String> = [
    "aac", "ac3", "aif", "aifc", "aiff", "alac", "ape", "au", "caf", "dff", "dsf", "flac", "m4a",
    "m4b", "mka", "mp1", "mp2", "mp3", "mpc", "oga", "ogg", "opus", "rf64", "snd", "spx",
    "tta", "w64", "wav", "wave", "wma", "wv",
  ]

  /// True when `name` ends like a music file. Not for directories.
  static func includes(_ name: FilePath.Component) -> Bool {
    guard let end = name.extension else { return false }
    return extensions.contains(end.lowercased())
  }
}
