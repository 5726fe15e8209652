/// What of a file made of chunks is its sound: WAV, RF64, Wave64, AIFF and DSD.
enum ChunkContent {
  /// More bytes than any description of a format has.
  private static let longestFormat: Int64 = 4096

  /// Adds the chunks with the format and the sound; false when there is no sound.
  static func add(_ file: SniffedFile, to hash: ContentHash) throws(AudioFileError) -> Bool {
    var chunks = try ChunkReader(file)
    var foundSound = false
    while let chunk = try chunks.next() {
      switch chunk.name {
      case "fmt ", "COMM", "PROP":
        let start = chunk.content.lowerBound
        try hash.add(file.bytes, chunk.content.clamped(to: start..<start + longestFormat))
      case "data", "SSND", "DSD ", "DST ":
        try hash.add(file.bytes, chunk.content)
        foundSound = foundSound || !chunk.content.isEmpty
      default: break
      }
    }
    return foundSound
  }
}
