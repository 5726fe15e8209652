/// The header of one page of an Ogg stream (RFC 3533 § 6).
struct OggPage {
  /// Which of the multiplexed streams it belongs to.
  let serial: UInt32
  /// Its first packet began on an earlier page.
  let isContinued: Bool
  let beginsStream: Bool
  let endsStream: Bool
  /// The lengths that make up its packets: a packet ends with the first one below 255.
  let lacing: [UInt8]
  /// Where the packets lie in the file.
  let body: Range<Int64>

  /// The longest header: fixed part and 255 lengths.
  static let longestHeader = 27 + 255

  /// Reads the page that begins at `position`; nil when none does.
  init?(in file: FileBytes, at position: Int64) throws(AudioFileError) {
    let header = try file.bytes(at: position, count: Self.longestHeader)
    self.init(header: header, at: position, fileSize: file.size)
  }

  /// Parses a page's header, found at `position`; the body is clamped to the file.
  private init?(header: [UInt8], at position: Int64, fileSize: Int64) {
    guard header.count >= 27, header.starts(with: "OggS".utf8), header[4] == 0 else { return nil }
    let segments = Int(header[26])
    guard header.count >= 27 + segments else { return nil }
    isContinued = header[5] & 1 != 0
    beginsStream = header[5] & 2 != 0
    endsStream = header[5] & 4 != 0
    serial = UInt32(header[14..<18].littleEndian)
    lacing = Array(header[27..<27 + segments])
    let start = position + 27 + Int64(segments)
    body = start..<min(fileSize, start + lacing.reduce(0) { $0 + Int64($1) })
  }

  /// Where the next page seems to begin, after `position`.
  static func next(
    in file: SniffedFile, after position: Int64
  ) throws(AudioFileError) -> Int64? {
    // With its version, or a file of nothing but marks would be read again for each of them.
    let mark = Array("OggS\0".utf8)
    var position = position + 1
    while position + Int64(mark.count) <= file.audio.upperBound {
      let block = try file.bytes.bytes(at: position, count: 1 << 16)
      guard block.count >= mark.count else { return nil }
      let found = block.indices.dropLast(mark.count - 1).first {
        block[$0] == mark[0] && block[$0...].starts(with: mark)
      }
      if let found { return position + Int64(found) }
      // The mark may lie across two blocks.
      position += Int64(block.count - mark.count + 1)
    }
    return nil
  }
}
