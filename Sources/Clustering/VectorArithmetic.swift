/// The two inner loops everything here spends its time in.
///
/// Four partial sums instead of one: floating-point addition may not be reordered, so a single sum
/// could use neither vector registers nor more than one addition at a time. The elements are read
/// unchecked because the lengths are compared once in front of the loop.
extension Span<Float> {
  /// The squared Euclidean distance to `other`, which must be as long.
  package func squaredDistance(to other: Span<Float>) -> Float {
    precondition(count == other.count, "points of different dimensions")
    var (sum0, sum1, sum2, sum3) = (Float(0), Float(0), Float(0), Float(0))
    var index = 0
    while index &+ 4 <= count {
      let difference0 = self[unchecked: index] - other[unchecked: index]
      let difference1 = self[unchecked: index &+ 1] - other[unchecked: index &+ 1]
      let difference2 = self[unchecked: index &+ 2] - other[unchecked: index &+ 2]
      let difference3 = self[unchecked: index &+ 3] - other[unchecked: index &+ 3]
      sum0 += difference0 * difference0
      sum1 += difference1 * difference1
      sum2 += difference2 * difference2
      sum3 += difference3 * difference3
      index &+= 4
    }
    while index < count {
      let difference = self[unchecked: index] - other[unchecked: index]
      sum0 += difference * difference
      index &+= 1
    }
    return (sum0 + sum1) + (sum2 + sum3)
  }

  /// The inner product with `other`, which must be as long.
  package func dot(_ other: Span<Float>) -> Float {
    precondition(count == other.count, "points of different dimensions")
    var (sum0, sum1, sum2, sum3) = (Float(0), Float(0), Float(0), Float(0))
    var index = 0
    while index &+ 4 <= count {
      sum0 += self[unchecked: index] * other[unchecked: index]
      sum1 += self[unchecked: index &+ 1] * other[unchecked: index &+ 1]
      sum2 += self[unchecked: index &+ 2] * other[unchecked: index &+ 2]
      sum3 += self[unchecked: index &+ 3] * other[unchecked: index &+ 3]
      index &+= 4
    }
    while index < count {
      sum0 += self[unchecked: index] * other[unchecked: index]
      index &+= 1
    }
    return (sum0 + sum1) + (sum2 + sum3)
  }
}
