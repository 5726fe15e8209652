package import Clustering

/// Finds the old moods again among new clusters, after a change of their number, of the space or of
/// the models.
///
/// A cluster is an old mood if their centres point the same way from the middle of the library
/// (cosine at least .8) and they share at least half of the tracks either holds. Pairs are made by
/// the Hungarian method on both numbers together. A mood in the very middle of the library points
/// nowhere in particular; there the shared tracks decide alone.
package struct MoodMatch: Hashable, Sendable {
  package var minimumCosine: Float
  package var minimumOverlap: Double

  /// Takes the limits; the design's by default.
  package init(minimumCosine: Float = 0.8, minimumOverlap: Double = 0.5) {
    self.minimumCosine = minimumCosine
    self.minimumOverlap = minimumOverlap
  }

  /// For each new cluster the index of the old mood that it continues; nil for a new one.
  ///
  /// `former` gives each point's old mood, nil for a point that had none; `clusters` its new
  /// cluster. Centres of old moods are taken as the means of their points here, so that moods of
  /// another space compare. Old moods in `keeping`, the listener's, are content with any cluster
  /// that holds tracks of theirs and that nobody with a better claim takes.
  package func origins(
    of clusters: [Int], count: Int, former: [Int?], formerCount: Int, points: PointMatrix,
    keeping: Set<Int> = []
  ) -> [Int?] {
    precondition(clusters.count == points.count && former.count == points.count)
    guard count > 0, formerCount > 0 else { return [Int?](repeating: nil, count: count) }
    var shared = [Double](repeating: 0, count: count * formerCount)
    for (cluster, mood) in zip(clusters, former) {
      if let mood { shared[cluster * formerCount + mood] += 1 }
    }
    let (new, old) = (
      Means(points, labels: clusters, count: count),
      Means(points, labels: former, count: formerCount)
    )
    let middle = Means(points, labels: clusters.map { _ in 0 }, count: 1).values[0]
    let size = old.values.reduce(0) { $0 + length($1, from: middle) } / Float(formerCount)

    var costs = [Double](repeating: .infinity, count: shared.count)
    for cluster in 0..<count {
      for mood in 0..<formerCount {
        let cell = cluster * formerCount + mood
        let union = new.masses[cluster] + old.masses[mood] - shared[cell]
        let overlap = union > 0 ? shared[cell] / union : 0
        let cosine = cosine(new.values[cluster], old.values[mood], from: middle, unit: size)
        if overlap >= minimumOverlap, cosine >= minimumCosine {
          costs[cell] = -overlap - Double(cosine)
        }
      }
    }
    var origins = HungarianAssignment.minimumCost(costs, rows: count, columns: formerCount)

    // The listener's moods that are still without a cluster.
    let lost = keeping.subtracting(origins.compactMap { $0 })
    for cell in shared.indices {
      let (cluster, mood) = cell.quotientAndRemainder(dividingBy: formerCount)
      let isOpen = origins[cluster] == nil && lost.contains(mood) && shared[cell] > 0
      costs[cell] = isOpen ? -shared[cell] : .infinity
    }
    let claims = HungarianAssignment.minimumCost(costs, rows: count, columns: formerCount)
    for cluster in 0..<count where origins[cluster] == nil { origins[cluster] = claims[cluster] }
    return origins
  }

  private func length(_ vector: [Float], from middle: [Float]) -> Float {
    vector.span.squaredDistance(to: middle.span).squareRoot()
  }

  /// 1 where both are within a tenth of `unit` of the middle.
  private func cosine(
    _ one: [Float], _ other: [Float], from middle: [Float], unit: Float
  ) -> Float {
    let lengths = (length(one, from: middle), length(other, from: middle))
    if max(lengths.0, lengths.1) <= 0.1 * unit { return 1 }
    guard min(lengths.0, lengths.1) > 0 else { return 0 }
    let product = middle.indices.reduce(Float(0)) {
      $0 + (one[$1] - middle[$1]) * (other[$1] - middle[$1])
    }
    return product / (lengths.0 * lengths.1)
  }
}

/// The mean of the points of each label; of all points for a label without any.
private struct Means {
  let values: [[Float]]
  let masses: [Double]

  init(_ points: PointMatrix, labels: [Int?], count: Int) {
    let model = MiniBatchKMeans(means: points, labels: labels, count: count)
    let centres = model?.centres ?? PointMatrix(dimension: points.dimension)
    values = (0..<centres.count).map { Array(centres[$0]) }
    masses = model?.counts ?? []
  }
}
