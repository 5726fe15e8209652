/// The only centre that one added or removed point changes: what the store has to save.
package struct CentreChange: Hashable, Sendable {
  package var cluster: Int
  /// Where the centre is afterwards.
  package var centre: [Float]
  /// How many points it is then the mean of.
  package var count: Double

  /// Gathers one change.
  package init(cluster: Int, centre: [Float], count: Double) {
    self.cluster = cluster
    self.centre = centre
    self.count = count
  }
}

extension MiniBatchKMeans {
  /// The online step: the point's cluster, and that cluster's centre moved 1/count towards it.
  ///
  /// The assignment is the one before the move. Nothing changes here until ``apply(_:)``, so that
  /// the caller can first make the change durable. Rounding the centre to single precision swallows
  /// a step only beyond some ten million points. `halfLife` is that of
  /// ``update(with:halfLife:)``: in points that join the cluster.
  package func updated(
    byAdding point: [Float], halfLife: Double = .infinity
  ) -> (assignment: Assignment, change: CentreChange) {
    let assignment = assign(point)
    let cluster = assignment.cluster
    let count = Self.faded(counts[cluster], by: 1, halfLife: halfLife) + 1
    let rate = 1 / count
    let centre = zip(centres[cluster], point).map { centre, value in
      Float(Double(centre) + rate * (Double(value) - Double(centre)))
    }
    return (assignment, CentreChange(cluster: cluster, centre: centre, count: count))
  }

  /// Takes a point back out of the cluster it was counted in: the reverse of adding it.
  ///
  /// The last point leaves the centre where it is, with a count of 0. Exact as long as the centre
  /// is the mean of its points; after points have changed sides it is off by what they moved, which
  /// the next ``polish(_:maxSteps:)`` repairs.
  package func updated(byRemoving point: [Float], from cluster: Int) -> CentreChange {
    precondition(point.count == dimension, "a point of another dimension")
    let count = counts[cluster]
    guard count > 1 else {
      return CentreChange(cluster: cluster, centre: Array(centres[cluster]), count: 0)
    }
    let centre = zip(centres[cluster], point).map { centre, value in
      Float((Double(centre) * count - Double(value)) / (count - 1))
    }
    return CentreChange(cluster: cluster, centre: centre, count: count - 1)
  }

  /// Puts a change into effect.
  package mutating func apply(_ change: CentreChange) {
    centres.replace(row: change.cluster, with: change.centre)
    counts[change.cluster] = change.count
  }
}
