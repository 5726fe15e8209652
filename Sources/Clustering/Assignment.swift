/// Which cluster a point belongs to, and how clearly.
package struct Assignment: Hashable, Sendable {
  /// The index of the nearest centre; of equally near ones the lowest.
  package var cluster: Int
  /// The Euclidean distance to that centre.
  package var distance: Float
  /// The Euclidean distance to the next nearest centre; infinite when there is only one.
  package var secondDistance: Float
  /// The index of the next nearest centre; nil when there is only one.
  package var secondCluster: Int?

  /// Gathers one assignment.
  package init(cluster: Int, distance: Float, secondDistance: Float, secondCluster: Int? = nil) {
    self.cluster = cluster
    self.distance = distance
    self.secondDistance = secondDistance
    self.secondCluster = secondCluster
  }

  /// The margin 1 − distance / secondDistance: 0 half-way between two centres, 1 on a centre or
  /// where there is no other.
  ///
  /// Where the two nearest centres coincide with the point nothing can be told apart: 0.
  package var confidence: Float {
    guard secondDistance > 0 else { return 0 }
    guard secondDistance.isFinite else { return 1 }
    return min(max(1 - distance / secondDistance, 0), 1)
  }
}
