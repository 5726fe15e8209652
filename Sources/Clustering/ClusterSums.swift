/// The sum and the number of the points each cluster has received, in double precision.
///
/// Sums of tens of thousands of single-precision values would lose the digits the means need.
struct ClusterSums {
  private let dimension: Int
  /// `[clusters × dimension]`
  private var sums: [Double]
  /// How many points went into each cluster.
  private(set) var masses: [Double]

  init(clusters: Int, dimension: Int) {
    self.dimension = dimension
    sums = [Double](repeating: 0, count: clusters * dimension)
    masses = [Double](repeating: 0, count: clusters)
  }

  /// The sums over labelled points.
  init(clusters: Int, points: PointMatrix, labels: [Int32]) {
    self.init(clusters: clusters, dimension: points.dimension)
    let values = points.values.span
    for row in 0..<points.count {
      add(values.extracting(points.range(ofRow: row)), to: Int(labels[row]))
    }
  }

  mutating func add(_ point: Span<Float>, to cluster: Int) {
    masses[cluster] += 1
    let start = cluster * dimension
    precondition(point.count == dimension && start + dimension <= sums.count)
    let dimension = dimension
    var sums = sums.mutableSpan
    for index in 0..<dimension {
      sums[unchecked: start &+ index] += Double(point[unchecked: index])
    }
  }

  /// Takes a point out of one cluster and into another.
  mutating func move(_ point: Span<Float>, from former: Int, to cluster: Int) {
    masses[former] -= 1
    masses[cluster] += 1
    let (source, target) = (former * dimension, cluster * dimension)
    precondition(point.count == dimension && max(source, target) + dimension <= sums.count)
    let dimension = dimension
    var sums = sums.mutableSpan
    for index in 0..<dimension {
      let value = Double(point[unchecked: index])
      sums[unchecked: source &+ index] -= value
      sums[unchecked: target &+ index] += value
    }
  }

  /// The running mean (c·n + Σx) / (n + m) of a centre that stood for `count` points before.
  ///
  /// The cluster must have received a point.
  func mean(of cluster: Int, joining centre: ArraySlice<Float>, count: Double) -> [Float] {
    let total = count + masses[cluster]
    let sum = sums[cluster * dimension..<(cluster + 1) * dimension]
    return zip(centre, sum).map { Float((Double($0) * count + $1) / total) }
  }
}
