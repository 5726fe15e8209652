import Clustering
import MoodModel
import MusicModel
import Testing

@Suite("Measuring moods")
struct MoodMeasurementTests {
  /// Two kinds of music, each a mood, in folders of four with both kinds mixed; the genre is the
  /// kind's, but for one track that says nothing and one that has none.
  private static func tracks(_ library: SyntheticLibrary) -> [MoodMeasurement.Track] {
    library.tracks.enumerated().map { index, track in
      MoodMeasurement.Track(
        mood: track.isMetal ? 3 : 8, confidence: index < 4 ? 0.05 : 0.5,
        position: ValenceArousal(
          valence: 2 * track.affect.valence - 1, arousal: 2 * track.affect.energy - 1),
        genre: index == 0 ? .junk : index == 1 ? .missing : .genre(track.isMetal ? "m" : "a"),
        folder: index / 4, embedding: track.embedding, affect: track.affect)
    }
  }

  private func figures(
    _ tracks: [MoodMeasurement.Track], in space: MoodSpace,
    limits: MoodMeasurement.Limits = MoodMeasurement.Limits(), seed: UInt64 = 1
  ) throws -> MoodFigures {
    var measurement = MoodMeasurement(space, seed: seed, limits: limits)
    for track in tracks { measurement.add(track) }
    return try #require(measurement.figures())
  }

  private static let library = SyntheticLibrary(metal: 90, ambient: 60, seed: 5)

  @Test("looks at hubs by mutual proximity too, where there are any", arguments: [2, 48])
  func hubs(dimensions: Int) throws {
    // Noise, all of it in as many directions: in many, a few points come to lie near everything.
    var random = SeededGenerator(seed: 3)
    let affect = Self.library.tracks[0].affect
    let embeddings = (0..<500).map { _ in
      Embedding(
        values: (0..<dimensions).map { _ in
          (0..<12).reduce(Float(-6)) { sum, _ in sum + Float.random(in: 0...1, using: &random) }
        })
    }
    let space = try MoodSpace.fit(
      embeddings: embeddings, affect: embeddings.map { _ in affect },
      model: ModelVersion(rawValue: "noise"), origin: .library)
    let tracks = embeddings.enumerated().map { index, embedding in
      MoodMeasurement.Track(
        mood: index % 2, confidence: 0.5, position: ValenceArousal(valence: 0, arousal: 0),
        genre: .missing, folder: 0, embedding: embedding, affect: affect)
    }
    let figures = try figures(tracks, in: space)
    let hubness = try #require(figures.hubness)
    #expect((hubness > 1) == (dimensions == 48), "\(hubness)")
    if dimensions == 48 {
      #expect(try #require(figures.mutualHubness) < 0.7 * hubness)
    } else {
      #expect(figures.mutualHubness == nil)
    }
  }

  @Test("finds moods that are what they should be")
  func kinds() throws {
    let figures = try figures(Self.tracks(Self.library), in: Self.library.space())
    #expect(figures.trackCount == 150)
    #expect(figures.sizes == [3: 90, 8: 60])
    #expect(figures.borderCount == 4)
    #expect(figures.sampleCount == 150 && figures.pairedCount == 150)
    #expect(try #require(figures.silhouette) > 0.2)
    #expect(try #require(figures.daviesBouldin) > 0)
    #expect(try #require(figures.calinskiHarabasz) > 50)
    #expect(try #require(figures.arousal) > 0.95)
    // Valence is nearly the same in both kinds.
    #expect(try #require(figures.valence) < 0.5)
    #expect((0.1..<0.9).contains(try #require(figures.embedding)))
    #expect(figures.hubness != nil)
    let agreement = try #require(figures.agreement)
    #expect(agreement.mean > 0.95 && agreement.draws == 10)
    #expect(try #require(agreement.deviation) < 0.05)

    #expect(figures.genre.trackCount == 148)
    #expect(figures.genre.junkCount == 1 && figures.genre.missingCount == 1)
    #expect(figures.genre.labelCount == 2)
    #expect(figures.genre.purity == 1)
    #expect(abs(try #require(figures.genre.information) - 1) < 1e-9)
    #expect(abs(try #require(figures.genre.adjusted) - 1) < 1e-9)
    #expect((0.55..<0.65).contains(try #require(figures.genre.commonest)))

    // Folders say nothing of the mood, and do not seem to.
    #expect(figures.folder.trackCount == 150 && figures.folder.labelCount == 38)
    #expect(try #require(figures.folder.information) > 0.05)
    #expect(abs(try #require(figures.folder.adjusted)) < 0.05)
  }

