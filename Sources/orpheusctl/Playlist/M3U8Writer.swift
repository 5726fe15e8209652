import ControlProtocol
import SystemPackage

/// One playlist in the extended M3U format, UTF-8 for titles and whatever bytes the paths have.
///
/// The format is a line a path, `#` beginning everything else; it has no way of quoting, so a name
/// with a line break cannot be written.
///
/// Of a track that is a section of a file the file is written, after the lines by which players that
/// follow VLC know where to begin and to stop; others play the file from its beginning.
struct M3U8Writer {
  var mapping: PathMapping

  /// A finished playlist.
  struct Playlist: Equatable {
    var bytes: [UInt8]
    /// How many tracks it holds.
    var count: Int
    /// What could not be written as wished, a sentence each.
    var warnings: [String]
  }

  /// Writes `entries` in their order.
  func write(_ entries: [PlaylistEntry]) -> Playlist {
    var playlist = Playlist(bytes: Array("#EXTM3U\n".utf8), count: 0, warnings: [])
    for entry in entries {
      guard let wire = WirePath(text: entry.path, base64: entry.pathBase64) else {
        playlist.warnings.append("skipped a track whose path is damaged: \(entry.path.printable)")
        continue
      }
      let (path, applied) = mapping.map(wire.path)
      let line = Self.bytes(of: path)
      guard !line.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else {
        playlist.warnings.append(
          "skipped \(entry.path.printable): a playlist cannot hold a name with a line break")
        continue
      }
      if !applied {
        playlist.warnings.append(
          "kept \(entry.path.printable) as it is: it is outside the folder to replace")
      }
      playlist.bytes += Array(Self.information(entry, wire.path).utf8)
      playlist.bytes += Array(Self.section(entry).utf8)
      // A relative name such as “#1.ogg” would read as a comment, and players trim a space.
      if let first = line.first, first == UInt8(ascii: "#") || first == UInt8(ascii: " ") {
        playlist.bytes += Array("./".utf8)
      }
      playlist.bytes += line + [UInt8(ascii: "\n")]
      playlist.count += 1
    }
    return playlist
  }

  /// `#EXTINF:187,Artist - Title`; −1 seconds for a length that is not known.
  private static func information(_ entry: PlaylistEntry, _ path: FilePath) -> String {
    let seconds = entry.seconds.flatMap { Int(exactly: $0.rounded()) } ?? -1
    let number = entry.section.map { " #\($0)" } ?? ""
    let title = entry.title ?? (path.stem ?? entry.path) + number
    let name = [entry.artist, title].compactMap(\.self).joined(separator: " - ")
    // Line breaks and other controls in tags would end the line; a space reads better than an
    // escape here, since players show the text as it stands.
    let line = String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { scalar in
          scalar.properties.generalCategory == .control || scalar == "\u{2028}"
            || scalar == "\u{2029}" ? " " : scalar
        }))
    return "#EXTINF:\(seconds),\(line)\n"
  }

  /// `#EXTVLCOPT:start-time=61.5`, in seconds, and the same for the end unless it is the file's.
  private static func section(_ entry: PlaylistEntry) -> String {
    let bounds = [("start-time", entry.start), ("stop-time", entry.end)]
    return bounds.compactMap { name, seconds in
      seconds.map { "#EXTVLCOPT:\(name)=\(Quantity.decimal($0, places: 3))\n" }
    }.joined()
  }

  private static func bytes(of path: FilePath) -> [UInt8] {
    path.withPlatformString { start in
      UnsafeRawBufferPointer(start: start, count: path.length).map(\.self)
    }
  }
}
