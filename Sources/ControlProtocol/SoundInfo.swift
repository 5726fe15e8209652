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
