import Foundation

/// Triangular filters spaced evenly on a mel scale, applied to power or magnitude spectra.
///
/// By default on Slaney's scale (linear below 1 kHz, logarithmic above) and with Slaney's norm (each
/// triangle has unit area, so wide bands are not louder): Slaney, Auditory Toolbox, Interval Research
/// 1998-010.
package struct MelFilterBank: Sendable {
  /// The formula from Hz to mel.
  package enum Scale: Sendable {
    /// 15 mel a kilohertz up to 1 kHz, then 27 mel for each factor of 6.4.
    case slaney
    /// 2595 · log₁₀(1 + f / 700) (O'Shaughnessy; as the Hidden Markov Model Toolkit has it).
    case htk
  }

  /// What the triangles are scaled to.
  package enum Norm: Sendable {
    /// Height one.
    case none
    /// Area one over Hz.
    case slaney
  }

  /// Along which axis the sides of a triangle are straight.
  package enum Slope: Sendable {
    /// Hz, as in most libraries.
    case hertz
    /// Mel, as in the published front ends of VGGish and YAMNet (Hershey et al., "CNN
    /// architectures for large-scale audio classification", 2017); 0 Hz is in no band then.
    case mel
  }

  /// How many filters.
  package let bands: Int
  /// Frequencies of the spectra it is applied to.
  package let bins: Int

  /// The non-zero part of each triangle: where it begins and how long it is in `weights`.
  private let triangles: [(firstBin: Int, firstWeight: Int, count: Int)]
  private let weights: [Float]

  /// Prepares `bands` filters between `lowest` and `highest` Hz for spectra of `fftLength`-point
  /// transforms at `sampleRate` Hz.
  package init(
    bands: Int, fftLength: Int, sampleRate: Double, lowest: Double = 0, highest: Double,
    scale: Scale = .slaney, norm: Norm = .slaney, slope: Slope = .hertz
  ) {
    self.bands = bands
    bins = fftLength / 2 + 1
    let bottom = scale.mel(hertz: lowest)
    let top = scale.mel(hertz: highest)
    let melCorners = (0..<bands + 2).map { corner in
      bottom + (top - bottom) * Double(corner) / Double(bands + 1)
    }
    let corners = melCorners.map(scale.hertz)
    let places = slope == .hertz ? corners : melCorners
    var triangles: [(firstBin: Int, firstWeight: Int, count: Int)] = []
    var weights: [Float] = []
    for band in 0..<bands {
      let (left, centre, right) = (places[band], places[band + 1], places[band + 2])
      let width = corners[band + 2] - corners[band]
      let row = (0..<bins).map { (bin: Int) -> Float in
        let frequency = Double(bin) * sampleRate / Double(fftLength)
        let place = slope == .hertz ? frequency : scale.mel(hertz: frequency)
        let rising = (place - left) / (centre - left)
        let falling = (right - place) / (right - centre)
        let height = max(0, min(rising, falling))
        switch norm {
        case .none: return bin == 0 && slope == .mel ? 0 : Float(height)
        case .slaney: return bin == 0 && slope == .mel ? 0 : Float(height * 2 / width)
        }
      }
      let first = row.firstIndex { $0 > 0 } ?? 0
      let end = (row.lastIndex { $0 > 0 } ?? first - 1) + 1
      triangles.append((first, weights.count, end - first))
      weights += row[first..<end]
    }
    self.triangles = triangles
    self.weights = weights
  }

  /// The weights of one band over all bins, `[bins]`.
  package func filter(band: Int) -> [Float] {
    var row = [Float](repeating: 0, count: bins)
    let triangle = triangles[band]
    for offset in 0..<triangle.count {
      row[triangle.firstBin + offset] = weights[triangle.firstWeight + offset]
    }
    return row
  }

  /// Sums the power of eight frames in each band; `power` has `bins` vectors, `mel` `bands`.
  ///
  /// Only the non-zero weights are visited: about two a bin instead of one a bin and band.
  func apply(
    to power: UnsafePointer<SIMD8<Float>>, into mel: UnsafeMutablePointer<SIMD8<Float>>
  ) {
    weights.withUnsafeBufferPointer { weights in
      triangles.withUnsafeBufferPointer { triangles in
        for band in 0..<triangles.count {
          let triangle = triangles[band]
          let spectrum = power + triangle.firstBin
          var sum = SIMD8<Float>.zero
          for offset in 0..<triangle.count {
            sum += spectrum[offset] * weights[triangle.firstWeight + offset]
          }
          mel[band] = sum
        }
      }
    }
  }
}

extension MelFilterBank.Scale {
  fileprivate func mel(hertz: Double) -> Double {
    switch self {
    case .slaney: hertz < 1000 ? hertz * 3 / 200 : 15 + 27 * log(hertz / 1000) / log(6.4)
    case .htk: 2595 * log10(1 + hertz / 700)
    }
  }

  fileprivate func hertz(mel: Double) -> Double {
    switch self {
    case .slaney: mel < 15 ? mel * 200 / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
    case .htk: 700 * (pow(10, mel / 2595) - 1)
    }
  }
}
