/// What can be measured of a recording without a model, in a musician's words.
package struct SoundDescriptors: Hashable, Sendable, Codable {
  /// The tonic of the key in semitones above C, 0…11; nil where nothing has a pitch.
  package var tonic: Int?
  /// Minor to major, −1…1; near 0 where both explain what is heard.
  package var mode: Float
  /// How well the best key explains what is heard, 0…1.
  package var keyClarity: Float
  /// Beats a minute; nil where nothing repeats. Half or double may be what people tap to.
  package var tempo: Float?
  /// How regular the beat is, 0…1.
  package var beatClarity: Float
  /// Notes and beats that begin, a second.
  package var onsetRate: Float
  /// The centre of gravity of the spectrum in Hz: how bright the sound is.
  package var brightness: Float
  /// The standard deviation of the level in decibels: how uneven the playing is.
  package var dynamics: Float

  /// Gathers one reading.
  package init(
    tonic: Int?, mode: Float, keyClarity: Float, tempo: Float?, beatClarity: Float,
    onsetRate: Float, brightness: Float, dynamics: Float
  ) {
    self.tonic = tonic
    self.mode = mode
    self.keyClarity = keyClarity
    self.tempo = tempo
    self.beatClarity = beatClarity
    self.onsetRate = onsetRate
    self.brightness = brightness
    self.dynamics = dynamics
  }

  /// Eight numbers in the order of the members; −1 stands for no tonic and no tempo.
  package var values: [Float] {
    [
      tonic.map(Float.init) ?? -1, mode, keyClarity, tempo ?? -1, beatClarity, onsetRate,
      brightness, dynamics,
    ]
  }

  /// Reads what ``values`` gave; nil for any other number of them.
  package init?(values: [Float]) {
    guard values.count == 8, values.allSatisfy(\.isFinite) else { return nil }
    self.init(
      tonic: (0..<12).contains(values[0]) ? Int(values[0]) : nil, mode: values[1],
      keyClarity: values[2], tempo: values[3] > 0 ? values[3] : nil, beatClarity: values[4],
      onsetRate: values[5], brightness: values[6], dynamics: values[7])
  }

  /// The key in words, for example `F♯ minor`; nil without one.
  package var key: String? {
    let names = ["C", "D♭", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"]
    return tonic.map { names[$0] + (mode < 0 ? " minor" : " major") }
  }
}
