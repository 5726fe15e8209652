/// An array of floats with a shape, row by row.
package struct Tensor: Hashable, Sendable {
  package var shape: [Int]
  package var values: [Float]

  /// Pairs values with their shape; whether they fit is checked when a model runs.
  package init(shape: [Int], values: [Float]) {
    self.shape = shape
    self.values = values
  }
}
