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
    var result: [Assignment] = []
    result.reserveCapacity(points.count)
    CentreTable(centres).forEachNearest(of: 0..<points.count, in: points) { _, nearest in
      result.append(Assignment(nearest))
    }
    return result
  }

  /// The assignments of points to clusters that were chosen for them, which may not be the nearest:
  /// the runner-up is then the nearest other one, and the confidence 0.
  package func assignments(of points: PointMatrix, to labels: [Int]) -> [Assignment] {
    precondition(labels.count == points.count, "as many labels as points")
    var result: [Assignment] = []
    result.reserveCapacity(points.count)
    let values = points.values.span
    let places = centres.values.span
    CentreTable(centres).forEachNearest(of: 0..<points.count, in: points) { row, nearest in
      var assignment = Assignment(nearest)
      let label = labels[row]
      if label != assignment.cluster {
        let own = places.extracting(centres.range(ofRow: label))
        let distance = values.extracting(points.range(ofRow: row)).squaredDistance(to: own)
        assignment = Assignment(
          cluster: label, distance: distance.squareRoot(),
          secondDistance: assignment.distance, secondCluster: assignment.cluster)
      }
      result.append(assignment)
    }
    return result
  }

  /// The index of the nearest centre of every point, in their order.
  package func labels(of points: PointMatrix) -> [Int] {
    precondition(points.dimension == dimension, "points of another dimension")
    var result: [Int] = []
    result.reserveCapacity(points.count)
    CentreTable(centres).forEachNearest(of: 0..<points.count, in: points) { _, nearest in
      result.append(nearest.cluster)
    }
    return result
  }

  /// The sum of squared distances of the points to their centres: what k-means makes small.
  package func inertia(of points: PointMatrix) -> Double {
    precondition(points.dimension == dimension, "points of another dimension")
    var sum = 0.0
    CentreTable(centres).forEachNearest(of: 0..<points.count, in: points) { _, nearest in
      sum += Double(nearest.squaredDistance)
    }
    return sum
  }

  /// The clusters and one more, at `centre`, that stands for no points yet.
  package func joined(by centre: [Float]) -> Self {
    var model = self
    model.centres.append(centre)
    model.counts.append(0)
    return model
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
