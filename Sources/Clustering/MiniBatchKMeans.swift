/// K-means that learns from a few points at a time and never forgets where it was.
///
/// Each centre is the running mean of the points it has received, so its learning rate is one over
/// their number (Sculley, "Web-scale k-means clustering", WWW 2010; the batch step is the one
/// scikit-learn takes). Centres are stored in single precision, which is what the library keeps;
/// every mean is computed in double precision.
///
/// A cluster's index is its identity: no operation but ``removing(_:)`` renumbers.
package struct MiniBatchKMeans: Hashable, Sendable {
  /// `[k × dimension]`
  package internal(set) var centres: PointMatrix
  /// How many points each centre is the mean of.
  package internal(set) var counts: [Double]

  /// Starts from given centres; without `counts` the first points of a cluster replace its centre.
  ///
  /// Returns nil unless there is a centre, and as many counts as centres, none of them negative.
  package init?(centres: PointMatrix, counts: [Double]? = nil) {
    let counts = counts ?? [Double](repeating: 0, count: centres.count)
    guard !centres.isEmpty, counts.count == centres.count,
      counts.allSatisfy({ $0 >= 0 && $0.isFinite })
    else { return nil }
    self.centres = centres
    self.counts = counts
  }

  /// The number of clusters.
  package var k: Int { counts.count }

  /// Values a point.
  package var dimension: Int { centres.dimension }

  /// The cluster of one point of ``dimension`` values.
  package func assign(_ point: [Float]) -> Assignment {
    precondition(point.count == dimension, "a point of another dimension")
    return Assignment(nearestTwo(to: point.span))
  }

  /// The cluster of every point, in their order.
  package func assignments(of points: PointMatrix) -> [Assignment] {
    precondition(points.dimension == dimension, "points of another dimension")
    let values = points.values.span
    return (0..<points.count).map { row in
      Assignment(nearestTwo(to: values.extracting(points.range(ofRow: row))))
    }
  }

  /// The sum of squared distances of the points to their centres: what k-means makes small.
  package func inertia(of points: PointMatrix) -> Double {
    precondition(points.dimension == dimension, "points of another dimension")
    let values = points.values.span
    var sum = 0.0
    for row in 0..<points.count {
      let nearest = nearestTwo(to: values.extracting(points.range(ofRow: row)))
      sum += Double(nearest.squaredDistance)
    }
    return sum
  }

  /// One mini-batch step: assigns the whole batch, then moves each centre to its running mean.
  package mutating func update(with batch: PointMatrix) {
    precondition(batch.dimension == dimension, "points of another dimension")
    var sums = ClusterSums(clusters: k, dimension: dimension)
    let values = batch.values.span
    for row in 0..<batch.count {
      let point = values.extracting(batch.range(ofRow: row))
      sums.add(point, to: nearestTwo(to: point).cluster)
    }
    for cluster in 0..<k where sums.masses[cluster] > 0 {
      let mean = sums.mean(of: cluster, joining: centres[cluster], count: counts[cluster])
      centres.replace(row: cluster, with: mean)
      counts[cluster] += sums.masses[cluster]
    }
  }

  /// The clusters without some, the others in their old order: for clusters too small to keep.
  ///
  /// Points of a removed cluster belong to their next nearest centre from then on. Returns nil if
  /// none would be left.
  package func removing(_ clusters: Set<Int>) -> Self? {
    let kept = (0..<k).filter { !clusters.contains($0) }
    var remaining = PointMatrix(dimension: dimension)
    for cluster in kept { remaining.append(centres[cluster]) }
    return Self(centres: remaining, counts: kept.map { counts[$0] })
  }
}

// MARK: - The nearest centres

/// The two nearest centres of a point, before the square roots nobody may need.
struct NearestTwo {
  var cluster = 0
  var squaredDistance = Float.infinity
  var secondSquaredDistance = Float.infinity
  var secondCluster: Int?
}

extension MiniBatchKMeans {
  /// Compares the point with every centre.
  func nearestTwo(to point: Span<Float>) -> NearestTwo {
    let centres = centres.values.span
    var nearest = NearestTwo()
    var start = 0
    for cluster in 0..<k {
      let squared = point.squaredDistance(to: centres.extracting(start..<start + dimension))
      start += dimension
      if squared < nearest.squaredDistance {
        nearest.secondSquaredDistance = nearest.squaredDistance
        nearest.secondCluster = cluster > 0 ? nearest.cluster : nil
        nearest.squaredDistance = squared
        nearest.cluster = cluster
      } else if squared < nearest.secondSquaredDistance {
        nearest.secondSquaredDistance = squared
        nearest.secondCluster = cluster
      }
    }
    return nearest
  }
}

extension Assignment {
  init(_ nearest: NearestTwo) {
    self.init(
      cluster: nearest.cluster,
      distance: nearest.squaredDistance.squareRoot(),
      secondDistance: nearest.secondSquaredDistance.squareRoot(),
      secondCluster: nearest.secondCluster)
  }
}
