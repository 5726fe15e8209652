/// Points of one dimension in rows, `[count × dimension]`, in one piece of memory.
///
/// An array of arrays would cost an allocation and a cache miss a point in the loops that look at
/// every point for every centre.
package struct PointMatrix: Hashable, Sendable {
  /// Values a point.
  package let dimension: Int
  /// All points, row after row.
  package private(set) var values: [Float]

  /// Makes a matrix without points; `dimension` is at least 1.
  package init(dimension: Int) {
    precondition(dimension > 0, "a point has at least one coordinate")
    self.dimension = dimension
    values = []
  }

  /// Wraps `values`, row after row; nil unless they are whole rows of at least one value.
  package init?(dimension: Int, values: [Float]) {
    guard dimension > 0, values.count.isMultiple(of: dimension) else { return nil }
    self.dimension = dimension
    self.values = values
  }

  /// The number of points.
  package var count: Int { values.count / dimension }

  /// True when there are no points.
  package var isEmpty: Bool { values.isEmpty }

  /// One point.
  package subscript(row: Int) -> ArraySlice<Float> { values[range(ofRow: row)] }

  /// Where a row lies in ``values``.
  package func range(ofRow row: Int) -> Range<Int> {
    row * dimension..<(row + 1) * dimension
  }

  /// Adds a point at the end; it must have ``dimension`` values.
  package mutating func append(_ point: some Collection<Float>) {
    precondition(point.count == dimension, "a point of another dimension")
    values.append(contentsOf: point)
  }

  /// Replaces one point; `point` must have ``dimension`` values.
  package mutating func replace(row: Int, with point: some Collection<Float>) {
    precondition(point.count == dimension, "a point of another dimension")
    values.replaceSubrange(range(ofRow: row), with: point)
  }

  /// Makes room for `count` points in all.
  package mutating func reserveCapacity(_ count: Int) {
    values.reserveCapacity(count * dimension)
  }
  /// Some of the points, in the order asked for.
  package func rows(_ rows: some Collection<Int>) -> PointMatrix {
    var result = PointMatrix(dimension: dimension)
    result.reserveCapacity(rows.count)
    for row in rows { result.append(self[row]) }
    return result
  }
}
