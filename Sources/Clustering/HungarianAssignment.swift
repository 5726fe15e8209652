/// Pairs rows with columns, each at most once, at the least total cost.
///
/// The Hungarian method as shortest augmenting paths with potentials, O(rows² · columns): Kuhn,
/// Naval Research Logistics 1955; Jonker and Volgenant, Computing 1987. It names moods (moods ×
/// candidate names) and will match old moods with new ones (old × new centres).
package enum HungarianAssignment {
  /// The column of each row; nil for a row left over where there are fewer columns than rows.
  ///
  /// `costs` is `[rows × columns]`, of any sign. A cost that is not finite forbids the pair: such a
  /// row comes back nil when nothing else is left for it. As many rows as possible are paired
  /// before cost is looked at. An array that is no whole number of rows pairs nothing.
  package static func minimumCost(_ costs: [Double], rows: Int, columns: Int) -> [Int?] {
    guard rows > 0 else { return [] }
    guard columns > 0, costs.count == rows * columns else {
      return [Int?](repeating: nil, count: rows)
    }
    // Dearer than any set of allowed pairs can differ by, so a forbidden pair is the last resort.
    let range = costs.lazy.filter(\.isFinite).reduce(0) { max($0, abs($1)) }
    let forbidden = (range + 1) * Double(2 * min(rows, columns) + 1)
    let finite = costs.map { $0.isFinite ? $0 : forbidden }

    if rows <= columns {
      let pairs = AugmentingPaths(costs: finite, rows: rows, columns: columns).columnOfRow
      return pairs.enumerated().map { row, column in
        costs[row * columns + column].isFinite ? column : nil
      }
    }
    let transposed = (0..<columns).flatMap { column in
      (0..<rows).map { row in finite[row * columns + column] }
    }
    var result = [Int?](repeating: nil, count: rows)
    let pairs = AugmentingPaths(costs: transposed, rows: columns, columns: rows).columnOfRow
    for (column, row) in pairs.enumerated() where costs[row * columns + column].isFinite {
      result[row] = column
    }
    return result
  }
}

/// The solver proper, for finite costs and no more rows than columns.
private struct AugmentingPaths {
  private let costs: [Double]
  private let columns: Int
  private var rowPotential: [Double]
  private var columnPotential: [Double]
  private var rowOfColumn: [Int?]
  private(set) var columnOfRow: [Int]

  init(costs: [Double], rows: Int, columns: Int) {
    self.costs = costs
    self.columns = columns
    rowPotential = [Double](repeating: 0, count: rows)
    columnPotential = [Double](repeating: 0, count: columns)
    rowOfColumn = [Int?](repeating: nil, count: columns)
    columnOfRow = [Int](repeating: 0, count: rows)
    for row in 0..<rows { insert(row) }
  }

  /// Gives `row` a column, moving earlier rows along the cheapest path to a free column.
  private mutating func insert(_ row: Int) {
    var distance = [Double](repeating: .infinity, count: columns)
    // Nil for a column that is reached from `row` itself.
    var previousColumn = [Int?](repeating: nil, count: columns)
    var visited: [Int] = []
    var isVisited = [Bool](repeating: false, count: columns)
    var current = row
    var currentColumn: Int?
    var length = 0.0

    while true {
      var next = 0
      var shortest = Double.infinity
      for column in 0..<columns where !isVisited[column] {
        let reduced =
          length + costs[current * columns + column] - rowPotential[current]
          - columnPotential[column]
        if reduced < distance[column] {
          distance[column] = reduced
          previousColumn[column] = currentColumn
        }
        if distance[column] < shortest {
          shortest = distance[column]
          next = column
        }
      }
      length = shortest
      guard let occupant = rowOfColumn[next] else {
        raisePotentials(row: row, visited: visited, distance: distance, length: length)
        shift(row, to: next, along: previousColumn)
        return
      }
      isVisited[next] = true
      visited.append(next)
      currentColumn = next
      current = occupant
    }
  }

  /// Keeps every reduced cost at or above 0, and at 0 along the path found.
  private mutating func raisePotentials(
    row: Int, visited: [Int], distance: [Double], length: Double
  ) {
    rowPotential[row] += length
    for column in visited {
      let slack = length - distance[column]
      columnPotential[column] -= slack
      if let occupant = rowOfColumn[column] { rowPotential[occupant] += slack }
    }
  }

  /// Moves each row on the path one column on; `row` takes the first.
  private mutating func shift(_ row: Int, to free: Int, along previousColumn: [Int?]) {
    var column = free
    while let previous = previousColumn[column] {
      guard let occupant = rowOfColumn[previous] else { break }
      rowOfColumn[column] = occupant
      columnOfRow[occupant] = column
      column = previous
    }
    rowOfColumn[column] = row
    columnOfRow[row] = column
  }
}
