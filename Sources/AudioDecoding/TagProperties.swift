import MusicModel

/// Tag values by TagLib's names, and what they mean once cleaned up.
struct TagProperties {
  /// Longer values are no names; the tags of one file must not fill the daemon's database.
  private static let longestValue = 1000

  private var values: [String: [String]] = [:]

  /// Adds one value of `key`; broken UTF-8 is repaired, and text without anything in it left out.
  ///
  /// TagLib itself drops fields whose bytes are not in the encoding they declare; what is left to
  /// repair are halves of UTF-16 pairs and characters cut by ``longestValue``.
  mutating func add(_ utf8: some Collection<UInt8>, to key: String) {
    let text = String(decoding: utf8.prefix(4 * Self.longestValue), as: UTF8.self)
    // Control characters, zeros above all, come from padded and multi-line fields.
    let words = text.unicodeScalars.split { $0.properties.isWhitespace || $0.value < 0x20 }
    let clean = words.map { String($0) }.joined(separator: " ").prefix(Self.longestValue)
    if !clean.isEmpty { values[key.uppercased(), default: []].append(String(clean)) }
  }

  /// The values in the form the library keeps them.
  var metadata: TrackMetadata {
    var metadata = TrackMetadata()
    metadata.title = first("TITLE")
    metadata.artist = joined("ARTIST")
    metadata.album = first("ALBUM")
    metadata.albumArtist = joined("ALBUMARTIST")
    metadata.genre = joined("GENRE")
    metadata.year = (first("DATE") ?? first("YEAR")).flatMap(Self.year)
    // Picard calls the recording's identifier a track's, for historical reasons.
    metadata.musicBrainzRecordingID = uuid("MUSICBRAINZ_TRACKID") ?? uuid("MUSICBRAINZ_RECORDINGID")
    metadata.musicBrainzReleaseID = uuid("MUSICBRAINZ_ALBUMID")
    metadata.musicBrainzArtistID = uuid("MUSICBRAINZ_ARTISTID")
    metadata.isrc = first("ISRC").flatMap(Self.isrc)
    return metadata
  }

  private func first(_ key: String) -> String? { values[key]?.first }

  /// All values in order, each once, separated by `; `.
  private func joined(_ key: String) -> String? {
    guard let all = values[key] else { return nil }
    var seen: Set<String> = []
    return all.filter { seen.insert($0).inserted }.joined(separator: "; ")
  }

  /// The first value's first 36 characters, if they are a UUID; some writers list several in one.
  private func uuid(_ key: String) -> String? {
    guard let value = first(key)?.prefix(36).lowercased(), value.utf8.count == 36 else {
      return nil
    }
    let hyphens = [8, 13, 18, 23]
    let fits = value.utf8.enumerated().allSatisfy { index, byte in
      hyphens.contains(index)
        ? byte == UInt8(ascii: "-") : Character(Unicode.Scalar(byte)).isHexDigit
    }
    return fits ? value : nil
  }

  /// The first run of four digits that can be a year: `2005-03-01`, `01/03/2005` and `20050301`.
  private static func year(_ text: String) -> Int? {
    let runs = text.split { !("0"..."9").contains($0) }
    return runs.lazy.compactMap { $0.count >= 4 ? Int($0.prefix(4)) : nil }
      .first { (1000...2999).contains($0) }
  }

  /// Two letters, three letters or digits, seven digits (ISO 3901), however punctuated.
  private static func isrc(_ text: String) -> String? {
    let code = text.uppercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
      .prefix(12)
    func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    guard code.count == 12, code.prefix(2).allSatisfy(isLetter),
      code.dropFirst(2).prefix(3).allSatisfy({ isLetter($0) || isDigit($0) }),
      code.dropFirst(5).allSatisfy(isDigit)
    else { return nil }
    return String(decoding: code, as: UTF8.self)
  }
}
