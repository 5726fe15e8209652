/// What of a Windows Media file is its sound: the packets of the data object (Advanced Systems
/// Format Specification 1.20.03, § 5).
///
/// The header object before it holds the tags; the index objects after it hold numbers of packets.
enum ASFContent {
  /// More top-level objects than any file has.
  private static let mostObjects = 1024
  /// The GUID of the data object.
  private static let data: [UInt8] = [
    0x36, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0x00, 0xaa, 0x00, 0x62, 0xce, 0x6c,
  ]
  /// GUID and size of an object, and the data object's own fields: the file's GUID, the number of
  /// packets and two bytes.
  private static let (headerLength, fieldsLength): (Int64, Int64) = (24, 26)

  /// Adds the packets; false when there are none.
  static func add(_ file: SniffedFile, to hash: ContentHash) throws(AudioFileError) -> Bool {
    var position = file.audio.lowerBound
    for _ in 0..<mostObjects {
      let header = try file.bytes.bytes(at: position, count: Int(headerLength))
      guard header.count == headerLength else { return false }
      let size = Int64(clamping: header[16...].littleEndian)
      guard size >= headerLength else { return false }
      let end = size > file.bytes.size - position ? file.bytes.size : position + size
      if header.starts(with: data) {
        let start = position + headerLength + fieldsLength
        guard start < end else { return false }
        try hash.add(file.bytes, start..<end)
        return true
      }
      position = end
    }
    return false
  }
}
