/// Points with the cluster each is in: what the measures of a clustering look at.
///
/// All of them are computed in double precision and agree with scikit-learn's to 1e-6.
package struct LabelledPoints: Sendable {
  package let points: PointMatrix
  /// The cluster of each point, numbered from 0 without gaps.
  package let labels: [Int]
  /// How many points each cluster has; none has none.
  package let sizes: [Int]

  /// Pairs points with their labels, one each; labels may be any numbers.
  package init(_ points: PointMatrix, labels: [Int]) {
    precondition(labels.count == points.count, "as many labels as points")
    let numbers = Dictionary(
      uniqueKeysWithValues: Set(labels).sorted().enumerated().map { ($1, $0) })
    self.points = points
    self.labels = labels.map { numbers[$0] ?? 0 }
    sizes = self.labels.reduce(into: [Int](repeating: 0, count: numbers.count)) { $0[$1] += 1 }
  }

  /// The number of clusters that have points.
  package var clusterCount: Int { sizes.count }

  /// Some of the points, with their labels.
  func rows(_ rows: [Int]) -> LabelledPoints {
    LabelledPoints(points.rows(rows), labels: rows.map { labels[$0] })
  }

  /// The mean of each cluster, `[clusters][dimension]`.
  func means() -> [[Double]] {
    var means = [[Double]](
      repeating: [Double](repeating: 0, count: points.dimension), count: clusterCount)
    for (row, label) in labels.enumerated() {
      for (axis, value) in points[row].enumerated() { means[label][axis] += Double(value) }
    }
    for label in means.indices {
      for axis in means[label].indices { means[label][axis] /= Double(sizes[label]) }
    }
    return means
  }
}

/// The squared Euclidean distance of two points in double precision.
func squaredDistance(_ one: [Double], _ other: [Double]) -> Double {
  var sum = 0.0
  for axis in one.indices {
    let difference = one[axis] - other[axis]
    sum += difference * difference
  }
  return sum
}

extension Span<Float> {
  /// The squared Euclidean distance in double precision.
  func preciseSquaredDistance(to other: Span<Float>) -> Double {
    precondition(count == other.count, "points of different dimensions")
    var (sum0, sum1) = (0.0, 0.0)
    var index = 0
    while index &+ 2 <= count {
      let difference0 = Double(self[unchecked: index]) - Double(other[unchecked: index])
      let difference1 = Double(self[unchecked: index &+ 1]) - Double(other[unchecked: index &+ 1])
      sum0 += difference0 * difference0
      sum1 += difference1 * difference1
      index &+= 2
    }
    if index < count {
      let difference = Double(self[unchecked: index]) - Double(other[unchecked: index])
      sum0 += difference * difference
    }
    return sum0 + sum1
  }
}
