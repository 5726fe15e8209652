import Clustering
import MoodModel
import MusicModel
import Testing

@Suite("Mood transitions")
struct MoodTransitionsTests {
  private static let evening = ListeningContext(daypart: .evening, isWeekend: false)

  private static func moods(_ count: Int) -> [MoodID] {
    (0..<count).map { MoodID(rawValue: Int64($0 * 7 + 3)) }
  }

  private static func all(_ mood: MoodID) -> [MoodShare] { [MoodShare(mood: mood, share: 1)] }

  private static func expectDistribution(_ values: [Double], count: Int) {
    #expect(values.count == count)
    #expect(values.allSatisfy { $0 > 0 && $0.isFinite })
    if count > 0 { #expect(abs(values.reduce(0, +) - 1) < 1e-12) }
  }

  @Test("know nothing at first: half stays, the rest goes anywhere")
  func start() {
    let moods = Self.moods(3)
    let transitions = MoodTransitions(moods: moods)
    let row = transitions.prediction(after: Self.all(moods[1]), in: Self.evening)
    for (row, expected) in zip(row, [0.25, 0.5, 0.25]) { #expect(abs(row - expected) < 1e-15) }
    for share in transitions.prediction(after: [], in: nil) {
      #expect(abs(share - 1 / 3.0) < 1e-15)
    }
    #expect(transitions.evidence(in: nil) == [0, 0, 0])
    #expect(transitions.entries.isEmpty)
  }

  @Test("learn what follows what")
  func learning() {
    let moods = Self.moods(3)
    var transitions = MoodTransitions(moods: moods)
    for index in 0..<300 {
      transitions.observeTransition(
        from: Self.all(moods[index % 3]), to: Self.all(moods[(index + 1) % 3]), in: Self.evening)
    }
    for index in 0..<3 {
      let row = transitions.prediction(after: Self.all(moods[index]), in: Self.evening)
      #expect(row[(index + 1) % 3] > 0.9)
    }
    let evidence = transitions.evidence(in: Self.evening)
    #expect(evidence.allSatisfy { $0 > 80 && $0 < 100 })
    let morning = ListeningContext(daypart: .morning, isWeekend: false)
    #expect(transitions.evidence(in: morning) == [0, 0, 0])
  }

  @Test("count a step between tracks of several moods for every pair")
  func softShares() {
    let moods = Self.moods(3)
    var transitions = MoodTransitions(moods: moods)
    transitions.observeTransition(
      from: [MoodShare(mood: moods[0], share: 0.75), MoodShare(mood: moods[1], share: 0.25)],
      to: [MoodShare(mood: moods[1], share: 0.5), MoodShare(mood: moods[2], share: 0.5)],
      in: Self.evening)
    let counted = Dictionary(
      uniqueKeysWithValues: transitions.entries.filter { $0.kind.hasPrefix("kept.") }.map {
        ("\($0.kind) \($0.from?.rawValue ?? 0) \($0.to?.rawValue ?? 0)", $0.value)
      })
    #expect(
      counted == [
        "kept.moved 3 10": 0.375, "kept.moved 3 17": 0.375, "kept.moved 10 17": 0.125,
        "kept.stayed 10 0": 0.125, "kept.left 3 0": 0.75, "kept.left 10 0": 0.125,
        "kept.arrived 0 10": 0.375, "kept.arrived 0 17": 0.5,
      ])
  }

  @Test("foresee after a track of several moods what each of them foresees, by its share")
  func softPrediction() {
    let moods = Self.moods(3)
    var transitions = MoodTransitions(moods: moods)
    for _ in 0..<20 {
      transitions.observeTransition(
        from: Self.all(moods[0]), to: Self.all(moods[2]), in: Self.evening)
    }
    for context in [nil, Self.evening] {
      let first = transitions.prediction(after: Self.all(moods[0]), in: context)
      let second = transitions.prediction(after: Self.all(moods[1]), in: context)
      let both = transitions.prediction(
        after: [MoodShare(mood: moods[0], share: 0.25), MoodShare(mood: moods[1], share: 0.75)],
        in: context)
      for mood in 0..<3 {
        #expect(abs(both[mood] - (0.25 * first[mood] + 0.75 * second[mood])) < 1e-12)
      }
    }
  }

  @Test("ignore moods there are not, and shares that say nothing")
  func unknownMoods() {
    let moods = Self.moods(2)
    let stranger = Self.all(MoodID(rawValue: 99))
    let rubbish = [
      MoodShare(mood: moods[0], share: .nan), MoodShare(mood: moods[1], share: -1),
      MoodShare(mood: moods[1], share: 0),
    ]
    var transitions = MoodTransitions(moods: moods)
    for nothing in [[], stranger, rubbish] {
      transitions.observePlay(nothing, in: Self.evening)
      transitions.observeTransition(from: nothing, to: Self.all(moods[0]), in: Self.evening)
      transitions.observeTransition(from: Self.all(moods[0]), to: nothing, in: Self.evening)
      #expect(
        transitions.prediction(after: nothing, in: Self.evening)
          == transitions.usual(in: Self.evening))
    }
    #expect(transitions == MoodTransitions(moods: moods))
    #expect(
      transitions.prediction(after: stranger + Self.all(moods[0]), in: nil)
        == transitions.prediction(after: Self.all(moods[0]), in: nil))
  }

  @Test("start a session with what is usual in the context")
  func sessionStart() {
    let moods = Self.moods(2)
    let morning = ListeningContext(daypart: .morning, isWeekend: true)
    var transitions = MoodTransitions(moods: moods)
    for _ in 0..<50 {
      transitions.observePlay(Self.all(moods[0]), in: Self.evening)
      transitions.observePlay(Self.all(moods[1]), in: morning)
    }
    #expect(transitions.prediction(after: [], in: Self.evening)[0] > 0.8)
    #expect(transitions.prediction(after: [], in: morning)[0] < 0.2)
    #expect(abs(transitions.prediction(after: [], in: nil)[0] - 0.5) < 0.02)
  }

  @Test("get along with one mood, and with none")
  func fewMoods() {
    var none = MoodTransitions(moods: [])
    let shares = Self.all(MoodID(rawValue: 1))
    none.observePlay(shares, in: Self.evening)
    none.observeTransition(from: shares, to: shares, in: Self.evening)
    #expect(none.prediction(after: shares, in: Self.evening) == [])
    #expect(none.usual(in: nil) == [])
    #expect(none.evidence(in: nil) == [])

    var one = MoodTransitions(moods: [MoodID(rawValue: 1)])
    for _ in 0..<500 {
      one.observePlay(shares, in: Self.evening)
      one.observeTransition(from: shares, to: shares, in: Self.evening)
    }
    #expect(one.prediction(after: shares, in: Self.evening) == [1])
    #expect(one.prediction(after: shares, in: nil) == [1])
    #expect(one.prediction(after: [], in: nil) == [1])
  }

  @Test("are distributions whatever was learned", arguments: [1, 2, 3, 8, 24])
  func invariants(count: Int) {
    let moods = Self.moods(count)
    var random = RandomPlays(moods: moods, seed: UInt64(count))
    var transitions = MoodTransitions(moods: moods)
    for index in 0..<600 {
      let (from, to, context) = random.next()
      transitions.observePlay(to, in: context)
      transitions.observeTransition(from: from, to: to, in: context)
      guard index % 20 == 0 else { continue }
      Self.expectDistribution(transitions.prediction(after: to, in: context), count: count)
      Self.expectDistribution(transitions.prediction(after: to, in: nil), count: count)
      Self.expectDistribution(transitions.prediction(after: [], in: context), count: count)
      Self.expectDistribution(transitions.usual(in: context), count: count)
      #expect(transitions.evidence(in: context).allSatisfy { $0 >= 0 && $0.isFinite })
    }
  }

  /// A million steps are some minutes without optimisation. What matters in so many is that numbers
  /// are scaled down in time, which half-lives of hundreds of steps bring about long before.
  @Test("stay finite over many half-lives")
  func longRun() {
    let moods = Self.moods(2)
    var transitions = MoodTransitions(moods: moods)
    for index in 0..<20_000 {
      let mood = Self.all(moods[index / 1_000 % 2])
      transitions.observePlay(mood, in: Self.evening)
      transitions.observeTransition(from: mood, to: mood, in: Self.evening)
    }
    for mood in moods {
      Self.expectDistribution(
        transitions.prediction(after: Self.all(mood), in: Self.evening), count: 2)
      #expect(transitions.prediction(after: Self.all(mood), in: nil).max() ?? 0 > 0.95)
    }
  }
}

/// Random steps, now between single moods, now between several, unknown ones among them.
struct RandomPlays {
  let moods: [MoodID]
  private var generator: SeededGenerator

  init(moods: [MoodID], seed: UInt64) {
    self.moods = moods
    generator = SeededGenerator(seed: seed)
  }

  mutating func next() -> (from: [MoodShare], to: [MoodShare], context: ListeningContext) {
    (shares(), shares(), ListeningContext.all[below(8)])
  }

  private mutating func below(_ bound: Int) -> Int { Int(generator.nextUnit() * Double(bound)) }

  private mutating func shares() -> [MoodShare] {
    // Squared, so that some moods are frequent and others rare.
    let place = generator.nextUnit() * generator.nextUnit()
    let mood = moods[Int(place * Double(moods.count))]
    guard below(3) == 0 else { return [MoodShare(mood: mood, share: 1)] }
    let share = generator.nextUnit()
    let other = below(10) == 0 ? MoodID(rawValue: 1_000) : moods[below(moods.count)]
    return [MoodShare(mood: mood, share: share), MoodShare(mood: other, share: 1 - share)]
  }
}
