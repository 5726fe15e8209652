/// Means and standard deviations of the numbers that describe frames, over any number of frames.
///
/// Sums are kept in double precision.
package struct SpectralMoments: Hashable, Sendable {
  /// How many frames were added.
  package private(set) var count = 0
  private var sums = [Double](repeating: 0, count: 5 + SpectralFrames.coefficients)
  private var squares = [Double](repeating: 0, count: 5 + SpectralFrames.coefficients)

  /// Begins without frames.
  package init() {}

  /// Adds one frame; its level does not count.
  package mutating func add(_ frame: SpectralFrames.Frame) {
    count += 1
    add(0, frame.centroid)
    add(1, frame.rollOff)
    add(2, frame.flatness)
    add(3, frame.flux)
    add(4, frame.zeroCrossings)
    for (index, value) in frame.cepstrum.enumerated() { add(5 + index, value) }
  }

  private mutating func add(_ place: Int, _ value: Float) {
    sums[place] += Double(value)
    squares[place] += Double(value) * Double(value)
  }

  /// Centroid, roll-off, flatness, flux, zero crossings and the cepstrum, each as a mean and a standard
  /// deviation, in the units of ``SpectralFrames/Frame``. Needs a frame.
  package var values: [Float] {
    sums.indices.flatMap { index in
      let mean = sums[index] / Double(count)
      let variance = max(0, squares[index] / Double(count) - mean * mean)
      return [Float(mean), Float(variance.squareRoot())]
    }
  }
}
