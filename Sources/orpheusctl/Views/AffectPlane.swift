/// Points in the plane of valence and arousal, drawn with characters.
struct AffectPlane {
  /// One letter at a place; both coordinates −1…1.
  struct Point: Hashable {
    var letter: Character
    var valence: Double
    var arousal: Double
  }

  /// In the order they are drawn: the last wins where two fall together.
  var points: [Point]

  /// Characters are about twice as high as wide, so this is a square.
  private static let columns = 41
  private static let rows = 17

  /// The columns a drawing takes.
  static let width = columns + 2

  /// The plane in a frame, a line a row, with a word on each side.
  var lines: [String] {
    var grid = Self.empty
    for point in points {
      let column = Self.place(point.valence, Self.columns)
      let row = Self.place(-point.arousal, Self.rows)
      if let column, let row { grid[row][column] = point.letter }
    }
    let edge = String(repeating: "─", count: Self.columns)
    return ["┌\(edge)┐"] + grid.map { "│\(String($0))│" } + ["└\(edge)┘"]
  }

  /// The axes, and what they mean.
  private static var empty: [[Character]] {
    let middle = (row: rows / 2, column: columns / 2)
    var grid = (0..<rows).map { row in
      (0..<columns).map { column -> Character in
        switch (row == middle.row, column == middle.column) {
        case (true, true): "┼"
        case (true, false): "─"
        case (false, true): "│"
        case (false, false): " "
        }
      }
    }
    func write(_ word: String, row: Int, column: Int) {
      grid[row].replaceSubrange(column..<(column + word.count), with: word)
    }
    write("excited", row: 0, column: middle.column - 3)
    write("calm", row: rows - 1, column: middle.column - 2)
    write("unpleasant", row: middle.row, column: 0)
    write("pleasant", row: middle.row, column: columns - "pleasant".count)
    return grid
  }

  /// The cell of a coordinate among `count`; nil for what is no number.
  private static func place(_ value: Double, _ count: Int) -> Int? {
    guard value.isFinite else { return nil }
    return Int(((min(max(value, -1), 1) + 1) / 2 * Double(count - 1)).rounded())
  }
}
