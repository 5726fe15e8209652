/// What of an MP4 file is its sound: the media data boxes (ISO/IEC 14496-12 § 8.1.1).
///
/// The tables that say where in them each sample lies hold absolute positions, which change
/// whenever a tag before them grows; so they stay out.
enum MP4Content {
  /// More boxes than any file has; fragmented ones have two a few seconds.
  private static let mostBoxes = 1 << 20

  /// Adds the content of every `mdat` box; false when there is none.
  static func add(_ file: SniffedFile, to hash: ContentHash) throws(AudioFileError) -> Bool {
    var position = file.audio.lowerBound
    var foundSound = false
    for _ in 0..<mostBoxes {
      let header = try file.bytes.bytes(at: position, count: 16)
      guard header.count >= 8 else { break }
      var size = Int64(header[..<4].bigEndian)
      var start = position + 8
      if size == 1, header.count == 16 {
        size = Int64(clamping: header[8...].bigEndian)
        start = position + 16
      }
      // A size of 0 means to the end of the file.
      let (sum, overflow) = position.addingReportingOverflow(size)
      let end = size == 0 || overflow ? file.bytes.size : min(file.bytes.size, sum)
      guard end >= start else { break }
      if header[4..<8].elementsEqual("mdat".utf8), end > start {
        try hash.add(file.bytes, start..<end)
        foundSound = true
      }
      position = end
    }
    return foundSound
  }
}
