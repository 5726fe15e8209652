extension MiniBatchKMeans {
  /// Centres at the means of labelled points, nil labels being passed over: clusters that are known
  /// by their points, moved to another space.
  ///
  /// A label without points gets the mean of all and a count of 0: the next polish moves it or
  /// leaves it empty. Nil for a `count` of 0.
  package init?(means points: PointMatrix, labels: [Int?], count: Int) {
    precondition(labels.count == points.count, "as many labels as points")
    // The last one is that of all points.
    var sums = ClusterSums(clusters: count + 1, dimension: points.dimension)
    let values = points.values.span
    for row in 0..<points.count {
      let point = values.extracting(points.range(ofRow: row))
      sums.add(point, to: count)
      if let label = labels[row] { sums.add(point, to: label) }
    }
    let origin = [Float](repeating: 0, count: points.dimension)
    let middle = points.isEmpty ? origin : sums.mean(of: count, joining: origin[...], count: 0)
    var centres = PointMatrix(dimension: points.dimension)
    for label in 0..<count {
      centres.append(
        sums.masses[label] > 0
          ? sums.mean(of: label, joining: origin[...], count: 0) : middle)
    }
    self.init(centres: centres, counts: Array(sums.masses.prefix(count)))
  }
}
