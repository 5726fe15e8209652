import FoundationEssentials
import MusicModel

/// Tells recordings apart as histories name them: 128 bits over every field but the length, which
/// histories round as they like.
///
/// FNV-1a (Fowler, Noll, Vo; RFC 9923). Not proof against malice, which would gain nothing: it
/// could make a listener's own history take one recording for another.
struct HeardDigest: Hashable {
  private(set) var value: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D

  /// Sums up a recording that has been ``MusicModel/HeardRecording/cleaned``.
  init(of heard: HeardRecording) {
    add(heard.artist)
    add(heard.title)
    add(heard.album)
    add(heard.albumArtist)
    add(heard.musicBrainzRecordingID)
    add(heard.isrc)
    add(heard.relativePath)
  }

  /// Sums up one text.
  init(of text: String) { add(text) }

  /// Each field ends with a byte that UTF-8 never holds, so that no two ways of dividing a text
  /// among fields look alike.
  private mutating func add(_ field: String?) {
    if var field {
      field.withUTF8 { bytes in
        for byte in bytes { add(byte) }
      }
    }
    add(field == nil ? 0xFE : 0xFF)
  }

  private mutating func add(_ byte: UInt8) {
    value = (value ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B
  }

  /// 16 bytes, the most significant first.
  var bytes: Data { withUnsafeBytes(of: value.bigEndian) { Data($0) } }

  /// Reads ``bytes``; nil unless there are 16.
  init?(bytes: Data) {
    guard bytes.count == 16 else { return nil }
    value = bytes.reduce(0) { $0 << 8 | UInt128($1) }
  }

  /// A negative number that stands for the digest among the numbers of tracks, which are positive.
  var negative: Int64 {
    let folded = UInt64(truncatingIfNeeded: value ^ (value >> 64))
    return -1 - Int64(folded >> 1)
  }
}

extension HeardRecording {
  /// As it can be stored: without empty fields, without NUL, which would end a text in SQLite, and
  /// without lengths that cannot be.
  var cleaned: HeardRecording {
    var clean = self
    clean.artist = Self.clean(artist)
    clean.title = Self.clean(title)
    clean.album = Self.clean(album)
    clean.albumArtist = Self.clean(albumArtist)
    clean.musicBrainzRecordingID = Self.clean(musicBrainzRecordingID)
    clean.isrc = Self.clean(isrc)
    clean.relativePath = Self.clean(relativePath)
    clean.seconds = seconds.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    return clean
  }

  private static func clean(_ field: String?) -> String? {
    guard let field, !field.isEmpty else { return nil }
    guard field.utf8.contains(0) else { return field }
    let rest = field.unicodeScalars.filter { $0 != "\0" }
    return rest.isEmpty ? nil : String(String.UnicodeScalarView(rest))
  }
}
