import Clustering
import Testing

@Suite("A warm start of k-means")
struct WarmStartTests {
  @Test("keeps every centre near its place and index while new ones join")
  func grownKeepsIndices() throws {
    let points = Self.groups(at: [0, 10, 20, 30, 40], each: 20)
    let centres = try #require(PointMatrix(dimension: 2, values: [20, 0, 0, 0, 40, 0]))
    let model = try #require(MiniBatchKMeans(centres: centres, counts: [20, 20, 20]))
    let grown = model.grown(to: 5, points: points, seed: 1)
    #expect(grown.k == 5)
    for (cluster, place) in [20, 0, 40].enumerated() {
      #expect(abs(grown.centres[cluster][grown.centres[cluster].startIndex] - Float(place)) < 1)
    }
    let others = (3..<5).compactMap { grown.centres[$0].first }.sorted()
    #expect(abs(others[0] - 10) < 1 && abs(others[1] - 30) < 1)
    #expect(grown.counts == [20, 20, 20, 20, 20])
  }

  @Test("leaves digits in their cluster when the library grows by 1 % twenty times")
  func stability() throws {
    let start = 1470
    var model = try #require(MiniBatchKMeans.fit(Digits.points(upTo: start), k: 10, seed: 5))
    let before = model.assignments(of: Digits.points(upTo: start))
    for step in 1...20 {
      model = model.grown(to: 10, points: Digits.points(upTo: start + step * 15), seed: 0)
    }
    let after = model.assignments(of: Digits.points(upTo: start))
    let kept = zip(before, after).count { $0.cluster == $1.cluster }
    #expect(Double(kept) / Double(start) > 0.97)
  }

  @Test("polishes and adds nothing when no more centres are wanted or to be had")
  func nothingToAdd() throws {
    let points = Self.groups(at: [0, 10], each: 10)
    let model = try #require(MiniBatchKMeans.fit(points, k: 2, seed: 0))
    #expect(model.grown(to: 2, points: points, seed: 9) == model)
    #expect(model.grown(to: 1, points: points, seed: 9).k == 2)

    let twoPlaces = try #require(PointMatrix(dimension: 1, values: [1, 1, 5, 5]))
    let exact = try #require(MiniBatchKMeans.fit(twoPlaces, k: 2, seed: 0))
    #expect(exact.grown(to: 6, points: twoPlaces, seed: 0) == exact)
  }

  @Test("leaves a centre that lost all its points in place, empty")
  func emptyCluster() throws {
    let points = Self.groups(at: [0, 10], each: 10)
    let centres = try #require(PointMatrix(dimension: 2, values: [0, 0, 10, 0, 99, 99]))
    var model = try #require(MiniBatchKMeans(centres: centres, counts: [1, 1, 8]))
    model.polish(points)
    #expect(model.counts == [10, 10, 0])
    #expect(Array(model.centres[2]) == [99, 99])
  }

  @Test("polishing stops by itself once no point changes sides")
  func polishConverges() throws {
    let points = Self.groups(at: [0, 10], each: 10)
    var model = try #require(MiniBatchKMeans.fit(points, k: 2, seed: 0, maxSteps: 50))
    #expect(model.polish(points, maxSteps: 50) == 1)
    let polished = model
    #expect(model.polish(points, maxSteps: 0) == 0)
    #expect(model == polished)
  }

  /// `each` points scattered less than 1 around every place on the first axis.
  private static func groups(at places: [Float], each: Int) -> PointMatrix {
    var generator = SeededGenerator(seed: 42)
    var points = PointMatrix(dimension: 2)
    for place in places {
      for _ in 0..<each {
        points.append([
          place + Float(generator.nextUnit() - 0.5), Float(generator.nextUnit() - 0.5),
        ])
      }
    }
    return points
  }
}
