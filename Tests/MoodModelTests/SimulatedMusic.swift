import Clustering
import Glibc

/// Points of a mood space as a real library makes them: a mixture of overlapping, unequal kinds.
///
/// Each kind of music has a mean and a width of its own among 50 principal components, whose
/// variances fall as 1/rank like those of real embeddings, and a place in valence and energy. A
/// track is a normal draw around its kind; its components are brought to length 2, as in the space,
/// and joined with the two scores. Kinds are unequally common (as 1/rank^0.8) and so wide that
/// moods overlap about as much as those of real music: over draws of 205 tracks at k = 6, half
/// samples agree by an adjusted Rand index of about .66 and clusters explain about .46 of the
/// variance of the components, where the design measured .66 and .464.
struct SimulatedMusic {
  static let components = 50
  static let dimension = components + 2

  fileprivate struct Kind {
    let mean: [Float]
    let width: Float
    let affect: (mean: [Float], width: Float)
    let share: Double
  }

  private let kinds: [Kind]
  private var generator: SeededGenerator

  /// `kinds` kinds of music, and others on request, all determined by `seed`.
  init(kinds count: Int = 14, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    kinds = (0..<count).map { Kind(rank: $0, &generator) }
    self.generator = generator
  }

  /// The next track of kind `kind`, or of any by its share; its point and its kind.
  mutating func track(of kind: Int? = nil, among count: Int) -> (point: [Float], kind: Int) {
    let chosen = kind ?? draw(among: count)
    return (kinds[chosen].track(&generator), chosen)
  }

  private mutating func draw(among count: Int) -> Int {
    let shares = kinds.prefix(count).map(\.share)
    var remaining = generator.nextUnit() * shares.reduce(0, +)
    for (kind, share) in shares.enumerated() {
      remaining -= share
      if remaining < 0 { return kind }
    }
    return count - 1
  }

  /// A uniform number, for who needs a coin.
  mutating func nextUnit() -> Double { generator.nextUnit() }

  /// How wide a kind is against how far kinds are apart.
  fileprivate static let widths: ClosedRange<Float> = 0.45...0.85

  fileprivate static func deviation(_ rank: Int) -> Float { 1 / Float(rank + 1).squareRoot() }

  fileprivate static func normal(_ generator: inout SeededGenerator) -> Float {
    let radius = (-2 * log(1 - generator.nextUnit())).squareRoot()
    return Float(radius * cos(2 * Double.pi * generator.nextUnit()))
  }
}

extension SimulatedMusic.Kind {
  fileprivate init(rank: Int, _ generator: inout SeededGenerator) {
    mean = (0..<SimulatedMusic.components).map {
      SimulatedMusic.deviation($0) * SimulatedMusic.normal(&generator)
    }
    let range = SimulatedMusic.widths
    width =
      range.lowerBound
      + Float(generator.nextUnit()) * (range.upperBound - range.lowerBound)
    affect = ((0..<2).map { _ in 0.8 * SimulatedMusic.normal(&generator) }, 0.6)
    share = 1 / pow(Double(rank + 1), 0.8)
  }

  fileprivate func track(_ generator: inout SeededGenerator) -> [Float] {
    var point = affect.mean.map { $0 + affect.width * SimulatedMusic.normal(&generator) }
    var squares: Float = 0
    for (axis, mean) in mean.enumerated() {
      let value =
        mean + width * SimulatedMusic.deviation(axis) * SimulatedMusic.normal(&generator)
      squares += value * value
      point.append(value)
    }
    for axis in 2..<point.count { point[axis] *= 2 / squares.squareRoot() }
    return point
  }
}
