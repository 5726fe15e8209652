import MoodModel
import MusicModel
import Testing

@Suite("The policy of clustering")
struct MoodClusteringTests {
  @Test(
    "wants more moods for more tracks",
    arguments: [
      (0, 0), (1, 1), (7, 1), (8, 2), (12, 2), (13, 3), (200, 10), (1151, 24), (1152, 24),
      (100_000, 24),
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
      // Grown by half, from a size at which the rule is already at its maximum.
      (2999, 2000, 24, .keep), (3000, 2000, 24, .grow(to: 24)),
      // The rule goes from 10 to 11 between 220 and 221 tracks.
      (220, 200, 10, .keep), (221, 200, 10, .grow(to: 11)),
      // Moods merged as too small are not asked for again.
      (210, 200, 7, .keep),
      // Tracks that leave take no mood with them.
      (20, 200, 10, .keep), (400, 200, 18, .grow(to: 18)), (0, 200, 10, .keep),
    ] as [(Int, Int, Int, MoodClustering.Plan)])
  func plan(tracks: Int, last: Int, moods: Int, expected: MoodClustering.Plan) {
    #expect(
      MoodClustering().plan(trackCount: tracks, lastClusteredCount: last, currentMoods: moods)
        == expected)
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
