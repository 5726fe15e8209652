/// Where a file's sound lies between the tags that were put before and after it.
///
/// ID3v2 (id3.org, 2.4.0 § 3.1 and 3.4), ID3v1, Lyrics3 (id3.org) and APEv2 (Musepack wiki) may
/// follow each other in any order and number.
enum TagExtent {
  /// No honest file has more tags on one side.
  private static let mostTags = 16

  /// The part of the file that is neither leading nor trailing tag.
  static func audio(in file: FileBytes) throws(AudioFileError) -> Range<Int64> {
    var start: Int64 = 0
    for _ in 0..<mostTags {
      guard let length = try leadingTag(in: file, at: start) else { break }
      start += length
    }
    start = min(start, file.size)
    var end = file.size
    for _ in 0..<mostTags {
      guard let length = try trailingTag(in: file, after: start, before: end) else { break }
      end -= length
    }
    return start..<end
  }

  /// The length of the tag that begins at `start`, if one does.
  private static func leadingTag(
    in file: FileBytes, at start: Int64
  ) throws(AudioFileError) -> Int64? {
    let head = try file.bytes(at: start, count: 32)
    if head.count >= 10, head.starts(with: "ID3".utf8), let size = syncSafe(head[6..<10]) {
      let footer: Int64 = head[5] & 0x10 != 0 ? 10 : 0
      return 10 + size + footer
    }
    if head.count == 32, head.starts(with: "APETAGEX".utf8) {
      return 32 + Int64(head[12..<16].littleEndian)
    }
    return nil
  }

  /// The length of the tag that ends at `end` and begins at or after `start`, if one does.
  private static func trailingTag(
    in file: FileBytes, after start: Int64, before end: Int64
  ) throws(AudioFileError) -> Int64? {
    let room = end - start
    /// The last `count` bytes before `end`; empty when there are not so many.
    func tail(_ count: Int) throws(AudioFileError) -> [UInt8] {
      room < Int64(count) ? [] : try file.bytes(at: end - Int64(count), count: count)
    }
    func fitting(_ length: Int64) -> Int64? { length > 0 && length <= room ? length : nil }

    if try tail(128).starts(with: "TAG".utf8) {
      // The rare enhanced tag of 227 bytes lies right before the plain one.
      return try tail(355).starts(with: "TAG+".utf8) ? 355 : 128
    }
    let ape = try tail(32)
    if ape.starts(with: "APETAGEX".utf8) {
      let header: Int64 = ape[23] & 0x80 != 0 ? 32 : 0
      return fitting(Int64(ape[12..<16].littleEndian) + header)
    }
    let lyrics = try tail(15)
    if lyrics.suffix(9).elementsEqual("LYRICS200".utf8) {
      return Int64(String(decoding: lyrics.prefix(6), as: UTF8.self)).flatMap { fitting($0 + 15) }
    }
    if lyrics.suffix(9).elementsEqual("LYRICSEND".utf8) {
      return try lyricsWithoutSize(in: file, room: room, before: end)
    }
    let footer = try tail(10)
    if footer.starts(with: "3DI".utf8), let size = syncSafe(footer[6..<10]) {
      return fitting(size + 20)
    }
    return nil
  }

  /// The first version of Lyrics3 has no size, but at most 5,100 bytes of text.
  private static func lyricsWithoutSize(
    in file: FileBytes, room: Int64, before end: Int64
  ) throws(AudioFileError) -> Int64? {
    let longest = min(room, 5100 + 11 + 9)
    let text = try file.bytes(at: end - longest, count: Int(longest))
    let mark = Array("LYRICSBEGIN".utf8)
    let begin = text.indices.dropLast(mark.count).last { text[$0...].starts(with: mark) }
    return begin.map { Int64(text.count - $0) }
  }

  /// Four bytes of seven bits each; nil when an eighth bit is set, as in no real tag.
  private static func syncSafe(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
    return bytes.reduce(0) { $0 << 7 | Int64($1) }
  }
}

extension Collection<UInt8> {
  /// The bytes as one unsigned number, least significant first; at most eight of them.
  var littleEndian: UInt64 { reversed().reduce(0) { $0 << 8 | UInt64($1) } }

  /// The bytes as one unsigned number, most significant first; at most eight of them.
  var bigEndian: UInt64 { reduce(0) { $0 << 8 | UInt64($1) } }
}
