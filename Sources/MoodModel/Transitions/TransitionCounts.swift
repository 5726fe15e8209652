/// How often which mood followed which, as far as it still counts.
///
/// Staying is counted apart from moving on: the two are foreseen separately.
struct TransitionCounts: Hashable, Sendable {
  let moodCount: Int
  var unit: FadingUnit
  /// Steps that stayed in each mood `[moods]`, in units.
  var stayed: [Double]
  /// Steps that left each mood `[moods]`, in units.
  var left: [Double]
  /// Steps that came to each mood from another `[moods]`, in units.
  var arrived: [Double]
  /// Steps from each mood to each other `[moods × moods]`, in units; the diagonal is nought.
  var moved: [Double]

  /// Nothing counted yet; what will be halves with every `halfLife` steps, or never fades.
  init(moodCount: Int, halfLife: Double? = nil) {
    self.moodCount = moodCount
    unit = FadingUnit(halfLife: halfLife)
    stayed = [Double](repeating: 0, count: moodCount)
    left = stayed
    arrived = stayed
    moved = [Double](repeating: 0, count: moodCount * moodCount)
  }

  /// Counts one step.
  mutating func add(_ step: SoftTransition) {
    if unit.advance() {
      stayed = FadingUnit.scaledDown(stayed)
      left = FadingUnit.scaledDown(left)
      arrived = FadingUnit.scaledDown(arrived)
      moved = FadingUnit.scaledDown(moved)
    }
    for from in step.from {
      let amount = from.share * unit.value
      for to in step.to {
        if to.mood == from.mood {
          stayed[from.mood] += amount * to.share
        } else {
          left[from.mood] += amount * to.share
          arrived[to.mood] += amount * to.share
          moved[from.mood * moodCount + to.mood] += amount * to.share
        }
      }
    }
  }

  /// Takes the counts of `other` for its own, and fades them from now on.
  mutating func adopt(_ other: TransitionCounts) {
    let scale = 1 / other.unit.value
    unit.value = 1
    stayed = other.stayed.map { $0 * scale }
    left = other.left.map { $0 * scale }
    arrived = other.arrived.map { $0 * scale }
    moved = other.moved.map { $0 * scale }
  }

  /// Forgets everything.
  mutating func clear() {
    unit.value = 1
    for mood in 0..<moodCount {
      stayed[mood] = 0
      left[mood] = 0
      arrived[mood] = 0
    }
    for pair in moved.indices { moved[pair] = 0 }
  }

  /// How many steps there were, as far as they still count.
  var total: Double { (stayed.reduce(0, +) + left.reduce(0, +)) / unit.value }

  /// How many steps started in each mood, as far as they still count `[moods]`.
  var departures: [Double] { (0..<moodCount).map { (stayed[$0] + left[$0]) / unit.value } }

  /// Whether ``add(_:)`` can have led here, but for what was scaled down to nought.
  var areSound: Bool {
    guard unit.isSound else { return false }
    return (0..<moodCount).allSatisfy { mood in
      let row = (0..<moodCount).reduce(0) { $0 + moved[mood * moodCount + $1] }
      let column = (0..<moodCount).reduce(0) { $0 + moved[$1 * moodCount + mood] }
      return moved[mood * moodCount + mood] == 0
        && abs(row - left[mood]) <= 1e-6 * (1 + row)
        && abs(column - arrived[mood]) <= 1e-6 * (1 + column)
    }
  }
}
