import Clustering
import Glibc
import MusicModel

/// A listener whose true habits are known, so that what a forecast lacks can be measured exactly.
///
/// Eight moods. The listener stays in a mood with ρ ~ Beta(4, 5) on the whole, in each mood with
/// rᵢ ~ Beta(8ρ, 8(1 − ρ)); has popular moods p ~ Dirichlet(10, …, 10); and after leaving mood i goes
/// to the others with qᵢ ~ Dirichlet(4·p without i). In each context the row is multiplied by
/// exp(z) of the mood gone to, z ~ N(0, `daypartSpread`²) for each of the four dayparts plus
/// N(0, `contextSpread`²) for each of the eight contexts, and brought back to sum 1.
///
/// These constants were chosen for the two plain estimators to do as they did when the model was
/// designed (excess log-loss at 50, 200 and 2,000 steps: Jeffreys .328, .114, .013; sticky prior
/// .266, .114, .014), and for nothing else.
struct SimulatedListener {
  static let moodCount = 8
  static let stayStrength = 8.0
  static let moveStrength = 4.0

  let staying: Double
  let popularity: [Double]
  /// The rows in each context `[contexts][moods × moods]`.
  let rows: [[[Double]]]
  /// How often the listener is in each mood `[contexts][moods]`.
  let stationary: [[Double]]

  init(
    daypartSpread: Double = 0, contextSpread: Double = 0, using generator: inout SeededGenerator
  ) {
    let moods = 0..<Self.moodCount
    let staying = Self.beta(4, 5, &generator)
    let popularity = Self.dirichlet(moods.map { _ in 10 }, &generator)
    let plain = moods.map { mood in
      let stay = Self.beta(
        Self.stayStrength * staying, Self.stayStrength * (1 - staying), &generator)
      let moves = Self.dirichlet(
        moods.map { $0 == mood ? 0 : Self.moveStrength * popularity[$0] / (1 - popularity[mood]) },
        &generator)
      return moods.map { $0 == mood ? stay : (1 - stay) * moves[$0] }
    }
    let dayparts = Daypart.allCases.map { _ in
      moods.map { _ in daypartSpread * Self.normal(&generator) }
    }
    rows = ListeningContext.all.map { context in
      let shift = dayparts[context.daypart.rawValue].map {
        exp($0 + contextSpread * Self.normal(&generator))
      }
      return plain.map { Self.normalised(zip($0, shift).map(*)) }
    }
    stationary = rows.map { rows in
      (0..<200).reduce(Self.normalised(moods.map { _ in 1 })) { share, _ in
        moods.map { to in moods.reduce(0) { $0 + share[$1] * rows[$1][to] } }
      }
    }
    self.staying = staying
    self.popularity = popularity
  }

  /// The mood after `mood`.
  func next(
    after mood: Int, in context: ListeningContext, using generator: inout SeededGenerator
  ) -> Int {
    var rest = generator.nextUnit()
    for (next, probability) in rows[context.index][mood].enumerated() {
      rest -= probability
      if rest < 0 { return next }
    }
    return Self.moodCount - 1
  }

  /// By how many nats a step the forecast is worse, in `context`, than knowing the listener's rows:
  /// the Kullback–Leibler divergence, each mood weighted by how often the listener is in it.
  func excess(
    in context: ListeningContext = ListeningContext.all[0], of forecast: (Int) -> [Double]
  ) -> Double {
    var excess = 0.0
    for (mood, share) in stationary[context.index].enumerated() {
      for (truth, foreseen) in zip(rows[context.index][mood], forecast(mood)) where truth > 0 {
        excess += share * truth * log(truth / foreseen)
      }
    }
    return excess
  }

  // MARK: - Random numbers

  private static func normalised(_ values: [Double]) -> [Double] {
    let sum = values.reduce(0, +)
    return values.map { $0 / sum }
  }

  private static func normal(_ generator: inout SeededGenerator) -> Double {
    (-2 * log(1 - generator.nextUnit())).squareRoot() * cos(2 * Double.pi * generator.nextUnit())
  }

  /// Marsaglia and Tsang, ACM Transactions on Mathematical Software 2000.
  private static func gamma(_ shape: Double, _ generator: inout SeededGenerator) -> Double {
    if shape <= 0 { return 0 }
    if shape < 1 {
      return gamma(shape + 1, &generator) * pow(1 - generator.nextUnit(), 1 / shape) + 1e-12
    }
    let d = shape - 1 / 3.0
    while true {
      let x = normal(&generator)
      let v = pow(1 + x / (9 * d).squareRoot(), 3)
      if v > 0, log(1 - generator.nextUnit()) < x * x / 2 + d - d * v + d * log(v) { return d * v }
    }
  }

  private static func beta(
    _ a: Double, _ b: Double, _ generator: inout SeededGenerator
  ) -> Double {
    let stay = gamma(a, &generator)
    return stay / (stay + gamma(b, &generator))
  }

  private static func dirichlet(
    _ shapes: [Double], _ generator: inout SeededGenerator
  ) -> [Double] {
    normalised(shapes.map { gamma($0, &generator) })
  }
}
