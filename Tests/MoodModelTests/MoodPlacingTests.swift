import Clustering
import MoodModel
import MusicModel
import Testing

/// Four moods on a line, at 0, 10, 20 and 30; their numbers are 1 to 4.
@Suite("Placing tracks")
struct MoodPlacingTests {
  private let moods = (1...4).map { MoodID(rawValue: $0) }
  private let song = TrackID(rawValue: 7)

  private func placing(
    _ identity: MoodIdentity = MoodIdentity(), parents: [Int?] = [nil, nil, nil, nil]
  ) throws -> MoodPlacing {
    var centres = PointMatrix(dimension: 1)
    for place in [0, 10, 20, 30] as [Float] { centres.append([place]) }
    return MoodPlacing(
      centres: try #require(MiniBatchKMeans(centres: centres)), moods: moods, parents: parents,
      identity: identity)
  }

  @Test("goes by the nearest centre where nothing was said")
  func nearest() throws {
    let place = try #require(try placing().place(song, at: [12]))
    #expect(place.mood == 1 && place.part == 1 && place.distance == 2 && place.runnerUp == 2)
    #expect(place.confidence == 0.75)
    // One that is held by a mood stays there for the moment.
    let held = try #require(try placing().place(song, at: [16], label: 1))
    #expect(held.mood == 1 && held.runnerUp == 2 && held.confidence == 0)
  }

  @Test("takes the union of merged moods, and counts doubt only between what is apart")
  func union() throws {
    // The second and then the last have been merged into the first.
    let placing = try placing(parents: [nil, 3, nil, 0])
    for (point, part, runnerUp) in [(1, 0, 2), (11, 1, 2), (29, 3, 2)] as [(Float, Int, Int)] {
      let place = try #require(placing.place(song, at: [point]))
      #expect(place.mood == 0 && place.part == part && place.runnerUp == runnerUp)
      #expect(place.distance == 1)
    }
    #expect(placing.place(song, at: [19])?.mood == 2)
    // Half-way between two parts there is no doubt about the mood.
    #expect(placing.place(song, at: [5])?.confidence == 1 - Float(5) / 15)
  }

  @Test("obeys a pin, also to a mood that has been merged since, and leaves no doubt")
  func pins() throws {
    var identity = MoodIdentity(living: Set(moods))
    _ = try identity.pin(song, to: moods[3])
    _ = try identity.exclude(song, from: moods[0])
    let apart = try #require(try placing(identity).place(song, at: [1]))
    #expect(apart.mood == 3 && apart.distance == 29)
    #expect(apart.confidence == 1 && apart.runnerUp == nil)
    // Merged into one it was excluded from: the pin is the plainer word.
    let joined = try #require(
      try placing(identity, parents: [nil, nil, nil, 0]).place(song, at: [1]))
    #expect(joined.mood == 0 && joined.part == 0 && joined.distance == 1)
    #expect(try placing(identity).place(TrackID(rawValue: 8), at: [1])?.mood == 0)
  }

  @Test("keeps a track out of what it was excluded from and what has been merged into that")
  func exclusions() throws {
    var identity = MoodIdentity(living: Set(moods))
    _ = try identity.exclude(song, from: moods[0])
    let place = try #require(try placing(identity).place(song, at: [1], label: 0))
    #expect(place.mood == 1 && place.runnerUp == 2)
    let merged = try placing(identity, parents: [nil, 0, nil, nil])
    #expect(merged.place(song, at: [1])?.mood == 2)
    // An exclusion from a part alone is not one from the whole.
    let part = try #require(
      try placing(identity, parents: [3, nil, nil, nil]).place(song, at: [29]))
    #expect(part.mood == 3 && part.part == 3)
  }

  @Test("gives no place to a track that is wanted in none, or in none of those there are")
  func nowhere() throws {
    var identity = MoodIdentity(living: Set(moods))
    for mood in moods { _ = try identity.exclude(song, from: mood) }
    #expect(try placing(identity).place(song, at: [1]) == nil)
    _ = identity.readmit(song, to: moods[3])
    #expect(try placing(identity).place(song, at: [1])?.mood == 3)
    _ = identity.dismiss(song)
    #expect(try placing(identity).place(song, at: [1]) == nil)
  }
}

@Suite("The lineage of merged moods")
struct MoodLineageTests {
  /// Of four old moods the last was merged into the third, and that into the first.
  private let former: [Int?] = [nil, nil, 0, 2]

  private func parents(
    _ origins: [Int?], labels: [Int] = [], held: [Int?] = [], emerged: Bool = false
  ) -> [Int?] {
    MoodLineage.parents(
      origins: origins, former: former, labels: labels, held: held, emerged: emerged)
  }

  @Test("follows the moods to wherever they come in a new order")
  func order() {
    #expect(parents([3, 2, 1, 0]) == [1, 3, nil, nil])
    // What a lost link held together stays together.
    #expect(parents([3, 1, 0]) == [2, nil, nil])
    #expect(parents([3, 1]) == [nil, nil])
  }

  @Test("keeps a part that forming cuts off a merged mood, and lets others go")
  func parts() {
    let labels = [4, 4, 4, 5, 5, 5]
    #expect(
      parents([0, 1, 2, 3, nil, nil], labels: labels, held: [3, 3, 1, 1, 1, 3])
        == [nil, nil, 0, 2, 3, nil])
    #expect(
      parents([0, 1, 2, 3, nil, nil], labels: labels, held: [0, 0, 0, nil, nil, 3])
        == [nil, nil, 0, 2, 0, nil])
    #expect(
      parents([0, 1, 2, 3, nil], labels: [4, 4], held: [3, 3], emerged: true)
        == [nil, nil, 0, 2, nil])
  }
}
