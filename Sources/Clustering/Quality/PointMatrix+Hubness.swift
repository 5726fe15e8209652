/// Hubness without all distances in memory at once.
extension PointMatrix {
  /// How often each point is among the `k` nearest of another; nil when `isCancelled` says so.
  ///
  /// The same as of ``DistanceMatrix``, of equally near ones the first: every pair is compared
  /// twice, but one row of distances is all that is kept. O(n²·d) time, O(n) memory.
  package func neighbourOccurrences(
    k: Int = 10, isCancelled: () -> Bool = { false }
  ) -> [Int]? {
    var result = [Int](repeating: 0, count: count)
    guard k > 0 else { return result }
    let values = values.span
    // The nearest so far, nearest first.
    var nearest: [(distance: Double, row: Int)] = []
    nearest.reserveCapacity(k + 1)
    for row in 0..<count {
      guard !(row.isMultiple(of: 64) && isCancelled()) else { return nil }
      let point = values.extracting(range(ofRow: row))
      nearest.removeAll(keepingCapacity: true)
      for other in 0..<count where other != row {
        let distance = point.preciseSquaredDistance(to: values.extracting(range(ofRow: other)))
        if nearest.count == k, let last = nearest.last, distance >= last.distance { continue }
        // Rows come in ascending order: behind equally near ones.
        let place = nearest.lastIndex { $0.distance <= distance }.map { $0 + 1 } ?? 0
        nearest.insert((distance, other), at: place)
        if nearest.count > k { nearest.removeLast() }
      }
      for (_, neighbour) in nearest { result[neighbour] += 1 }
    }
    return result
  }
}