  @Test("of a sample is close to that of everything, and the same for the same seed")
  func sampled() throws {
    let space = try Self.library.space()
    let tracks = Self.tracks(SyntheticLibrary(metal: 900, ambient: 600, seed: 5))
    var limits = MoodMeasurement.Limits()
    (limits.sample, limits.pairs, limits.draws) = (500, 300, 2)
    let all = try figures(tracks, in: space)
    let some = try figures(tracks, in: space, limits: limits)
    #expect(some.sampleCount == 500 && some.pairedCount == 300)
    #expect(all.sampleCount == 1_500)
    #expect(abs(try #require(some.silhouette) - #require(all.silhouette)) < 0.05)
    #expect(abs(try #require(some.embedding) - #require(all.embedding)) < 0.05)
    // What counts every track counts every track.
    #expect(some.valence == all.valence && some.genre == all.genre && some.sizes == all.sizes)
    #expect(try figures(tracks, in: space, limits: limits) == some)
    #expect(try figures(tracks, in: space, limits: limits, seed: 2) != some)
  }

  /// A library and what is not defined of it.
  struct Degenerate: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The mood of each track.
    let moods: [Int]
    var isOnePoint = false
    var hasGeometry = false
    var hasFeeling = false
  }

  static let degenerate = [
    Degenerate(testDescription: "no tracks", moods: []),
    Degenerate(testDescription: "one track", moods: [1]),
    Degenerate(testDescription: "one mood", moods: [2, 2, 2, 2]),
    Degenerate(testDescription: "as many moods as tracks", moods: [1, 2, 3]),
    Degenerate(
      testDescription: "three tracks", moods: [1, 1, 2], hasGeometry: true, hasFeeling: true),
    Degenerate(
      testDescription: "one point", moods: (0..<40).map { $0 % 3 }, isOnePoint: true),
  ]

  @Test("leaves out what is not defined, and no figure is a NaN", arguments: degenerate)
  func undefined(_ library: Degenerate) throws {
    let space = try Self.library.space()
    let tracks = zip(Self.tracks(Self.library), library.moods).map { track, mood in
      var track = library.isOnePoint ? Self.tracks(Self.library)[0] : track
      track.mood = mood
      track.genre = .missing
      track.folder = 0
      return track
    }
    let figures = try figures(tracks, in: space)
    #expect(figures.trackCount == library.moods.count)
    #expect(figures.sizes.values.reduce(0, +) == library.moods.count)
    #expect((figures.silhouette != nil) == library.hasGeometry)
    #expect((figures.daviesBouldin != nil) == library.hasGeometry)
    #expect((figures.calinskiHarabasz != nil) == library.hasGeometry)
    #expect((figures.embedding != nil) == library.hasGeometry)
    #expect((figures.valence != nil) == library.hasFeeling)
    #expect((figures.arousal != nil) == library.hasFeeling)
    #expect(figures.hubness == nil && figures.agreement == nil)
    for agreement in [figures.genre, figures.folder] {
      #expect(agreement.purity == nil && agreement.information == nil)
      #expect(agreement.adjusted == nil && agreement.commonest == nil)
    }
    let values = [
      figures.silhouette, figures.daviesBouldin, figures.calinskiHarabasz, figures.valence,
      figures.arousal, figures.embedding,
    ]
    #expect(values.allSatisfy { $0?.isFinite ?? true })
    #expect(!MoodVerdict(figures).sentences.isEmpty)
  }

  @Test("leaves out a track of another model, or without numbers")
  func misfits() throws {
    var measurement = MoodMeasurement(try Self.library.space(), seed: 1)
    func isTaken(_ track: MoodMeasurement.Track) -> Bool { measurement.add(track) }
    var track = Self.tracks(Self.library)[0]
    track.embedding = Embedding(values: [1, 2])
    #expect(!isTaken(track))
    track.embedding = Embedding(values: [Float](repeating: .nan, count: 200))
    #expect(!isTaken(track))
    // Too large to be placed, and yet a number.
    track.embedding = Embedding(values: [Float](repeating: 1e38, count: 200))
    #expect(isTaken(track))
    #expect(try #require(measurement.figures()).trackCount == 1)
    #expect(measurement.spaceRows().contains { $0.name == "dimensions" && $0.value == 52 })
  }

  @Test("stops on the way when nobody wants to know", arguments: 0..<6)
  func cancelled(afterQuestions questions: Int) throws {
    var measurement = MoodMeasurement(try Self.library.space(), seed: 1)
    for track in Self.tracks(Self.library) { measurement.add(track) }
    var asked = 0
    let figures = measurement.figures {
      asked += 1
      return asked > questions
    }
    #expect(figures == nil)
    #expect(asked == questions + 1)
  }
}
