import Foundation
import SignalProcessing
import Testing

/// The expected values are those of `Benchmarks/references/front-ends`.
@Suite("Log-mel spectrograms of any description")
struct LogMelFrontEndTests {
  private struct Reference: Decodable {
    var frames: Int
    var values: [[Float]]
  }

  /// A rising tone, a beating one and a faint high one; a second at 16 kHz.
  private static let signal: [Float] = (0..<16_000).map { index in
    let time = Double(index) / 16_000
    let sweep = 0.4 * sin(2 * Double.pi * (200 * time + 1500 * time * time))
    let beats = 0.2 * sin(2 * Double.pi * 440 * time) * sin(2 * Double.pi * 3 * time)
    return Float(sweep + beats + 0.01 * sin(2 * Double.pi * 6500 * time))
  }

  private static func vggish(slope: MelFilterBank.Slope) -> LogMelFrontEnd {
    LogMelFrontEnd(
      .init(
        sampleRate: 16_000, fftLength: 512, windowLength: 400, hop: 160, isPower: false, bands: 64,
        range: 125...7500, scale: .htk, norm: .none, slope: slope,
        compression: .natural(factor: 1, offset: 0.01)))
  }

  private static let slaney = LogMelFrontEnd(
    .init(
      sampleRate: 16_000, fftLength: 1024, windowLength: 1024, hop: 256, shape: .hamming,
      isPower: true, bands: 40, range: 50...7000, scale: .slaney, norm: .slaney,
      compression: .decibels(floor: 1e-10, range: 60)))

  @Test(
    "agree with an independent implementation to 10⁻³",
    arguments: [
      ("vggish", vggish(slope: .mel), 1), ("htk-hertz", vggish(slope: .hertz), 8),
      ("slaney-decibels", slaney, 1),
    ])
  func independentImplementation(name: String, frontEnd: LogMelFrontEnd, stride: Int) throws {
    let file = try #require(
      Bundle.module.url(
        forResource: "front-ends", withExtension: "json", subdirectory: "Resources"))
    let all = try JSONDecoder().decode([String: Reference].self, from: Data(contentsOf: file))
    let reference = try #require(all[name])
    let spectrogram = frontEnd.spectrogram(of: Self.signal, framing: .uncentred)
    var worst: Float = 0
    for (row, expected) in reference.values.enumerated() {
      #expect(expected.count == spectrogram.bands)
      for (band, value) in expected.enumerated() {
        worst = max(worst, abs(spectrogram[frame: row * stride, band: band] - value))
      }
    }
    print("\(name): largest difference \(worst)")
    #expect(worst < 1e-3)
    #expect(reference.frames == reference.values.count)
  }

  @Test("with musicnn's parameters are musicnn's to the bit", arguments: [false, true])
  func musicnn(isCentred: Bool) {
    let general = LogMelFrontEnd(
      .init(
        sampleRate: 16_000, fftLength: 512, windowLength: 512, hop: 256, isPower: true, bands: 96,
        range: 0...8000, scale: .slaney, norm: .slaney,
        compression: .decimal(factor: 10_000, offset: 1)))
    let framing: STFT.Framing = isCentred ? .centred : .uncentred
    #expect(
      general.spectrogram(of: Self.signal, framing: framing)
        == MusicnnFrontEnd().spectrogram(of: Self.signal, framing: framing))
  }

  @Test("with VibeNet's parameters are one clip of VibeNet's to the bit")
  func vibeNet() {
    let general = LogMelFrontEnd(
      .init(
        sampleRate: 16_000, fftLength: 1024, windowLength: 640, hop: 320, isPower: true, bands: 128,
        range: 0...8000, scale: .slaney, norm: .slaney,
        compression: .decibels(floor: 1e-10, range: 80)))
    let spectrogram = general.spectrogram(of: Self.signal, framing: .uncentred)
    let frontEnd = VibeNetFrontEnd()
    let clip = VibeNetFrontEnd.clip(joining: [frontEnd.decibels(of: Self.signal)])
    let transposed = (0..<128).flatMap { band in
      (0..<spectrogram.frames).map { spectrogram[frame: $0, band: band] }
    }
    #expect(transposed == clip)
  }

  @Test("of silence are finite", arguments: [vggish(slope: .mel), slaney])
  func silence(frontEnd: LogMelFrontEnd) {
    let silence = [Float](repeating: 0, count: 4000)
    let spectrogram = frontEnd.spectrogram(of: silence, framing: .uncentred)
    #expect(spectrogram.frames > 0)
    #expect(spectrogram.values.allSatisfy { $0.isFinite })
  }
}
