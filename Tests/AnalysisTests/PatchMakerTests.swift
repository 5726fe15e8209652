@testable import ModelCatalogue
import SignalProcessing
import Testing

@testable import Analysis

@Suite("Patches for any network")
struct PatchMakerTests {
  private static func waveform(
    window: Int, hop: Int, _ normalisation: Waveform.Normalisation = .none, gain: Double = 1
  ) -> PatchMaker {
    PatchMaker(
      .waveform(
        Waveform(
          sampleRate: 16_000, window: window, hop: hop, normalisation: normalisation, gain: gain)))
  }

  @Test("Waveforms are cut where the hop says, and short sound is followed by zeros")
  func waveforms() {
    let samples: [Float] = [1, 2, 3, 4, 5]
    #expect(Self.waveform(window: 2, hop: 2).patches(of: samples) == [[1, 2], [3, 4]])
    #expect(Self.waveform(window: 3, hop: 1).patches(of: samples).count == 3)
    #expect(Self.waveform(window: 7, hop: 7).patches(of: samples) == [[1, 2, 3, 4, 5, 0, 0]])
  }

  @Test("Samples are multiplied, levelled and standardised as the manifest says")
  func normalisation() {
    let samples: [Float] = [0.5, -0.25, 0, 0.25]
    #expect(Self.waveform(window: 4, hop: 4, gain: 4).patches(of: samples) == [[2, -1, 0, 1]])
    #expect(
      Self.waveform(window: 4, hop: 4, .peak).patches(of: samples) == [[1, -0.5, 0, 0.5]])
    let standard = Self.waveform(window: 4, hop: 4, .standard).patches(of: samples)[0]
    #expect(abs(standard.reduce(0, +)) < 1e-5)
    #expect(abs(standard.reduce(0) { $0 + $1 * $1 } / 4 - 1) < 1e-4)
    let silence = [Float](repeating: 0, count: 4)
    #expect(Self.waveform(window: 4, hop: 4, .standard).patches(of: silence) == [silence])
  }

  @Test("A log-mel patch spans its frames, in either layout")
  func logMel() {
    var description = LogMel(
      sampleRate: 16_000, fftLength: 512, window: 400, windowShape: .hann, hop: 160,
      isCentred: false, spectrum: .magnitude, bands: 64, range: 125...7500, scale: .htk,
      norm: .none,
      slope: .mel, logarithm: .natural(factor: 1, offset: 0.01), patchFrames: 96, patchHop: 48,
      layout: .framesByBands)
    let maker = PatchMaker(.logMel(description))
    #expect(maker.patchSamples == 95 * 160 + 400)
    #expect(!maker.isMusicnn)
    let samples = (0..<48_128).map { Float($0 % 97) / 97 }
    let patches = maker.patches(of: samples)
    // 48-frame steps of 7680 samples.
    #expect(patches.count == (48_128 - maker.patchSamples) / 7680 + 1)
    #expect(patches.allSatisfy { $0.count == 96 * 64 })
    description.layout = .bandsByFrames
    let turned = PatchMaker(.logMel(description)).patches(of: samples)[0]
    #expect(turned[1] == patches[0][64])
    #expect(turned[96] == patches[0][1])
  }
}
