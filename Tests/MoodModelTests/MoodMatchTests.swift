import Clustering
import MoodModel
import Testing

@Suite("Finding old moods again")
struct MoodMatchTests {
  /// Ten points in each of four corners.
  private let points: PointMatrix = {
    var points = PointMatrix(dimension: 2)
    for corner in [(5, 5), (-5, 5), (-5, -5), (5, -5)] as [(Float, Float)] {
      for step in 0..<10 { points.append([corner.0 + Float(step) / 10, corner.1]) }
    }
    return points
  }()
  private let corners: [Int?] = (0..<40).map { $0 / 10 }

  @Test("other numbers for the same clusters change nothing")
  func permutation() {
    let clusters = (0..<40).map { [2, 0, 3, 1][$0 / 10] }
    #expect(origins(clusters, 4) == [1, 3, 0, 2])
  }

  @Test(
    "a mood that keeps half of all its tracks, old and new, is the same; one that does not is new")
  func overlap() {
    // Cluster 4 takes some of corner 0.
    func split(_ taken: Int) -> [Int] { (0..<40).map { $0 < taken ? 4 : $0 / 10 } }
    #expect(origins(split(4), 5) == [0, 1, 2, 3, nil])
    #expect(origins(split(6), 5) == [nil, 1, 2, 3, 0])
    #expect(
      origins((0..<40).map { $0 < 3 ? 4 : $0 < 6 ? 5 : $0 < 9 ? 6 : $0 / 10 }, 7)
        == [nil, 1, 2, 3, nil, nil, nil])
  }

  @Test("a cluster in another direction is another mood, whatever it shares")
  func cosine() {
    let match = MoodMatch(minimumCosine: 0.8, minimumOverlap: 0.3)
    // Corners 0 and 1 together point upwards, between both.
    let clusters = (0..<40).map { $0 < 20 ? 0 : $0 / 10 - 1 }
    let found = match.origins(
      of: clusters, count: 3, former: corners, formerCount: 4, points: points)
    #expect(found == [nil, 2, 3])
    let lenient = MoodMatch(minimumCosine: 0.5, minimumOverlap: 0.3).origins(
      of: clusters, count: 3, former: corners, formerCount: 4, points: points)
    #expect(lenient[0] == 0 || lenient[0] == 1)
  }

  @Test("the listener's mood stays with most of its tracks")
  func keeping() {
    let clusters = (0..<40).map { $0 < 4 ? 4 : $0 < 7 ? 5 : $0 < 10 ? 6 : $0 / 10 - 1 }
    let found = MoodMatch().origins(
      of: clusters, count: 7, former: corners, formerCount: 4, points: points, keeping: [0])
    #expect(found == [1, 2, 3, nil, 0, nil, nil])
  }

  @Test("a single mood is itself, though it points nowhere")
  func single() {
    let all = [Int](repeating: 0, count: 40)
    let found = MoodMatch().origins(
      of: all, count: 1, former: all, formerCount: 1, points: points)
    #expect(found == [0])
    #expect(
      MoodMatch().origins(
        of: all, count: 1, former: all.map { _ in nil }, formerCount: 0,
        points: points) == [nil])
  }

  private func origins(_ clusters: [Int], _ count: Int) -> [Int?] {
    MoodMatch().origins(
      of: clusters, count: count, former: corners, formerCount: 4, points: points)
  }
}
