import Foundation
import Testing

@testable import SignalProcessing

@Suite struct SpectrumTests {
  /// The power of one bin by the definition of the Fourier transform, in double precision.
  private func power(_ frame: ArraySlice<Float>, bin: Int, fftLength: Int) -> Double {
    var (re, im) = (0.0, 0.0)
    for (index, sample) in frame.enumerated() {
      let hann = 0.5 - 0.5 * cos(2 * .pi * Double(index) / Double(frame.count))
      let angle = -2 * .pi * Double(bin * index % fftLength) / Double(fftLength)
      re += Double(sample) * hann * cos(angle)
      im += Double(sample) * hann * sin(angle)
    }
    return re * re + im * im
  }

  @Test(
    "The fast transform equals the definition, for even and odd powers of two",
    arguments: [
      (4, 4, 2), (8, 8, 3), (16, 16, 16), (100, 128, 40), (512, 512, 256), (640, 1024, 320),
    ])
  func equalsDefinition(window: Int, fftLength: Int, hop: Int) {
    let signal = testSignal(samples: window + hop * 10 + 1, rate: 16_000)
    let stft = STFT(windowLength: window, hop: hop, fftLength: fftLength)
    let found = stft.power(of: signal, framing: .uncentred)
    #expect(found.count == 11 * stft.bins)
    for frame in [0, 1, 6, 7, 8, 10] {
      let slice = signal[frame * hop..<frame * hop + window]
      let loudest = (0..<stft.bins).map { Double(found[frame * stft.bins + $0]) }.max() ?? 0
      for bin in stride(from: 0, to: stft.bins, by: max(1, stft.bins / 9)) {
        let expected = power(slice, bin: bin, fftLength: fftLength)
        let difference = abs(Double(found[frame * stft.bins + bin]) - expected)
        #expect(difference < 1e-5 * expected + 1e-6 * loudest, "frame \(frame), bin \(bin)")
      }
    }
  }

  @Test("The vector logarithm is exact to single precision over the range of energies")
  func vectorLogarithm() {
    var x: Float = 1e-10
    while x < 1e12 {
      let found = log10(SIMD8(repeating: x))[3]
      let expected = Foundation.log10(Double(x))
      #expect(abs(Double(found) - expected) <= 2e-7 * max(1, abs(expected)), "log10 of \(x)")
      x *= 1.0371
    }
    // Near 1 the result is small, and so must the error be.
    for exponent in 1...20 {
      let small = Float(1) / Float(1 << exponent)
      let found = Double(log10(SIMD8(repeating: 1 + small))[0])
      let expected = Foundation.log10(1 + Double(small))
      #expect(abs(found - expected) <= 3e-7 * expected, "log10 of 1 + \(small)")
    }
  }

  @Test(
    "The filters agree with librosa's",
    arguments: [
      (0, 1, [0.03199922293424606]),
      (30, 30, [0.004757172428071499, 0.02724204957485199]),
      (95, 247, [0.0035507280845195055, 0.0039845602586865425, 0.003486490109935403]),
    ])
  func filters(band: Int, firstBin: Int, expected: [Float]) {
    let bank = MelFilterBank(bands: 96, fftLength: 512, sampleRate: 16_000, highest: 8000)
    let filter = bank.filter(band: band)
    #expect(filter.count == 257)
    for (offset, weight) in expected.enumerated() {
      #expect(abs(filter[firstBin + offset] - weight) < 1e-6 * weight)
    }
  }
}
