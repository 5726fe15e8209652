/// The four bytes that begin every frame of MPEG audio (ISO/IEC 11172-3 § 2.4.1.3).
struct MPEGFrameHeader: Hashable {
  /// MPEG-1, or the half and quarter sample rates of MPEG-2 and the unofficial 2.5.
  enum Version: Hashable { case one, two, twoAndAHalf }

  let version: Version
  /// 2 or 3.
  let layer: Int
  /// Hz.
  let sampleRate: Int
  /// Bytes from this header to the next.
  let frameLength: Int

  /// Parses the first four of `bytes`; nil unless they are a header with a fixed bit rate.
  ///
  /// Neither layer I nor "free format", whose frame length is found by looking for the next header,
  /// is taken. Both are all but unknown in music, and they let garbage pass: a row of jumps in
  /// x86 machine code looks like a hundred frames of layer I.
  init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count >= 4 else { return nil }
    let word = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard word >> 21 == 0x7ff else { return nil }
    switch word >> 19 & 3 {
    case 0: version = .twoAndAHalf
    case 2: version = .two
    case 3: version = .one
    default: return nil
    }
    layer = 4 - Int(word >> 17 & 3)
    let rateIndex = Int(word >> 10 & 3)
    let bitRateIndex = Int(word >> 12 & 15)
    let emphasis = word & 3
    guard (2...3).contains(layer), rateIndex < 3, (1..<15).contains(bitRateIndex), emphasis != 2
    else { return nil }

    let divisor = version == .one ? 1 : version == .two ? 2 : 4
    sampleRate = [44_100, 48_000, 32_000][rateIndex] / divisor
    let bitRate = Self.kilobits(version, layer)[bitRateIndex - 1] * 1000
    let padding = Int(word >> 9 & 1)
    // A frame holds 1152 samples, or 576 in layer III at the lower sample rates.
    let samples = layer == 3 && version != .one ? 576 : 1152
    frameLength = samples / 8 * bitRate / sampleRate + padding
  }

  /// Whether both may lie in one stream: bit rate and padding vary, these do not.
  func belongs(with other: Self) -> Bool {
    version == other.version && layer == other.layer && sampleRate == other.sampleRate
  }

  /// Table 3-B.2 of the standard: kbit/s for the indices 1…14.
  private static func kilobits(_ version: Version, _ layer: Int) -> [Int] {
    switch (version, layer) {
    case (.one, 2): [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384]
    case (.one, _): [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    default: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
    }
  }
}

extension MPEGFrameHeader {
  /// How many frames must follow each other before garbage is ruled out.
  static let convincingFrames = 4
  /// How far into the audio the first frame may lie.
  static let searchLimit = 128 << 10

  /// Where the first frame of `range` lies that begins an unbroken row of them; nil when there is
  /// none.
  ///
  /// A file shorter than ``convincingFrames`` passes when its frames reach exactly to its end.
  static func firstFrame(
    in file: FileBytes, range: Range<Int64>
  ) throws(AudioFileError) -> Int64? {
    let start = try skippingZeros(in: file, range: range)
    let head = try file.bytes(at: start, count: searchLimit)
    for offset in head.indices.dropLast(3) where head[offset] == 0xff {
      guard head[offset + 1] >= 0xe0, let first = Self(head[offset...]) else { continue }
      if try isConvincing(first, at: start + Int64(offset), in: file, end: range.upperBound) {
        return start + Int64(offset)
      }
    }
    return nil
  }

  /// Some tag writers leave long runs of zeros behind; they cost nothing to skip.
  private static func skippingZeros(
    in file: FileBytes, range: Range<Int64>
  ) throws(AudioFileError) -> Int64 {
    var position = range.lowerBound
    while position < range.upperBound {
      let block = try file.bytes(at: position, count: 1 << 16)
      guard !block.isEmpty else { break }
      if let index = block.firstIndex(where: { $0 != 0 }) { return position + Int64(index) }
      position += Int64(block.count)
    }
    return range.upperBound
  }

  private static func isConvincing(
    _ first: Self, at start: Int64, in file: FileBytes, end: Int64
  ) throws(AudioFileError) -> Bool {
    var position = start + Int64(first.frameLength)
    var count = 1
    while count < convincingFrames {
      if position == end { return count > 1 }
      guard position + 4 <= end, let next = Self(try file.bytes(at: position, count: 4)),
        next.belongs(with: first)
      else { return false }
      position += Int64(next.frameLength)
      count += 1
    }
    return true
  }

  /// Whether the frames that begin at `range` follow each other right to its end.
  ///
  /// Reads every header, so it is for short files.
  static func fill(_ range: Range<Int64>, of file: FileBytes) throws(AudioFileError) -> Bool {
    var position = range.lowerBound
    while let frame = Self(try file.bytes(at: position, count: 4)) {
      position += Int64(frame.frameLength)
    }
    return position == range.upperBound
  }
}
