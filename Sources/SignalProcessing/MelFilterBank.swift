import Foundation

/// Triangular filters spaced evenly on the mel scale, applied to power spectra.
///
/// Slaney's scale (linear below 1 kHz, logarithmic above) and Slaney's norm (each triangle has unit
/// area, so wide bands are not louder): Slaney, Auditory Toolbox, Interval Research 1998-010.
package struct MelFilterBank: Sendable {
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
    bands: Int, fftLength: Int, sampleRate: Double, lowest: Double = 0, highest: Double
  ) {
    self.bands = bands
    bins = fftLength / 2 + 1
    let bottom = Self.mel(hertz: lowest)
    let top = Self.mel(hertz: highest)
    let corners = (0..<bands + 2).map { corner in
      Self.hertz(mel: bottom + (top - bottom) * Double(corner) / Double(bands + 1))
    }
    var triangles: [(firstBin: Int, firstWeight: Int, count: Int)] = []
    var weights: [Float] = []
    for band in 0..<bands {
      let (left, centre, right) = (corners[band], corners[band + 1], corners[band + 2])
      let row = (0..<bins).map { bin in
        let frequency = Double(bin) * sampleRate / Double(fftLength)
        let rising = (frequency - left) / (centre - left)
        let falling = (right - frequency) / (right - centre)
        return Float(max(0, min(rising, falling)) * 2 / (right - left))
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

  /// Slaney's scale: 15 mel a kilohertz up to 1 kHz, then 27 mel for each factor of 6.4.
  private static func mel(hertz: Double) -> Double {
    hertz < 1000 ? hertz * 3 / 200 : 15 + 27 * log(hertz / 1000) / log(6.4)
  }

  private static func hertz(mel: Double) -> Double {
    mel < 15 ? mel * 200 / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
  }
}
