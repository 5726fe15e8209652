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

  mutating func add(_ point: Span<Float>, to cluster: Int) {
    masses[cluster] += 1
    let start = cluster * dimension
    for index in point.indices { sums[start + index] += Double(point[index]) }
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
