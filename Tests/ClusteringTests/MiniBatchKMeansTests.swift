import Clustering
import Testing

@Suite("Mini-batch k-means")
struct MiniBatchKMeansTests {
  @Test("takes exactly scikit-learn's mini-batch step")
  func referenceStep() throws {
    // scikit-learn 1.9, float64: MiniBatchKMeans(10, init=rows 0-9, n_init=1,
    // reassignment_ratio=0).partial_fit over rows 0-599 in batches of 100.
    var model = try #require(MiniBatchKMeans(centres: Digits.points(upTo: 10)))
    for start in stride(from: 0, to: 600, by: 100) {
      model.update(with: Digits.rows(start..<start + 100))
    }
    #expect(model.counts == [68, 70, 21, 62, 31, 91, 61, 68, 101, 27])
    let values = model.centres.values.map(Double.init)
    let sum = values.reduce(0, +)
    let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(sum / 3125.137_440_226_3 - 1) < 1e-6)
    #expect(abs(norm / 179.037_176_285_5 - 1) < 1e-6)
  }

  @Test("ends close to the best known clustering of the digits", arguments: 0..<10 as Range<UInt64>)
  func quality(seed: UInt64) throws {
    let model = try #require(MiniBatchKMeans.fit(Digits.all, k: 10, seed: seed))
    #expect(model.inertia(of: Digits.all) <= 1.03 * Self.bestInertia)
  }

  @Test("stays within 3 % of the best when it sees the digits in batches only, by the median")
  func onlineQuality() throws {
    let ratios = try (0..<5 as Range<UInt64>).map { seed in
      var generator = SeededGenerator(seed: seed)
      var model = try #require(MiniBatchKMeans.fit(Digits.all, k: 10, seed: seed, maxSteps: 0))
      for _ in 0..<5 {
        let order = (0..<Digits.all.count).shuffled(using: &generator)
        for start in stride(from: 0, to: order.count, by: 256) {
          var batch = PointMatrix(dimension: Digits.pixels)
          for row in order[start..<min(start + 256, order.count)] { batch.append(Digits.all[row]) }
          model.update(with: batch)
        }
      }
      return model.inertia(of: Digits.all) / Self.bestInertia
    }
    #expect(ratios.sorted()[2] <= 1.03, "\(ratios)")
  }

  @Test("gives the same clusters for the same seed")
  func determinism() throws {
    let points = Digits.points(upTo: 200)
    let one = MiniBatchKMeans.fit(points, k: 6, seed: 3)
    #expect(one == MiniBatchKMeans.fit(points, k: 6, seed: 3))
    #expect(one != MiniBatchKMeans.fit(points, k: 6, seed: 4))
  }

  @Test("finds as many clusters as there are different points, and none among no points")
  func fewPoints() throws {
    let twoPlaces = try #require(PointMatrix(dimension: 1, values: [1, 1, 1, 5, 5]))
    let model = try #require(MiniBatchKMeans.fit(twoPlaces, k: 4, seed: 0))
    #expect(model.centres.values.sorted() == [1, 5])
    #expect(model.counts.sorted() == [2, 3])
    #expect(MiniBatchKMeans.fit(PointMatrix(dimension: 3), k: 4, seed: 0) == nil)
    #expect(MiniBatchKMeans.fit(twoPlaces, k: 0, seed: 0) == nil)
  }

  @Test("refuses centres without a count each, or with an impossible one")
  func invalidState() throws {
    let two = try #require(PointMatrix(dimension: 1, values: [0, 1]))
    #expect(MiniBatchKMeans(centres: two, counts: [1]) == nil)
    #expect(MiniBatchKMeans(centres: two, counts: [1, -1]) == nil)
    #expect(MiniBatchKMeans(centres: two, counts: [1, .nan]) == nil)
    #expect(MiniBatchKMeans(centres: PointMatrix(dimension: 1)) == nil)
    #expect(PointMatrix(dimension: 2, values: [1, 2, 3]) == nil)
    #expect(PointMatrix(dimension: 0, values: []) == nil)
  }

  @Test("removes clusters and keeps the others in order")
  func removal() throws {
    let centres = try #require(PointMatrix(dimension: 1, values: [0, 10, 20]))
    let model = try #require(MiniBatchKMeans(centres: centres, counts: [5, 1, 7]))
    let smaller = try #require(model.removing([1]))
    #expect(smaller.centres.values == [0, 20])
    #expect(smaller.counts == [5, 7])
    #expect(model.removing([0, 1, 2]) == nil)
  }

  /// The design's reference: the best of ten runs of full k-means with k = 10.
  private static let bestInertia = 1_165_223.87
}
