import MoodModel
import MusicModel
import Testing

@Suite("Valence and arousal from all sources")
struct AffectFusionTests {
  private let words = ["sad", "happy", "ambient", "metal"]

  private func place(
    valence: Float = 0.5, energy: Float = 0.5, instrumentalness: Float = 0,
    tags: [Float] = [0, 0, 0, 0], loudness: Double? = nil, descriptors: SoundDescriptors? = nil
  ) throws -> ValenceArousal {
    let affect = try #require(Affect(values: [0, 0, energy, instrumentalness, 0, 0, valence]))
    return AffectFusion(tagNames: words).position(
      affect, tags: tags, loudness: loudness, descriptors: descriptors)
  }

  private func sound(
    mode: Float = 0, clarity: Float = 0.8, tempo: Float? = 115, onsets: Float = 4.5,
    brightness: Float = 1300
  ) -> SoundDescriptors {
    SoundDescriptors(
      tonic: 0, mode: mode, keyClarity: clarity, tempo: tempo, beatClarity: 0.5,
      onsetRate: onsets, brightness: brightness, dynamics: 4)
  }

  @Test("with the network alone, it is the network's word")
  func networkAlone() throws {
    let place = try place(valence: 0.75, energy: 0.25)
    #expect(abs(place.valence - 0.5) < 1e-6)
    #expect(abs(place.arousal + 0.65) < 1e-6)
  }

  @Test("an instrumental is not taken for sad because nobody sings")
  func instrumentals() throws {
    // Orchestral music as the network hears it.
    let orchestral = try place(valence: 0.15, energy: 0.25, instrumentalness: 0.84)
    #expect(orchestral.valence > -0.4 && orchestral.valence < -0.3)
    let sung = try place(valence: 0.15, energy: 0.25, instrumentalness: 0.05)
    #expect(sung.valence < -0.6)
  }

  @Test("words for feelings count by how much likelier they are than usual; genres do not count")
  func tags() throws {
    let plain = try place()
    #expect(try place(tags: [0, 0, 0, 0.9]) == plain)
    #expect(try place(tags: [0.004, 0.001, 0.1, 0]) == plain)
    #expect(try place(tags: [0.1, 0, 0, 0]).valence < plain.valence - 0.1)
    #expect(try place(tags: [0, 0.1, 0, 0]).valence > plain.valence + 0.1)
    #expect(try place(tags: [0, 0, 0.8, 0]).arousal < plain.arousal - 0.1)
  }

  @Test("major is more pleasant than minor, the more so the clearer the key")
  func mode() throws {
    let major = try place(descriptors: sound(mode: 0.8))
    let minor = try place(descriptors: sound(mode: -0.8))
    #expect(major.valence > minor.valence + 0.4)
    #expect(major.arousal == minor.arousal)
    let unclear = try place(descriptors: sound(mode: 0.8, clarity: 0.5))
    #expect(unclear.valence < major.valence && unclear.valence > 0)
    #expect(try place(descriptors: sound(mode: 1, clarity: 0.3)) == place(descriptors: sound()))
  }

  @Test("fast, loud and bright are more excited than slow, soft and dull")
  func arousal() throws {
    let middle = try place(loudness: -15, descriptors: sound())
    for (excited, calm) in [
      (
        try place(loudness: -15, descriptors: sound(tempo: 150, onsets: 6)),
        try place(loudness: -15, descriptors: sound(tempo: 80, onsets: 2))
      ),
      (
        try place(loudness: -8, descriptors: sound()),
        try place(loudness: -30, descriptors: sound())
      ),
      (
        try place(loudness: -15, descriptors: sound(brightness: 2000)),
        try place(loudness: -15, descriptors: sound(brightness: 600))
      ),
    ] {
      #expect(excited.arousal > middle.arousal)
      #expect(calm.arousal < middle.arousal)
      #expect(excited.valence == calm.valence)
    }
  }

  @Test(
    "nothing leads off the plane or to a value that is no number", arguments: [0, 1] as [Float])
  func bounds(value: Float) throws {
    let extreme = SoundDescriptors(
      tonic: nil, mode: value, keyClarity: 1, tempo: nil, beatClarity: 0, onsetRate: 0,
      brightness: 0, dynamics: 0)
    for loudness in [nil, -70, 20] as [Double?] {
      let place = try place(
        valence: value, energy: value, instrumentalness: value,
        tags: [value, value, value, value], loudness: loudness, descriptors: extreme)
      #expect((-1...1).contains(place.valence) && (-1...1).contains(place.arousal))
    }
  }

  @Test("seen from the middle of the library, its middle is the origin")
  func relative() {
    let centre = ValenceArousal(valence: -0.3, arousal: 0.2)
    #expect(centre.relative(to: centre) == ValenceArousal(valence: 0, arousal: 0))
    let moved = ValenceArousal(valence: 0.1, arousal: 0.1).relative(to: centre)
    #expect(abs(moved.valence - 0.4) < 1e-6 && abs(moved.arousal + 0.1) < 1e-6)
  }

  @Test("descriptors survive being stored")
  func stored() {
    let sounds = [
      sound(mode: -0.3),
      SoundDescriptors(
        tonic: nil, mode: 0, keyClarity: 0, tempo: nil, beatClarity: 0, onsetRate: 0,
        brightness: 900, dynamics: 1),
    ]
    for sound in sounds { #expect(SoundDescriptors(values: sound.values) == sound) }
    #expect(SoundDescriptors(values: [1, 2]) == nil)
    #expect(sounds[0].key == "C minor")
    #expect(sounds[1].key == nil)
  }
}
