extension PointMatrix {
  /// The points in the order of their coordinates, or a random sample of them where there are more
  /// than `limit`: the same whatever order they came in.
  ///
  /// Clustering draws points by their place; in the order of arrival the same library, found by
  /// another walk through its folders, would get other moods. The sample is the points of least
  /// hash, so that a point more or less changes little of it.
  package func canonicalSample(atMost limit: Int, seed: UInt64) -> PointMatrix {
    var rows = count > limit ? leastHashed(limit, seed: seed) : Array(0..<count)
    let values = values.span
    let dimension = dimension
    rows.sort { one, other in
      let (a, b) = (one * dimension, other * dimension)
      for axis in 0..<dimension where values[a + axis] != values[b + axis] {
        return values[a + axis] < values[b + axis]
      }
      return one < other
    }
    return self.rows(rows)
  }

  /// The rows of least hash.
  private func leastHashed(_ limit: Int, seed: UInt64) -> [Int] {
    let hashes = (0..<count).map { hash(ofRow: $0, seed: seed) }
    // Hashes are spread evenly: nearly always these are enough, and few enough to sort quickly.
    let share = Double(limit) / Double(count)
    let bound = UInt64(min(1.05 * share + 0.001, 0.999) * 0x1p64)
    var rows = hashes.indices.filter { hashes[$0] < bound }
    if rows.count < limit { rows = Array(hashes.indices) }
    rows.sort { (hashes[$0], $0) < (hashes[$1], $1) }
    return Array(rows.prefix(limit))
  }

  /// The bits of a point stirred into 64 that tell points apart but for chance, and spread evenly.
  private func hash(ofRow row: Int, seed: UInt64) -> UInt64 {
    var hash = seed
    let values = values.span
    for place in range(ofRow: row) {
      // FNV's prime; the generator at the end does what this does not.
      hash = (hash ^ UInt64(values[place].bitPattern)) &* 0x100_0000_01b3
    }
    var generator = SeededGenerator(seed: hash)
    return generator.next()
  }
}
