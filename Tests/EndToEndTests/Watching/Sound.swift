import Foundation

/// Small WAV files: 8 kHz, one channel, 8 bits.
enum Sound {
  static let rate = 8_000

  /// Too short to be analysed with the default settings, and known again by its length in frames:
  /// a row that tells that length was made from this file.
  static func short(frames: Int) -> Data { wave(Data(repeating: 0x80, count: frames)) }

  /// One second of noise, another for each seed; long enough with ``settings``.
  static func song(seed: Int, seconds: Int = 1) -> Data {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    var samples = Data(capacity: seconds * rate)
    for _ in 0..<seconds * rate {
      // Marsaglia: Xorshift RNGs (2003).
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      samples.append(UInt8(truncatingIfNeeded: state >> 56))
    }
    return wave(samples)
  }

  /// Settings with which one second is music enough, and a worker does not stay for long.
  static let settings = """
    [library]
    minimum-length = 0.5
    [analysis]
    worker-idle = 0.2

    """

  /// The length that Orpheus tells of a file of this many bytes, in seconds.
  static func seconds(bytes: Int) -> Double { Double(bytes - 44) / Double(rate) }

  private static func wave(_ samples: Data) -> Data {
    var file = Data("RIFF".utf8)
    func append(_ value: Int, bytes: Int) {
      for byte in 0..<bytes { file.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
    append(36 + samples.count, bytes: 4)
    file.append(Data("WAVEfmt ".utf8))
    append(16, bytes: 4)
    for (value, bytes) in [(1, 2), (1, 2), (rate, 4), (rate, 4), (1, 2), (8, 2)] {
      append(value, bytes: bytes)
    }
    file.append(Data("data".utf8))
    append(samples.count, bytes: 4)
    return file + samples
  }
}
