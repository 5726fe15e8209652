package import SignalProcessing

/// One open file of sound, read as floating-point frames.
///
/// A class, since each implementation owns a C handle. The descriptor that it was opened on is
/// borrowed: it must stay open for the decoder's life, is never closed by it, and neither its
/// offset nor the file changes.
package protocol AudioDecoder: AnyObject {
  /// Hz, 1,000…768,000.
  var sampleRate: Double { get }
  /// 1…64.
  var channels: Int { get }
  /// Samples a channel that can be decoded; nil when only decoding would tell.
  var frameCount: Int64? { get }

  /// Moves to `frame`; beyond the end means to the end.
  func seek(toFrame frame: Int64) throws(AudioFileError)

  /// Decodes the next `frames` frames: fewer only at the end, and none after it.
  ///
  /// What cannot be sound (NaN, infinities) comes out as 0.
  func read(frames: Int) throws(AudioFileError) -> PCMBuffer
}

extension AudioDecoder {
  /// The length in seconds; nil when ``frameCount`` is.
  package var seconds: Double? { frameCount.map { Double($0) / sampleRate } }
}

/// What a decoder may claim about a file before it is believed.
enum PlausibleSound {
  static let sampleRates = 1_000...768_000
  static let channels = 1...64
  /// Samples a second over all channels; 64 channels at 96 kHz. Bounds what one window can take.
  static let samplesPerSecond = 6_144_000
  /// A year and a half at 768 kHz; also what an undeclared length looks like.
  static let mostFrames: Int64 = 1 << 45

  static func check(
    sampleRate: Int, channels: Int, format: String
  ) throws(AudioFileError) {
    guard sampleRates.contains(sampleRate), Self.channels.contains(channels),
      sampleRate * channels <= samplesPerSecond
    else {
      throw .unsupported("\(channels) channels of \(format) at \(sampleRate) Hz")
    }
  }
}
