import Glibc

/// All distances among a few thousand points, for the measures that need them all.
package struct DistanceMatrix: Sendable {
  /// The number of points.
  package let count: Int
  /// `[count × count]`, symmetric, 0 on the diagonal.
  package private(set) var values: [Double]

  /// The Euclidean distances; 8·n² bytes.
  package init(_ points: PointMatrix) {
    count = points.count
    var values = [Double](repeating: 0, count: points.count * points.count)
    let span = points.values.span
    for row in 0..<points.count {
      let point = span.extracting(points.range(ofRow: row))
      for other in 0..<row {
        let distance = point.preciseSquaredDistance(
          to: span.extracting(points.range(ofRow: other))
        ).squareRoot()
        values[row * points.count + other] = distance
        values[other * points.count + row] = distance
      }
    }
    self.values = values
  }

  /// The `k` nearest others of a point, nearest first; of equally near ones the first.
  package func neighbours(of row: Int, k: Int) -> [Int] {
    let distances = values[row * count..<(row + 1) * count]
    let start = distances.startIndex
    let order = (0..<count).filter { $0 != row }
      .sorted { (distances[start + $0], $0) < (distances[start + $1], $1) }
    return Array(order.prefix(k))
  }

  /// How often each point is among the `k` nearest of another.
  package func occurrences(k: Int = 10) -> [Int] {
    var result = [Int](repeating: 0, count: count)
    for row in 0..<count {
      for neighbour in neighbours(of: row, k: k) { result[neighbour] += 1 }
    }
    return result
  }

  /// Hubness: the skew of the k-occurrences. Beyond 1 a few tracks are near everything, which only
  /// the geometry of many dimensions makes them.
  ///
  /// Radovanović, Nanopoulos and Ivanović, JMLR 11, 2010. 0 where every point occurs alike.
  package func hubness(k: Int = 10) -> Double { skewness(occurrences(k: k).map(Double.init)) }

  /// The distances 1 − mutual proximity, 0…1: two points are near when each is near for the other.
  ///
  /// The proximity is the chance that both see a random point farther away, distances from each
  /// point being taken as normal and independent: Schnitzer, Flexer, Schedl and Widmer, JMLR 13,
  /// 2012, in its Gaussian form. Mean and deviation (of the whole, not the sample) are over the
  /// distances to all others. Takes hubs away: worth it when ``hubness(k:)`` exceeds 1.
  package var mutualProximity: DistanceMatrix {
    let moments = (0..<count).map { row -> (mean: Double, deviation: Double) in
      let others = Double(max(count - 1, 1))
      let distances = values[row * count..<(row + 1) * count]
      let mean = distances.reduce(0, +) / others
      // The point's own 0 is no distance.
      let squares = distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } - mean * mean
      return (mean, max(squares / others, 0).squareRoot())
    }
    func farther(_ distance: Double, than row: Int) -> Double {
      let (mean, deviation) = moments[row]
      guard deviation > 0 else { return distance < mean ? 1 : distance > mean ? 0 : 0.5 }
      return erfc((distance - mean) / (deviation * 2.0.squareRoot())) / 2
    }
    var result = self
    for row in 0..<count {
      for other in 0..<row {
        let distance = values[row * count + other]
        let proximity = farther(distance, than: row) * farther(distance, than: other)
        result.values[row * count + other] = 1 - proximity
        result.values[other * count + row] = 1 - proximity
      }
    }
    return result
  }
}

/// The third standardised moment, without correction for the size of the sample: what SciPy's
/// `skew` gives. 0 where nothing varies.
package func skewness(_ values: [Double]) -> Double {
  let count = Double(max(values.count, 1))
  let mean = values.reduce(0, +) / count
  let second = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
  let third = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) } / count
  return second > 0 ? third / (second * second.squareRoot()) : 0
}
