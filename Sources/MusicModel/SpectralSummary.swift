/// What the spectrum of a recording is like: means and standard deviations over its frames, those of
/// silence left out.
///
/// What each member is of one frame, and what other programs call it, is in Docs/Descriptors.md.
package struct SpectralSummary: Hashable, Sendable, Codable {
  /// How one thing is spread over the frames.
  package struct Moments: Hashable, Sendable, Codable {
    package var mean: Float
    /// The standard deviation.
    package var deviation: Float

    /// Pairs a mean with a deviation.
    package init(mean: Float, deviation: Float) {
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// The centre of gravity of the magnitudes, Hz.
  package var centroid: Moments
  /// Where 85 % of the magnitude lies below, Hz.
  package var rollOff: Moments
  /// Tone to noise, 0…1.
  package var flatness: Moments
  /// How much one frame differs from the one before, 0…√2.
  package var flux: Moments
  /// Changes of sign a sample at 16 kHz, 0…1.
  package var zeroCrossings: Moments
  /// Mel-frequency cepstral coefficients 0…12, decibels.
  package var cepstrum: [Moments]

  /// How many cepstral coefficients there are.
  package static let coefficients = 13
  /// How many numbers ``values`` has.
  package static let valueCount = 2 * (5 + coefficients)

  /// Gathers one reading. Needs ``coefficients`` of the cepstrum.
  package init(
    centroid: Moments, rollOff: Moments, flatness: Moments, flux: Moments, zeroCrossings: Moments,
    cepstrum: [Moments]
  ) {
    precondition(cepstrum.count == Self.coefficients)
    self.centroid = centroid
    self.rollOff = rollOff
    self.flatness = flatness
    self.flux = flux
    self.zeroCrossings = zeroCrossings
    self.cepstrum = cepstrum
  }

  /// ``valueCount`` numbers in the order of the members, each mean followed by its deviation.
  package var values: [Float] {
    ([centroid, rollOff, flatness, flux, zeroCrossings] + cepstrum).flatMap {
      [$0.mean, $0.deviation]
    }
  }

  /// Reads what ``values`` gave; nil for any other number of them.
  package init?(values: [Float]) {
    guard values.count == Self.valueCount, values.allSatisfy(\.isFinite) else { return nil }
    let moments = stride(from: 0, to: values.count, by: 2).map {
      Moments(mean: values[$0], deviation: values[$0 + 1])
    }
    self.init(
      centroid: moments[0], rollOff: moments[1], flatness: moments[2], flux: moments[3],
      zeroCrossings: moments[4], cepstrum: Array(moments[5...]))
  }
}
