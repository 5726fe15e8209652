extension ONNXGraph {
  /// `value` with its numbers in another shape.
  mutating func reshaped(_ value: String, _ shape: [Int], named name: String) -> String {
    node("Reshape", [value, integers(shape)], named: name)
  }

  /// A part of a matrix; all rows, or all columns, where nothing is said.
  mutating func slice(
    _ matrix: String, rows: Range<Int>? = nil, columns: Range<Int>? = nil, named name: String
  ) -> String {
    let parts = [(0, rows), (1, columns)].compactMap { axis, range in range.map { (axis, $0) } }
    return node(
      "Slice",
      [
        matrix, integers(parts.map { $0.1.lowerBound }), integers(parts.map { $0.1.upperBound }),
        integers(parts.map { $0.0 }),
      ], named: name)
  }

  /// A matrix with columns of zeros before and after it.
  mutating func padded(
    _ matrix: String, columns before: Int, _ after: Int, named name: String
  ) -> String {
    node("Pad", [matrix, integers([0, before, 0, after])], named: name)
  }

  /// The maximum of each column of a matrix of `rows` rows: [1 × columns].
  ///
  /// A ReduceMax down the columns takes one number at a time (ONNX Runtime 1.31), a Max of several
  /// matrices a vector: five times as fast, the copying into parts included. `rows` shrink by
  /// `factors`, whose product they are.
  mutating func maximum(
    ofColumns matrix: String, factors: [Int], named name: String
  ) -> String {
    var result = matrix
    for (level, parts) in factors.enumerated() {
      let names = (0..<parts).map { "\(name)_\(level)_part\($0)" }
      add("Split", [result], names, ["axis": .integer(0)])
      result = node("Max", names, named: level == factors.count - 1 ? name : "\(name)_\(level)")
    }
    return result
  }

  /// Integers as a constant, each list once a graph.
  private mutating func integers(_ values: [Int]) -> String {
    constant("integers_" + values.map(String.init).joined(separator: "_"), values.map(Int64.init))
  }
}
