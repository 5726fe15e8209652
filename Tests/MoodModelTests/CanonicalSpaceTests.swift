import Clustering
import Foundation
import MoodModel
import MusicModel
import Testing

@Suite("The canonical mood space")
struct CanonicalSpaceTests {
  /// What `Resources/canonical.py` wrote.
  private struct Reference: Decodable {
    var embeddings: [[Float]]
    /// Valence, energy and danceability.
    var cues: [[Float]]
    var correlations: [Double]
    var variates: [[Float]]
  }

  private static func reference() throws -> Reference {
    let file = try #require(
      Bundle.module.url(forResource: "canonical", withExtension: "json", subdirectory: "Resources"))
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  @Test("agrees with NumPy")
  func reference() throws {
    let reference = try Self.reference()
    let affect = try reference.cues.map { try makeAffect($0[0], $0[1], $0[2]) }
    let embeddings = reference.embeddings.map { Embedding(values: $0) }
    let space = try fit(embeddings, affect)
    #expect(space.dimension == 3)
    var squares = [0.0, 0, 0]
    for (row, expected) in reference.variates.enumerated() {
      let point = try space.project(embeddings[row], affect[row])
      for axis in 0..<3 {
        #expect(abs(point[axis] - expected[axis]) < 1e-4, "track \(row), variate \(axis)")
        squares[axis] += Double(point[axis] * point[axis])
      }
    }
    // Each variate is as long as it says something of affect.
    for (square, correlation) in zip(squares, reference.correlations) {
      #expect(abs((square / 40).squareRoot() - correlation) < 1e-4)
    }
  }

  @Test("looks at the embedding alone: affect is what it was fitted to, not a coordinate")
  func affectBlind() throws {
    let library = SyntheticLibrary(metal: 30, ambient: 30, seed: 1)
    let space = try library.space(.canonical)
    let embedding = library.tracks[0].embedding
    let one = try space.project(embedding, makeAffect(0.1, 0.2, 0.3))
    #expect(try space.project(embedding, makeAffect(0.9, 0.8, 0.7)) == one)
  }

  @Test("tells apart what differs in affect, and not what differs in sound alone")
  func acrossStyles() throws {
    var generator = SeededGenerator(seed: 3)
    // Four values tell a style, loudly; one tells the energy, quietly.
    var embeddings: [Embedding] = []
    var affect: [Affect] = []
    for _ in 0..<400 {
      let energy = Float(generator.nextUnit())
      let style = (0..<4).map { _ in Float(20 * generator.nextUnit()) }
      embeddings.append(Embedding(values: style + [6 * energy]))
      affect.append(try makeAffect(0.5, energy, 0.5))
    }
    let space = try fit(embeddings, affect)
    func place(_ style: Float, _ energy: Float) throws -> Float {
      try space.project(
        Embedding(values: [style, style, style, style, 6 * energy]), makeAffect(0, 0, 0))[0]
    }
    let acrossEnergy = abs(try place(10, 1) - place(10, 0))
    let acrossStyle = abs(try place(20, 0.5) - place(0, 0.5))
    #expect(acrossEnergy > 4 * acrossStyle)
    // Energy rises along the variate; the cues that never vary have none of their own.
    #expect(try place(10, 1) > place(10, 0))
    #expect(try space.project(embeddings[0], affect[0]).dropFirst().allSatisfy { $0 == 0 })
  }

  @Test("has three coordinates also when nothing of affect varies, or but two tracks are there")
  func degenerate() throws {
    let same = try makeAffect(0.5, 0.5, 0.5)
    let flat = try fit(
      [[1, 2], [3, 4], [9, 1]].map { Embedding(values: $0) }, [same, same, same])
    #expect(try flat.project(Embedding(values: [1, 2]), same) == [0, 0, 0])
    let other = try makeAffect(0.1, 0.2, 0.9)
    let two = try fit([[1, 2], [3, 4]].map { Embedding(values: $0) }, [same, other])
    let point = try two.project(Embedding(values: [1, 2]), same)
    #expect(point.count == 3 && point[0] != 0 && point[1...] == [0, 0])
  }

  private func makeAffect(
    _ valence: Float, _ energy: Float, _ danceability: Float
  ) throws -> Affect {
    try #require(Affect(values: [0, danceability, energy, 0, 0, 0, valence]))
  }

  private func fit(_ embeddings: [Embedding], _ affect: [Affect]) throws -> MoodSpace {
    try MoodSpace.fit(
      .canonical, embeddings: embeddings, affect: affect,
      model: ModelVersion(rawValue: "test-1"), origin: .library)
  }
}
