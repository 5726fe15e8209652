/// Lloyd's iteration that looks again only at points that may change sides, and lets them be loyal.
///
/// Each point carries an upper bound on the distance to its own centre and a lower bound on that to
/// any other; centres that moved loosen them. A point whose bounds do not meet, or that is nearer
/// to its centre than half the way to the next centre, stays where it is: Hamerly, "Making k-means
/// even faster", SDM 2010. From a warm start, where centres hardly move, most points are looked at
/// once. Without loyalty the result is that of the plain iteration.
///
/// With a loyalty of λ a point leaves its cluster only for a centre that is nearer by more than the
/// factor 1 + λ. Half-way between two clusters a hair's breadth decides, and each point that
/// changes sides pulls the border after it; loyal points stop that. Every step still makes the
/// inertia smaller, so the iteration ends.
struct LloydIteration {
  private(set) var centres: PointMatrix
  private(set) var sums: ClusterSums
  /// The cluster of each point.
  private(set) var labels: [Int32]
  /// True when the last step moved a point to another cluster.
  private(set) var hasChanged = true
  private let points: PointMatrix
  private let tolerance: Float
  private var upper: [Float]
  private var lower: [Float]
  /// The points to look at in this step; here to be allocated once.
  private var doubtful: [Int] = []

  /// Single precision may have rounded a bound by about a millionth; a tie is worth another look.
  private static let slack: Float = 1 + 4e-6

  /// Assigns every point to the nearest of `centres`, or leaves it in its `former` cluster if that
  /// is near enough.
  init(
    _ centres: PointMatrix, points: PointMatrix, former: [Int?] = [], loyalty: Float = 0
  ) {
    precondition(former.isEmpty || former.count == points.count, "as many labels as points")
    self.centres = centres
    self.points = points
    tolerance = 1 + max(loyalty, 0)
    labels = [Int32](repeating: 0, count: points.count)
    upper = [Float](repeating: .infinity, count: points.count)
    lower = [Float](repeating: 0, count: points.count)
    sums = ClusterSums(clusters: centres.count, dimension: points.dimension)
    let values = points.values.span
    let places = centres.values.span
    CentreTable(centres).forEachNearest(of: 0..<points.count, in: points) { row, nearest in
      let point = values.extracting(points.range(ofRow: row))
      if loyalty > 0, let label = former.isEmpty ? nil : former[row] {
        labels[row] = Int32(truncatingIfNeeded: label)
        upper[row] =
          point.squaredDistance(to: places.extracting(centres.range(ofRow: label))).squareRoot()
      }
      _ = place(row, nearest)
      sums.add(point, to: Int(labels[row]))
    }
  }

  /// Moves every centre to the mean of its points, and then every point that wants to.
  ///
  /// A centre without points stays where it is.
  mutating func step() {
    loosenBounds(by: moveCentres())
    collectDoubtful()
    hasChanged = false
    let (points, doubtful) = (points, doubtful)
    let values = points.values.span
    CentreTable(centres).forEachNearest(of: doubtful, in: points) { place, nearest in
      let row = doubtful[place]
      guard let former = self.place(row, nearest) else { return }
      sums.move(
        values.extracting(points.range(ofRow: row)), from: former, to: nearest.cluster)
      hasChanged = true
    }
  }

  /// Puts a point whose upper bound is exact where it belongs; answers the cluster it has left.
  private mutating func place(_ row: Int, _ nearest: NearestTwo) -> Int? {
    let label = Int(labels[row])
    let distance = nearest.squaredDistance.squareRoot()
    let isNearest = label == nearest.cluster
    if !isNearest, tolerance > 1, upper[row] <= tolerance * distance {
      lower[row] = distance
      return nil
    }
    upper[row] = distance
    lower[row] = nearest.secondSquaredDistance.squareRoot()
    labels[row] = Int32(truncatingIfNeeded: nearest.cluster)
    return isNearest ? nil : label
  }

  /// Answers how far each centre has moved.
  private mutating func moveCentres() -> [Float] {
    (0..<centres.count).map { cluster in
      guard sums.masses[cluster] > 0 else { return 0 }
      let former = Array(centres[cluster])
      let mean = sums.mean(of: cluster, joining: centres[cluster], count: 0)
      centres.replace(row: cluster, with: mean)
      return mean.span.squaredDistance(to: former.span).squareRoot() * Self.slack
    }
  }

  private mutating func loosenBounds(by moves: [Float]) {
    // The largest move, and the largest among the others for points of the centre that made it.
    let furthest = moves.indices.max { moves[$0] < moves[$1] } ?? 0
    let most = moves[furthest]
    let next = moves.indices.filter { $0 != furthest }.map { moves[$0] }.max() ?? 0
    for row in labels.indices {
      let label = Int(labels[row])
      upper[row] += moves[label]
      lower[row] -= label == furthest ? next : most
    }
  }

  private mutating func collectDoubtful() {
    let halfGaps = halfGaps()
    doubtful.removeAll(keepingCapacity: true)
    let (points, centres) = (points, centres)
    let values = points.values.span
    let places = centres.values.span
    for row in labels.indices {
      let label = Int(labels[row])
      let bound = max(halfGaps[label], lower[row] * tolerance)
      guard upper[row] * Self.slack > bound else { continue }
      let own = places.extracting(centres.range(ofRow: label))
      upper[row] =
        values.extracting(points.range(ofRow: row)).squaredDistance(to: own).squareRoot()
      if upper[row] * Self.slack > bound { doubtful.append(row) }
    }
  }

  /// Half the distance of each centre to the nearest other.
  private func halfGaps() -> [Float] {
    let places = centres.values.span
    return (0..<centres.count).map { cluster in
      let own = places.extracting(centres.range(ofRow: cluster))
      var nearest = Float.infinity
      for other in 0..<centres.count where other != cluster {
        let squared = own.squaredDistance(to: places.extracting(centres.range(ofRow: other)))
        nearest = min(nearest, squared)
      }
      return nearest.squareRoot() / 2
    }
  }
}
