import Clustering
import MoodModel
import MusicModel
import Synchronization
import Testing

@Suite("Forming moods anew")
struct MoodReformTests {
  @Test("chooses a number of moods once the library is large enough, and keeps to it")
  func choosing() throws {
    let reform = MoodReform(policy: MoodClustering(maximumMoods: 12), seed: 1)
    let points = Self.library(400, seed: 3)
    let first = try #require(reform.form(points, aim: .choose, from: nil))
    let choice = try #require(first.choice)
    #expect((6...12).contains(choice.k))
    #expect(first.origins.allSatisfy { $0 == nil })
    let again = try #require(
      reform.form(
        points, aim: .choose, from: first.centres, former: first.assignments.map(\.cluster)))
    #expect(again.origins == (0..<first.centres.k).map { $0 })
    #expect(again.assignments.map(\.cluster) == first.assignments.map(\.cluster))
  }

  @Test("ends without a result when nobody waits for it any more", arguments: [0, 3, 200])
  func cancelled(after questions: Int) {
    let asked = Atomic(0)
    let reform = MoodReform(
      policy: MoodClustering(maximumMoods: 12), seed: 1,
      isCancelled: { asked.add(1, ordering: .relaxed).newValue > questions })
    #expect(reform.form(Self.library(400, seed: 3), aim: .choose, from: nil) == nil)
  }

  @Test("lets a new mood join without moving the others")
  func joining() throws {
    let reform = MoodReform(policy: MoodClustering(), seed: 1)
    let points = Self.library(300, seed: 4)
    let first = try #require(reform.form(points, aim: .count(8), from: nil))
    let outcome = try #require(
      reform.form(
        points, aim: .join(Array(points[7])), from: first.centres,
        former: first.assignments.map(\.cluster)))
    #expect(outcome.origins == (0..<first.centres.k).map { $0 } + [nil])
    #expect(
      outcome.centres.centres.values.prefix(first.centres.centres.values.count)
        == first.centres.centres.values[...])
    for (before, after) in zip(first.assignments, outcome.assignments)
    where after.cluster != before.cluster {
      #expect(after.cluster == first.centres.k)
      #expect(1.1 * after.distance < before.distance)
    }
    #expect(reform.form(PointMatrix(dimension: 52), aim: .choose, from: nil) == nil)
  }

  @Test("gives fewer moods when fewer are configured, the listener's among them")
  func fewer() throws {
    let points = Self.library(300, seed: 5)
    let many = try #require(
      MoodReform(policy: MoodClustering(), seed: 1).form(points, aim: .count(9), from: nil))
    let former = many.assignments.map(\.cluster)
    let few = try #require(
      MoodReform(policy: MoodClustering(maximumMoods: 4), seed: 1).form(
        points, aim: .choose, from: many.centres, former: former, keeping: [0, 1]))
    #expect(few.centres.k == 4)
    #expect(Set(few.origins.compactMap { $0 }).isSuperset(of: [0, 1]))
  }

  @Test("a small library gets the same moods in whatever order its tracks were found")
  func order() throws {
    let points = Self.library(120, seed: 6)
    var partitions: [[Int]] = []
    for seed in 1...3 as ClosedRange<UInt64> {
      var order = Array(0..<points.count)
      var generator = SeededGenerator(seed: seed)
      generator.shuffle(&order)
      var library = LivingLibrary()
      for row in order { library.add(Array(points[row])) }
      library.settle()
      let moodOfRow = Dictionary(
        uniqueKeysWithValues: zip(order, library.moods.map { Int($0.rawValue) }))
      partitions.append((0..<points.count).compactMap { moodOfRow[$0] })
    }
    for other in partitions.dropFirst() {
      #expect(ContingencyTable(partitions[0], other).adjustedRandIndex > 0.9)
    }
  }

  @Test("a thousand identical tracks arrive one by one in no time", .timeLimit(.minutes(1)))
  func identical() {
    var library = LivingLibrary()
    let point = [Float](repeating: 0.5, count: SimulatedMusic.dimension)
    for _ in 0..<1_000 { library.add(point) }
    library.settle()
    #expect(library.living.count == 1)
    #expect(library.formings < 30)
  }

  private static func library(_ count: Int, seed: UInt64) -> PointMatrix {
    var music = SimulatedMusic(seed: seed)
    var points = PointMatrix(dimension: SimulatedMusic.dimension)
    for _ in 0..<count { points.append(music.track(among: 14).point) }
    return points
  }
}
