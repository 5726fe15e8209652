import Clustering
import MoodModel
import MusicModel

/// A listener listening, with the model and the plain estimators learning alongside.
struct SimulatedListening {
  static let moods = (1...SimulatedListener.moodCount).map { MoodID(rawValue: Int64($0)) }
  private static let shares = moods.map { [MoodShare(mood: $0, share: 1)] }

  var listener: SimulatedListener
  private(set) var transitions = MoodTransitions(moods: moods)
  private(set) var plain = PlainEstimator()
  private(set) var fading = PlainEstimator(halfLife: 250)
  private(set) var sinceChange = PlainEstimator()
  private(set) var plainInContext = ListeningContext.all.map { _ in PlainEstimator() }
  /// Contexts change after a tenth of the steps; false: it is always the same one.
  private let changesContext: Bool
  private var mood = 0
  private var context = ListeningContext.all[0]
  private var generator: SeededGenerator

  init(
    daypartSpread: Double = 0, contextSpread: Double = 0, changesContext: Bool = false,
    seed: UInt64
  ) {
    generator = SeededGenerator(seed: seed)
    listener = SimulatedListener(
      daypartSpread: daypartSpread, contextSpread: contextSpread, using: &generator)
    self.changesContext = changesContext
  }

  /// Turns into another listener altogether.
  mutating func changeHabits() {
    listener = SimulatedListener(using: &generator)
    sinceChange = PlainEstimator()
  }

  mutating func listen(steps: Int) {
    for _ in 0..<steps {
      if changesContext, generator.nextUnit() < 0.1 {
        context = ListeningContext.all[Int(generator.nextUnit() * 8)]
      }
      let next = listener.next(after: mood, in: context, using: &generator)
      transitions.observeTransition(
        from: Self.shares[mood], to: Self.shares[next], in: context)
      plain.add(mood, next)
      fading.add(mood, next)
      sinceChange.add(mood, next)
      plainInContext[context.index].add(mood, next)
      mood = next
    }
  }

  /// Excess log-loss of the model, in nats, where contexts make no difference.
  var learnedExcess: Double {
    listener.excess { transitions.prediction(after: Self.shares[$0], in: nil) }
  }

  /// Excess log-loss of the model, in nats, in the mean over all contexts.
  var learnedExcessInContext: Double {
    meanOverContexts { context in
      listener.excess(in: context) {
        transitions.prediction(after: Self.shares[$0], in: context)
      }
    }
  }

  func meanOverContexts(_ excess: (ListeningContext) -> Double) -> Double {
    ListeningContext.all.reduce(0) { $0 + excess($1) } / Double(ListeningContext.count)
  }
}

/// Means over many listeners, by the name of the estimator.
struct MeanExcess {
  private var sums: [String: Double] = [:]
  private var count = 0.0

  mutating func add(_ figures: [String: Double]) {
    count += 1
    sums.merge(figures, uniquingKeysWith: +)
  }

  subscript(_ name: String) -> Double { (sums[name] ?? .nan) / count }
}
