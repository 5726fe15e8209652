import MoodModel
import MusicModel
import Testing

@Suite("The policy of clustering")
struct MoodClusteringTests {
  @Test(
    "wants more moods for more tracks, until there are enough to ask the music",
    arguments: [
      (0, 0), (1, 1), (7, 1), (8, 2), (12, 2), (13, 3), (180, 9), (199, 10), (200, 10),
      (100_000, 10),
    ])
  func moodCount(tracks: Int, moods: Int) {
    #expect(MoodClustering().moodCount(forTrackCount: tracks) == moods)
  }

  @Test("never wants more moods than configured")
  func maximum() {
    #expect(MoodClustering(maximumMoods: 6).moodCount(forTrackCount: 100_000) == 6)
    #expect(MoodClustering(maximumMoods: 1).moodCount(forTrackCount: 8) == 1)
    #expect(MoodClustering(maximumMoods: 0).moodCount(forTrackCount: 8) == 1)
  }

  @Test(
    "clusters first of all, then when the library has grown by half or the rule asks for more",
    arguments: [
      (0, 0, 0, .keep), (1, 0, 0, .initial(1)), (50, 0, 0, .initial(5)),
      // The rule goes from 7 to 8 between 112 and 113 tracks.
      (112, 100, 7, .keep), (113, 100, 7, .grow(to: 8)),
      // Moods merged as too small are not asked for again.
      (110, 100, 5, .keep),
      // From 200 tracks on the music says how many, whenever the library has grown by half.
      (199, 180, 10, .keep), (200, 180, 10, .choose), (200, 0, 0, .choose),
      (2999, 2000, 12, .keep), (3000, 2000, 12, .choose),
      // Tracks that leave take no mood with them.
      (20, 200, 10, .keep), (0, 200, 10, .keep), (250, 2000, 12, .keep),
    ] as [(Int, Int, Int, MoodClustering.Plan)])
  func plan(tracks: Int, last: Int, moods: Int, expected: MoodClustering.Plan) {
    #expect(
      MoodClustering().plan(trackCount: tracks, lastClusteredCount: last, currentMoods: moods)
        == expected)
  }

  @Test(
    "at rest polishes after a tenth more, and looks for a new mood before that",
    arguments: [
      (0, 0, 0, 0, .keep), (10, 0, 0, 0, .initial(2)),
      // Nothing has come since: a restart forms nothing.
      (24, 24, 24, 3, .keep), (2000, 2000, 2000, 12, .keep),
      (25, 24, 24, 3, .keep), (26, 24, 24, 3, .grow(to: 4)), (27, 24, 24, 4, .grow(to: 4)),
      // Formed while tracks were still arriving, and so once more.
      (24, 24, 0, 3, .grow(to: 3)), (120, 113, 0, 8, .grow(to: 8)),
      (2200, 2000, 2000, 12, .grow(to: 12)), (3000, 2000, 2000, 12, .choose),
      // 20 tracks of 2,003 would make a mood; an eighth of them is worth a look.
      (2002, 2000, 2000, 12, .keep), (2003, 2000, 2000, 12, .search),
      (2005, 2000, 2003, 12, .keep),
      // There may be no more moods, or the library is too small to tell.
      (2003, 2000, 2000, 24, .keep), (190, 180, 180, 10, .keep),
    ] as [(Int, Int, Int, Int, MoodClustering.Plan)])
  func atRest(
    tracks: Int, last: Int, rested: Int, moods: Int, expected: MoodClustering.Plan
  ) {
    let plan = MoodClustering().planAtRest(
      trackCount: tracks, lastClusteredCount: last, restedCount: rested, currentMoods: moods)
    #expect(plan == expected)
  }

  @Test("merges moods too small for the library, except the listener's and the largest")
  func undersized() {
    let policy = MoodClustering()
    #expect(policy.undersized(trackCounts: [5, 1, 2, 0]) == [1, 3])
    #expect(policy.undersized(trackCounts: [5, 1, 2, 0], keeping: [3]) == [1])
    #expect(policy.undersized(trackCounts: [900, 5, 4, 91]) == [2])
    #expect(policy.undersized(trackCounts: [1, 0]) == [1])
    #expect(policy.undersized(trackCounts: []) == [])
  }

  @Test("uses one seed a model, the same for ever")
  func seed() {
    // FNV-1a of "a", from the published test vectors.
    #expect(
      MoodClustering().seed(for: ModelVersion(rawValue: "a")) == 0xaf63_dc4c_8601_ec8c)
  }
}
