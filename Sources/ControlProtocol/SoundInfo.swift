/// What was measured of a recording without a model.
package struct SoundInfo: Codable, Sendable, Hashable {
  /// For example `A minor`; nil where nothing has a pitch.
  package var key: String?
  /// Minor to major, −1…1.
  package var mode: Double
  /// Beats a minute; nil where nothing repeats.
  package var tempo: Double?
  /// Notes and beats that begin, a second.
  package var onsets: Double
  /// The centre of gravity of the spectrum, Hz.
  package var brightness: Double
  /// The standard deviation of the level, decibels.
  package var dynamics: Double
  /// Nil for analyses made before it was measured.
  package var spectrum: SpectrumInfo?

  /// Gathers one reading.
  package init(
    key: String?, mode: Double, tempo: Double?, onsets: Double, brightness: Double,
    dynamics: Double
  ) {
    self.key = key
    self.mode = mode
    self.tempo = tempo
    self.onsets = onsets
    self.brightness = brightness
    self.dynamics = dynamics
  }
}

/// What the spectrum of a recording is like from frame to frame.
package struct SpectrumInfo: Codable, Sendable, Hashable {
  /// The centre of gravity, Hz.
  package var centroid: MomentsInfo
  /// Where 85 % of the magnitude lies below, Hz.
  package var rollOff: MomentsInfo
  /// Tone to noise, 0…1.
  package var flatness: MomentsInfo
  /// How much one frame differs from the one before, 0…√2.
  package var flux: MomentsInfo
  /// Changes of sign a sample at 16 kHz, 0…1.
  package var zeroCrossings: MomentsInfo
  /// Mel-frequency cepstral coefficients from the 0th on, decibels.
  package var cepstrum: [MomentsInfo]

  /// Gathers one reading.
  package init(
    centroid: MomentsInfo, rollOff: MomentsInfo, flatness: MomentsInfo, flux: MomentsInfo,
    zeroCrossings: MomentsInfo, cepstrum: [MomentsInfo]
  ) {
    self.centroid = centroid
    self.rollOff = rollOff
    self.flatness = flatness
    self.flux = flux
    self.zeroCrossings = zeroCrossings
    self.cepstrum = cepstrum
  }
}

/// How something is spread over the frames of a recording.
package struct MomentsInfo: Codable, Sendable, Hashable {
  package var mean: Double
  /// The standard deviation.
  package var deviation: Double

  /// Pairs a mean with a deviation.
  package init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }
}
