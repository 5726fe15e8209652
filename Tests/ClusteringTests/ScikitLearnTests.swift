import Clustering
import Testing

@Suite("Measures agree with scikit-learn to 1e-6")
struct ScikitLearnTests {
  private let reference: ScikitLearn
  private let digits = Digits.points(upTo: 300)
  private let labelled: LabelledPoints

  init() throws {
    reference = try ScikitLearn.answers()
    labelled = LabelledPoints(digits, labels: reference.labels10)
  }

  @Test("silhouette") func silhouette() throws {
    expect(try #require(labelled.silhouette), reference.silhouette)
  }

  @Test("Davies–Bouldin") func daviesBouldin() throws {
    expect(try #require(labelled.daviesBouldin), reference.daviesBouldin)
  }

  @Test("Calinski–Harabasz") func calinskiHarabasz() throws {
    expect(try #require(labelled.calinskiHarabasz), reference.calinskiHarabasz)
  }

  @Test("adjusted Rand index, mutual information and purity") func agreement() {
    let table = ContingencyTable(reference.labels10, reference.labels7)
    expect(table.adjustedRandIndex, reference.adjustedRand)
    expect(table.normalisedMutualInformation, reference.mutualInformation)
    expect(table.purity, reference.purity)
    expect(table.adjustedMutualInformation, reference.adjustedInformation)
  }

  @Test("mutual information beyond chance, where there is none")
  func chance() {
    let albums = (0..<300).map { $0 * 37 % 300 / 3 }
    let table = ContingencyTable(reference.labels10, albums)
    expect(table.adjustedMutualInformation, reference.chanceInformation)
    #expect(abs(table.adjustedMutualInformation) < 0.05)
    // Without the correction it looks like a lot.
    #expect(table.normalisedMutualInformation > 0.35)
  }

  @Test("the variance that clusters explain")
  func explained() throws {
    expect(try #require(labelled.explainedVariance), reference.explainedVariance)
  }

  @Test("correlation ratio") func correlation() {
    let values = (0..<digits.count).map { Double(digits.values[$0 * Digits.pixels + 20]) }
    expect(correlationRatio(of: values, by: reference.labels10), reference.correlationRatio)
  }

  @Test("hubness, before and after mutual proximity") func hubness() throws {
    // Stretched so that no two neighbours are equally near; exact in single precision.
    let stretched = digits.values.enumerated().map {
      $1 * (1 + Float($0 % Digits.pixels) / Float(Digits.pixels))
    }
    let distances = DistanceMatrix(
      try #require(PointMatrix(dimension: Digits.pixels, values: stretched)))
    expect(distances.hubness(), reference.hubness)
    let points = try #require(PointMatrix(dimension: Digits.pixels, values: stretched))
    let occurrences = try #require(points.neighbourOccurrences())
    #expect(occurrences == distances.occurrences())
    expect(skewness(occurrences.map(Double.init)), reference.hubness)
    let mutual = distances.mutualProximity
    expect(mutual.values.reduce(0, +), reference.mutualProximitySum)
    expect(mutual.hubness(), reference.mutualHubness)
  }

  @Test("DBSCAN, label by label") func density() {
    let labels = DBSCAN.labels(
      of: digits, radius: reference.dbscan.radius, minimum: reference.dbscan.minimum)
    #expect(labels.map { $0 ?? -1 } == reference.dbscan.labels)
  }

  @Test("full k-means") func lloyd() throws {
    var model = try #require(MiniBatchKMeans(centres: Digits.points(upTo: 10)))
    // It counts the last look, which moves nothing.
    #expect(model.polish(Digits.all, maxSteps: 300) == reference.lloyd.steps - 1)
    #expect(model.counts == reference.lloyd.counts)
    expect(model.inertia(of: Digits.all), reference.lloyd.inertia)
    let norm = model.centres.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    expect(norm, reference.lloyd.norm)
  }

  private func expect(_ value: Double, _ other: Double, at here: SourceLocation = #_sourceLocation)
  {
    #expect(abs(value / other - 1) < 1e-6, "\(value), not \(other)", sourceLocation: here)
  }
}

@Suite("Measures at their limits")
struct QualityLimitTests {
  @Test("one cluster, or as many as points, has no silhouette and no Calinski–Harabasz")
  func nothingToSeparate() throws {
    let points = try #require(PointMatrix(dimension: 1, values: [0, 1, 5]))
    for labels in [[0, 0, 0], [4, 2, 7]] {
      let labelled = LabelledPoints(points, labels: labels)
      #expect(labelled.silhouette == nil)
      #expect(labelled.calinskiHarabasz == nil)
    }
    #expect(LabelledPoints(points, labels: [0, 0, 0]).daviesBouldin == nil)
    #expect(LabelledPoints(PointMatrix(dimension: 1), labels: []).silhouette == nil)
  }

  @Test("identical points give numbers, not NaN")
  func identical() throws {
    let points = try #require(PointMatrix(dimension: 2, values: [Float](repeating: 3, count: 24)))
    let labelled = LabelledPoints(points, labels: (0..<12).map { $0 % 3 })
    #expect(labelled.silhouette == 0)
    #expect(labelled.daviesBouldin == 0)
    #expect(labelled.calinskiHarabasz == 1)
    #expect(correlationRatio(of: [2, 2, 2], by: [0, 1, 1]) == 0)
    let proximities = DistanceMatrix(points).mutualProximity.values
    #expect(proximities.count { $0.isFinite } == proximities.count)
    #expect(skewness([1, 1, 1]) == 0)
    #expect(labelled.explainedVariance == nil)
  }

  @Test("labellings that group alike agree fully, whatever the numbers")
  func sameGroups() {
    let table = ContingencyTable([1, 1, 2, 2, 9], [5, 5, 0, 0, 3])
    #expect(table.adjustedRandIndex == 1)
    #expect(abs(table.normalisedMutualInformation - 1) < 1e-12)
    #expect(table.purity == 1)
    #expect(abs(table.adjustedMutualInformation - 1) < 1e-12)
    #expect(ContingencyTable([0, 0], [3, 3]).normalisedMutualInformation == 1)
    #expect(ContingencyTable([0, 0], [3, 3]).adjustedMutualInformation == 1)
    #expect(ContingencyTable([], []).adjustedMutualInformation == 1)
    #expect(ContingencyTable([0, 1, 2], [0, 1, 2]).adjustedMutualInformation.isFinite)
    #expect(ContingencyTable([0, 0, 1, 1], [0, 1, 0, 1]).normalisedMutualInformation == 0)
  }

  @Test("a sampled silhouette is close to the exact one, and the same for the same seed")
  func sampled() throws {
    let points = Digits.points(upTo: 600)
    let model = try #require(MiniBatchKMeans.fit(points, k: 10, seed: 1))
    let labelled = LabelledPoints(points, labels: model.labels(of: points))
    let exact = try #require(labelled.silhouette)
    let sampled = try #require(labelled.sampledSilhouette(atMost: 400, seed: 2))
    #expect(abs(exact - sampled) < 0.02)
    #expect(sampled == labelled.sampledSilhouette(atMost: 400, seed: 2))
    #expect(exact == labelled.sampledSilhouette(atMost: 600, seed: 2))
  }
}
