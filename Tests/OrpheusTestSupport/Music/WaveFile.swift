import Foundation

/// Mono sound as a RIFF WAVE file, 16 bit.
package enum WaveFile {
  /// Writes `samples`, −1…1, to `path`.
  package static func write(_ samples: [Float], rate: Int, to path: String) throws {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(44 + 2 * samples.count)
    func text(_ letters: String) { bytes += Array(letters.utf8) }
    func number(_ value: Int, bytes count: Int) {
      for byte in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
    text("RIFF")
    number(36 + 2 * samples.count, bytes: 4)
    text("WAVEfmt ")
    number(16, bytes: 4)
    // PCM, one channel.
    number(1, bytes: 2)
    number(1, bytes: 2)
    number(rate, bytes: 4)
    number(2 * rate, bytes: 4)
    number(2, bytes: 2)
    number(16, bytes: 2)
    text("data")
    number(2 * samples.count, bytes: 4)
    for sample in samples {
      number(Int((min(max(sample, -1), 1) * 32_767).rounded()), bytes: 2)
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
