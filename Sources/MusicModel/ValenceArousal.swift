/// A point on the affective circumplex (Russell 1980).
package struct ValenceArousal: Hashable, Sendable, Codable {
  /// Unpleasant to pleasant, −1…1.
  package var valence: Float

  /// Calm to excited, −1…1.
  package var arousal: Float

  /// Makes a point; both coordinates are clamped to −1…1.
  package init(valence: Float, arousal: Float) {
    self.valence = min(max(valence, -1), 1)
    self.arousal = min(max(arousal, -1), 1)
  }

  /// The squared Euclidean distance to `other`, 0…8.
  package func squaredDistance(to other: Self) -> Float {
    let dv = valence - other.valence
    let da = arousal - other.arousal
    return dv * dv + da * da
  }
}
