import Clustering
import Glibc
import MoodModel
import MusicModel
import Testing

/// Tracks of two kinds, as different as death metal and ambient are to the models: embeddings that
/// scatter widely around two means they partly share, energy at both ends, valence low in both.
struct SyntheticLibrary {
  struct Track {
    let isMetal: Bool
    let embedding: Embedding
    let affect: Affect
    let tags: [TagProbability]
  }

  let tracks: [Track]

  init(metal: Int, ambient: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    // What all music shares, and what each kind has besides.
    let common = Self.vector(scale: 1, &generator)
    let kinds = (0..<2).map { _ in Self.vector(scale: 0.5, &generator) }
    // Styles and recordings, found in both kinds, along which tracks of one kind differ most.
    let styles = (0..<4).map { _ in Self.vector(scale: 0.3, &generator) }
    let tracks = (0..<metal + ambient).map { index in
      let isMetal = index < metal
      var scatter = Self.vector(scale: 0.3, &generator)
      for style in styles {
        let weight = Self.normal(&generator)
        for axis in scatter.indices { scatter[axis] += weight * style[axis] }
      }
      let embedding = common.indices.map { common[$0] + kinds[isMetal ? 0 : 1][$0] + scatter[$0] }
      let energy = (isMetal ? 0.93 : 0.15) + 0.05 * Self.normal(&generator)
      let valence = (isMetal ? 0.25 : 0.3) + 0.08 * Self.normal(&generator)
      let affect = Affect(values: [0, 0, Self.unit(energy), 0, 0, 0, Self.unit(valence)])
      let tags = Self.tags(isMetal: isMetal, &generator)
      return affect.map {
        Track(
          isMetal: isMetal, embedding: Embedding(values: embedding), affect: $0, tags: tags)
      }
    }
    self.tracks = tracks.compactMap { $0 }.shuffled(using: &generator)
  }

  func space(
    _ form: MoodSpace.Form = .joined, origin: MoodSpace.Origin = .library
  ) throws -> MoodSpace {
    try MoodSpace.fit(
      form, embeddings: tracks.map(\.embedding), affect: tracks.map(\.affect),
      model: ModelVersion(rawValue: "synthetic-1"), origin: origin)
  }

  private static func tags(
    isMetal: Bool, _ generator: inout SeededGenerator
  ) -> [TagProbability] {
    let means: [(name: String, metal: Float, ambient: Float)] = [
      ("rock", 0.4, 0.05), ("metal", 0.6, 0.02), ("heavy metal", 0.25, 0.01),
      ("ambient", 0.02, 0.55), ("electronic", 0.04, 0.4), ("instrumental", 0.1, 0.3),
      ("Mellow", 0.01, 0.08), ("sad", 0.01, 0.02), ("pop", 0.03, 0.03), ("jazz", 0.01, 0.02),
    ]
    return means.map { mean in
      let noise = 0.01 * normal(&generator)
      return TagProbability(
        name: mean.name, probability: unit((isMetal ? mean.metal : mean.ambient) + noise))
    }
  }

  private static func vector(scale: Float, _ generator: inout SeededGenerator) -> [Float] {
    (0..<200).map { _ in scale * normal(&generator) }
  }

  private static func unit(_ value: Float) -> Float { min(max(value, 0), 1) }

  /// A standard normal number (Box and Muller 1958).
  private static func normal(_ generator: inout SeededGenerator) -> Float {
    let radius = (-2 * log(1 - generator.nextUnit())).squareRoot()
    return Float(radius * cos(2 * Double.pi * generator.nextUnit()))
  }
}
