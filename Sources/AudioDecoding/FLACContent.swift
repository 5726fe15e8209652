/// What of a FLAC file is its sound (RFC 9639 § 8).
enum FLACContent {
  /// More metadata blocks than any file has.
  private static let mostBlocks = 4096

  /// Adds the sound's format and the audio frames; false when no frames can be found.
  ///
  /// Of STREAMINFO go in: sample rate, channels, bits a sample and the number of samples, bytes
  /// 10…17. The frame sizes before and the checksum after them may be filled in later.
  static func add(_ file: SniffedFile, to hash: ContentHash) throws(AudioFileError) -> Bool {
    var position = file.audio.lowerBound + 4
    for index in 0..<mostBlocks {
      let header = try file.bytes.bytes(at: position, count: 4)
      guard header.count == 4, header[0] & 0x7f != 0x7f else { return false }
      if index == 0 {
        guard header[0] & 0x7f == 0 else { return false }
        hash.add(try file.bytes.bytes(at: position + 4 + 10, count: 8)[...])
      }
      position += 4 + Int64(header[1...].bigEndian)
      if header[0] & 0x80 != 0 {
        guard position < file.audio.upperBound else { return false }
        try hash.add(file.bytes, position..<file.audio.upperBound)
        return true
      }
    }
    return false
  }
}
