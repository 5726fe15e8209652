/// How many letters one must change to make one word of another.
enum EditDistance {
  /// Longer words are compared for equality only.
  static let longestWord = 255

  /// Insertions, deletions, substitutions and swaps of neighbours between two words; nil when more
  /// than `limit`. Optimal string alignment: a swapped pair is not edited again (Damerau 1964).
  static func between(
    _ first: some Collection<UInt8>, _ second: some Collection<UInt8>, limit: Int
  ) -> Int? {
    let rows = first.count
    let columns = second.count
    guard abs(rows - columns) <= limit else { return nil }
    if first.elementsEqual(second) { return 0 }
    if rows == 0 || columns == 0 { return max(rows, columns) }
    guard limit > 0, max(rows, columns) <= longestWord else { return nil }
    let width = columns + 1
    return withUnsafeTemporaryAllocation(of: Int16.self, capacity: 3 * width + rows + columns) {
      memory -> Int? in
      for (index, byte) in first.enumerated() { memory[3 * width + index] = Int16(byte) }
      for (index, byte) in second.enumerated() { memory[3 * width + rows + index] = Int16(byte) }
      let a = UnsafeMutableBufferPointer(rebasing: memory[(3 * width)...])
      let b = UnsafeMutableBufferPointer(rebasing: memory[(3 * width + rows)...])
      var before = 0
      var above = width
      var here = 2 * width
      for column in 0..<width { memory[above + column] = Int16(column) }
      for row in 1...rows {
        memory[here] = Int16(row)
        var least = memory[here]
        for column in 1..<width {
          let isSame = a[row - 1] == b[column - 1]
          var cost = min(
            memory[above + column] + 1, memory[here + column - 1] + 1,
            memory[above + column - 1] + (isSame ? 0 : 1))
          if row > 1, column > 1, a[row - 1] == b[column - 2], a[row - 2] == b[column - 1] {
            cost = min(cost, memory[before + column - 2] + 1)
          }
          memory[here + column] = cost
          least = min(least, cost)
        }
        if least > limit { return nil }
        (before, above, here) = (above, here, before)
      }
      let distance = Int(memory[above + columns])
      return distance <= limit ? distance : nil
    }
  }
}
