/// What of a Matroska or WebM file is its sound: the blocks of the first track of sound.
///
/// Tags, covers, cues and the layout of clusters stay out, and so do a block's time and track
/// number: all of them change when a file is tagged or written anew.
enum MatroskaContent {
  private typealias Known = MatroskaElement.Known
  private static let parents: Set<UInt32> = [
    Known.segment, Known.tracks, Known.track, Known.cluster, Known.blockGroup,
  ]
  private static let soundTrack: UInt8 = 2
  /// More bytes than the name of any codec has.
  private static let longestName: Int64 = 64

  /// Adds the name of the codec and the blocks; false when there are none.
  static func add(_ file: SniffedFile, to hash: ContentHash) throws(AudioFileError) -> Bool {
    var elements = MatroskaElements(file, into: parents)
    var track = (number: [UInt8](), type: [UInt8](), codec: 0..<Int64(0))
    var chosen: UInt64?
    var foundSound = false

    /// Takes the track that was described last, if it is the first with sound.
    func choose() throws(AudioFileError) {
      guard chosen == nil, track.type == [soundTrack] else { return }
      chosen = track.number.bigEndian
      let name = track.codec
      try hash.add(
        file.bytes, name.clamped(to: name.lowerBound..<name.lowerBound + longestName))
    }

    while let element = try elements.next() {
      let content = element.content
      switch element.identifier {
      case Known.track:
        try choose()
        track = ([], [], 0..<0)
      case Known.trackNumber:
        track.number = try file.bytes.bytes(at: content.lowerBound, count: min(content.count, 8))
      case Known.trackType:
        track.type = try file.bytes.bytes(at: content.lowerBound, count: min(content.count, 8))
      case Known.codec: track.codec = content
      case Known.cluster: try choose()
      case Known.block, Known.simpleBlock:
        let header = try file.bytes.bytes(at: content.lowerBound, count: 8)
        guard let number = MatroskaElements.number(header[...]), let chosen,
          number.value == Int64(clamping: chosen)
        else { continue }
        // After the track's number come two bytes of time, and flags that say how frames are laced.
        let start = content.lowerBound + Int64(number.length) + 2
        guard start < content.upperBound else { continue }
        try hash.add(file.bytes, start..<content.upperBound)
        // The length keeps blocks apart that would otherwise run together.
        hash.add(content.upperBound - start)
        foundSound = true
      default: break
      }
    }
    return foundSound
  }
}
