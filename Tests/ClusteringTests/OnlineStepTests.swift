import Clustering
import Testing

@Suite("The online step of k-means")
struct OnlineStepTests {
  @Test("is the running mean, so one point at a time agrees with batches of one")
  func agreesWithBatches() throws {
    let start = Digits.points(upTo: 10)
    var online = try #require(MiniBatchKMeans(centres: start))
    var batched = online
    for row in 0..<300 {
      let point = Array(Digits.all[row])
      online.apply(online.updated(byAdding: point).change)
      batched.update(with: Digits.rows(row..<row + 1))
    }
    #expect(online.counts == batched.counts)
    for (one, other) in zip(online.centres.values, batched.centres.values) {
      #expect(abs(one - other) < 1e-4)
    }
  }

  @Test("changes one centre and leaves the model alone until it is applied")
  func touchesOneCentre() throws {
    let centres = try #require(PointMatrix(dimension: 2, values: [0, 0, 10, 10]))
    var model = try #require(MiniBatchKMeans(centres: centres, counts: [4, 3]))
    let (assignment, change) = model.updated(byAdding: [8, 10])
    #expect(assignment.cluster == 1)
    #expect(assignment.distance == 2)
    #expect(change == CentreChange(cluster: 1, centre: [9.5, 10], count: 4))
    #expect(model.centres == centres)

    model.apply(change)
    #expect(model.centres.values == [0, 0, 9.5, 10])
    #expect(model.counts == [4, 4])
  }

  @Test("is undone by removing the point, and the last point leaves the centre in place")
  func removal() throws {
    let centres = try #require(PointMatrix(dimension: 2, values: [1, 2, 50, 50]))
    var model = try #require(MiniBatchKMeans(centres: centres, counts: [1, 1]))
    model.apply(model.updated(byAdding: [3, 5]).change)
    model.apply(model.updated(byRemoving: [3, 5], from: 0))
    #expect(model.centres.values == [1, 2, 50, 50])
    #expect(model.counts == [1, 1])

    model.apply(model.updated(byRemoving: [1, 2], from: 0))
    #expect(model.centres.values == [1, 2, 50, 50])
    #expect(model.counts == [0, 1])
    #expect(model.updated(byRemoving: [1, 2], from: 0).count == 0)
  }

  @Test(
    "has a confidence of 1 on a centre, 0 half-way between two",
    arguments: [(0, 1), (1, 0.75), (2, 1 / 3), (2.5, 0), (4, 0.75), (5, 1)] as [(Float, Float)])
  func confidence(position: Float, expected: Float) throws {
    let centres = try #require(PointMatrix(dimension: 1, values: [0, 5]))
    let model = try #require(MiniBatchKMeans(centres: centres))
    #expect(abs(model.assign([position]).confidence - expected) < 1e-6)
  }

  @Test("is certain where there is one cluster, and knows nothing where two coincide")
  func extremeConfidence() throws {
    let single = try #require(PointMatrix(dimension: 1, values: [3]))
    let one = try #require(MiniBatchKMeans(centres: single))
    #expect(one.assign([100]).confidence == 1)
    #expect(one.assign([100]).secondDistance == .infinity)
    let twins = try #require(PointMatrix(dimension: 1, values: [3, 3]))
    let two = try #require(MiniBatchKMeans(centres: twins))
    #expect(two.assign([3]).confidence == 0)
  }
}
