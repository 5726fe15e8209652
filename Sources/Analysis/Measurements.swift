import MusicModel
import SignalProcessing

/// What is measured of a recording without a network.
struct Measurements {
  /// LUFS; nil for silence.
  var loudness: Double?
  /// LU; nil for silence, or for less than three seconds.
  var loudnessRange: Double?
  /// Nil for silence.
  var descriptors: SoundDescriptors?
  /// Nil for silence.
  var spectrum: SpectralSummary?

  /// Nothing measured.
  init() {}

  /// What the meters say of everything they were given.
  init(_ loudness: LoudnessMeter?, _ descriptors: DescriptorMeter) {
    self.loudness = loudness?.integrated
    loudnessRange = loudness?.range
    let reading = descriptors.reading
    self.descriptors = reading.map(SoundDescriptors.init)
    spectrum = reading?.spectrum.flatMap(SpectralSummary.init)
  }
}
