import Clustering
import Testing

@Suite("Hungarian assignment")
struct HungarianAssignmentTests {
  @Test("finds the cheapest pairs of a textbook matrix")
  func textbook() {
    let costs: [Double] = [4, 1, 3, 2, 0, 5, 3, 2, 2]
    #expect(HungarianAssignment.minimumCost(costs, rows: 3, columns: 3) == [1, 0, 2])
  }

  @Test("is as cheap as trying every permutation", arguments: 0..<40 as Range<UInt64>)
  func exhaustive(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let rows = 1 + Int(seed % 6)
    let columns = 1 + Int(generator.next() % 6)
    // Small whole numbers, some negative, so that ties and signs are met too.
    let costs = (0..<rows * columns).map { _ in Double(generator.next() % 12) - 4 }
    let pairs = HungarianAssignment.minimumCost(costs, rows: rows, columns: columns)

    let taken = pairs.compactMap { $0 }
    #expect(taken.count == min(rows, columns))
    #expect(Set(taken).count == taken.count)
    let cost = pairs.enumerated().reduce(0) { sum, pair in
      sum + (pair.element.map { costs[pair.offset * columns + $0] } ?? 0)
    }
    #expect(cost == Self.cheapest(costs, rows: rows, columns: columns))
  }

  @Test("uses a forbidden pair for nobody, and leaves a row alone rather")
  func forbidden() {
    let no = Double.infinity
    #expect(
      HungarianAssignment.minimumCost([1, no, 2, 50], rows: 2, columns: 2) == [0, 1])
    #expect(
      HungarianAssignment.minimumCost([1, no, 0, no], rows: 2, columns: 2) == [nil, 0])
    #expect(
      HungarianAssignment.minimumCost([no, .nan, -.infinity], rows: 3, columns: 1)
        == [nil, nil, nil])
  }

  @Test("answers for empty and for misshapen matrices")
  func edges() {
    #expect(HungarianAssignment.minimumCost([], rows: 0, columns: 0) == [])
    #expect(HungarianAssignment.minimumCost([], rows: 2, columns: 0) == [nil, nil])
    #expect(HungarianAssignment.minimumCost([1, 2, 3], rows: 2, columns: 2) == [nil, nil])
  }

  /// The least cost of any pairing that is as large as possible, by trying them all.
  private static func cheapest(
    _ costs: [Double], rows: Int, columns: Int, row: Int = 0, used: Set<Int> = []
  ) -> Double {
    guard row < rows else { return used.count == min(rows, columns) ? 0 : .infinity }
    var best = Double.infinity
    for column in 0..<columns where !used.contains(column) {
      let rest = cheapest(
        costs, rows: rows, columns: columns, row: row + 1, used: used.union([column]))
      best = min(best, costs[row * columns + column] + rest)
    }
    if rows > columns {
      best = min(best, cheapest(costs, rows: rows, columns: columns, row: row + 1, used: used))
    }
    return best
  }
}
