import SignalProcessing
import Testing

@Suite struct ResamplerTests {
  /// Computed with the SoX resampler's Python binding, version 1.1, at its default high quality.
  @Test("Resampling 44.1 kHz to 16 kHz agrees with the reference at the edges and within")
  func reference() throws {
    let expected: [Int: Float] = [
      0: 0.0394073, 1: 0.235025, 2: 0.2614819, 100: -0.5946063, 3333: -0.3910596,
      7999: -0.2290147, 8000: -0.0402882, 8001: 0.0114811, 12000: -5.03e-05, 15998: -0.0003235,
      15999: -0.0002074,
    ]
    let signal = testSignal(samples: 44_100, rate: 44_100)
    let found = try Resampler.resample(signal, from: 44_100, to: 16_000)
    #expect(found.count == 16_000)
    for (index, value) in expected { #expect(abs(found[index] - value) < 2e-6, "sample \(index)") }
  }

  @Test(
    "A stream gives the same as the whole, whatever the pieces",
    arguments: [44_100.0, 48_000, 96_000, 22_050, 8_000], [1, 333, 44_100])
  func streaming(rate: Double, piece: Int) throws {
    let signal = testSignal(samples: piece == 1 ? 3000 : 50_000, rate: rate)
    let whole = try Resampler.resample(signal, from: rate, to: 16_000)
    let resampler = try Resampler(from: rate, to: 16_000)
    var streamed: [Float] = []
    for start in stride(from: 0, to: signal.count, by: piece) {
      streamed += resampler.process(Array(signal[start..<min(start + piece, signal.count)]))
    }
    streamed += resampler.finish()
    #expect(abs(Double(whole.count) - Double(signal.count) * 16_000 / rate) <= 1)
    #expect(largestDifference(streamed, whole) < 1e-6)
  }

  @Test("Equal rates leave the samples untouched")
  func identity() throws {
    let signal = testSignal(samples: 1000, rate: 16_000)
    #expect(try Resampler.resample(signal, from: 16_000, to: 16_000) == signal)
  }

  @Test("Nothing in gives nothing out")
  func empty() throws {
    #expect(try Resampler.resample([], from: 44_100, to: 16_000).isEmpty)
  }

  @Test("A rate that is none is refused", arguments: [0.0, -1])
  func badRate(rate: Double) {
    #expect(throws: Resampler.Failure.self) { try Resampler(from: rate, to: 16_000) }
  }
}
