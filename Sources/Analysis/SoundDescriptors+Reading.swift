import MusicModel
import SignalProcessing

extension SoundDescriptors {
  /// The meter's reading as it is stored.
  init(_ reading: DescriptorMeter.Reading) {
    self.init(
      tonic: reading.key?.tonic, mode: Float(reading.key?.mode ?? 0),
      keyClarity: Float(max(0, reading.key?.clarity ?? 0)),
      tempo: reading.tempo.map { Float($0.beatsPerMinute) },
      beatClarity: Float(reading.tempo?.clarity ?? 0), onsetRate: Float(reading.onsetRate),
      brightness: Float(reading.brightness), dynamics: Float(reading.dynamics))
  }
}

extension SpectralSummary {
  /// The meter's moments as they are stored.
  init?(_ moments: SpectralMoments) { self.init(values: moments.values) }
}
