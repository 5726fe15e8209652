import SystemPackage

/// Which files Orpheus takes for music, by the end of their names.
///
/// A name is only an invitation: what is inside decides, and a file that turns out to be something
/// else is recorded as failed. Anything not listed is ignored.
enum AudioFileTypes {
  /// Lower-case extensions without the dot.
  static let extensions: Set<String> = [
    "aac", "ac3", "aif", "aifc", "aiff", "alac", "ape", "asf", "au", "caf", "dff", "dsf", "flac",
    "m4a", "m4b", "m4r", "mka", "mp+", "mp1", "mp2", "mp3", "mp4", "mpc", "mpp", "oga", "ogg",
    "ogx",
    "opus", "rf64", "snd", "spx", "tta", "w64", "wav", "wave", "weba", "webm", "wma", "wv",
  ]

  /// True when `name` ends like a music file. Not for directories.
  static func includes(_ name: FilePath.Component) -> Bool {
    guard let end = name.extension else { return false }
    return extensions.contains(end.lowercased())
  }
}
