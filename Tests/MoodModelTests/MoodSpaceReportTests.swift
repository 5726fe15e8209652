import Clustering
import MoodModel
import MusicModel
import Testing

@Suite("What is said of a mood space")
struct MoodSpaceReportTests {
  @Test("names every figure once, in a fixed order")
  func names() throws {
    let rows = try MoodSpaceReport(library.space()).rows()
    #expect(
      rows.map(\.name) == [
        "fitted-tracks", "tracks", "dimensions", "explained-variance", "valence-explained",
        "energy-explained", "valence-drift", "energy-drift",
      ])
    #expect(rows.allSatisfy { !$0.meaning.isEmpty })
    #expect(rows.map(\.value).prefix(3) == [90, 0, 52])
    // Nothing was measured yet.
    #expect(rows.map(\.value).suffix(4).allSatisfy { $0 == nil })
  }

  @Test("finds affect in an embedding that holds it, and none in one that does not")
  func explained() throws {
    var generator = SeededGenerator(seed: 4)
    var embeddings: [Embedding] = []
    var affect: [Affect] = []
    for _ in 0..<300 {
      let energy = Float(generator.nextUnit())
      embeddings.append(
        Embedding(values: [3 * energy, Float(generator.nextUnit()), Float(generator.nextUnit())]))
      affect.append(
        try #require(Affect(values: [0, 0.5, energy, 0, 0, 0, Float(generator.nextUnit())])))
    }
    let space = try MoodSpace.fit(
      .canonical, embeddings: embeddings, affect: affect, model: ModelVersion(rawValue: "test-1"),
      origin: .library)
    var report = MoodSpaceReport(space)
    for (embedding, affect) in zip(embeddings, affect) { try report.add(embedding, affect) }
    let values = try values(of: report)
    #expect(try #require(values["energy-explained"]) > 0.999)
    #expect(try #require(values["valence-explained"]) < 0.05)
    #expect(abs(try #require(values["energy-drift"])) < 1e-5)
    #expect(try #require(values["explained-variance"]) > 0.999)
  }

  @Test("does not take for an explanation what as many coordinates would explain by chance")
  func adjusted() throws {
    // Affect drawn anew says nothing of the embedding, though 50 coordinates fit 90 tracks.
    var generator = SeededGenerator(seed: 5)
    var report = MoodSpaceReport(try library.space())
    for track in library.tracks {
      let values = (0..<7).map { _ in Float(generator.nextUnit()) }
      try report.add(track.embedding, try #require(Affect(values: values)))
    }
    let values = try values(of: report)
    #expect(try #require(values["valence-explained"]) < 0.35)
  }

  @Test("tells how far a library has moved from what its space was fitted on")
  func drift() throws {
    let space = try library.space()
    var report = MoodSpaceReport(space)
    for track in library.tracks {
      var affect = track.affect
      affect.valence += 2 * space.valence.deviation
      try report.add(track.embedding, affect)
    }
    let values = try values(of: report)
    #expect(abs(try #require(values["valence-drift"]) - 2) < 1e-3)
    #expect(abs(try #require(values["energy-drift"])) < 1e-3)
  }

  @Test("is silent where the tracks are too few to tell")
  func tooFew() throws {
    var report = MoodSpaceReport(try library.space())
    for track in library.tracks.prefix(20) { try report.add(track.embedding, track.affect) }
    let values = try values(of: report)
    #expect(values["valence-explained"] == nil)
    #expect(values["tracks"] == 20)
  }

  private let library = SyntheticLibrary(metal: 45, ambient: 45, seed: 21)

  /// The figures that could be told.
  private func values(of report: MoodSpaceReport) throws -> [String: Double] {
    var values: [String: Double] = [:]
    for row in try report.rows() { values[row.name] = row.value }
    return values
  }
}
