/// Clusters by density: points with enough neighbours, and what those reach.
///
/// Ester, Kriegel, Sander and Xu, KDD 1996. A diagnostic beside k-means: it finds how many dense
/// places there are without being told, and which points belong to none. Compares all pairs.
package enum DBSCAN {
  /// The cluster of each point, in order of their first core point; nil for noise.
  ///
  /// A core point has at least `minimum` points within `radius`, itself included. A point at the
  /// border of two clusters goes to the one found first.
  package static func labels(
    of points: PointMatrix, radius: Double, minimum: Int
  ) -> [Int?] {
    let neighbours = neighbourhoods(points, radius: radius)
    var labels = [Int?](repeating: nil, count: points.count)
    var next = 0
    for row in 0..<points.count where labels[row] == nil && neighbours[row].count >= minimum {
      var reached = [row]
      while let point = reached.popLast() {
        guard labels[point] == nil else { continue }
        labels[point] = next
        guard neighbours[point].count >= minimum else { continue }
        for neighbour in neighbours[point] where labels[Int(neighbour)] == nil {
          reached.append(Int(neighbour))
        }
      }
      next += 1
    }
    return labels
  }

  /// The points within `radius` of each, itself included.
  private static func neighbourhoods(_ points: PointMatrix, radius: Double) -> [[Int32]] {
    let values = points.values.span
    var result = (0..<points.count).map { [Int32(truncatingIfNeeded: $0)] }
    for row in 0..<points.count {
      let point = values.extracting(points.range(ofRow: row))
      for other in 0..<row {
        let squared = point.preciseSquaredDistance(
          to: values.extracting(points.range(ofRow: other)))
        guard squared.squareRoot() <= radius else { continue }
        result[row].append(Int32(truncatingIfNeeded: other))
        result[other].append(Int32(truncatingIfNeeded: row))
      }
    }
    return result
  }
}
