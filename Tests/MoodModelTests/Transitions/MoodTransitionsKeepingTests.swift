import MoodModel
import MusicModel
import Testing

@Suite("Keeping mood transitions")
struct MoodTransitionsKeepingTests {
  typealias Entry = MoodTransitions.Entry

  private static let moods = [5, 2, 9, 4].map { MoodID(rawValue: $0) }

  /// Something learned, of which nothing is in its initial state.
  private static func learned(steps: Int = 400) -> MoodTransitions {
    var transitions = MoodTransitions(moods: moods)
    var random = RandomPlays(moods: moods, seed: 3)
    for _ in 0..<steps {
      let (from, to, context) = random.next()
      transitions.observePlay(to, in: context)
      transitions.observeTransition(from: from, to: to, in: context)
    }
    return transitions
  }

  @Test("loses no bit at any step, whether learned on from what was kept or without a break")
  func resuming() throws {
    var unbroken = MoodTransitions(moods: Self.moods)
    var resumed = unbroken
    var random = RandomPlays(moods: Self.moods, seed: 1)
    for index in 0..<500 {
      var (from, to, context) = random.next()
      // Habits change in the middle, so that starting over is among what is kept.
      if index > 250 { (from, to) = (from, [MoodShare(mood: Self.moods[index % 4], share: 1)]) }
      resumed = try #require(MoodTransitions(moods: Self.moods, entries: resumed.entries))
      #expect(resumed == unbroken)
      for shares in [from, []] {
        #expect(
          resumed.prediction(after: shares, in: context)
            == unbroken.prediction(after: shares, in: context))
      }
      resumed.observePlay(to, in: context)
      unbroken.observePlay(to, in: context)
      resumed.observeTransition(from: from, to: to, in: context)
      unbroken.observeTransition(from: from, to: to, in: context)
    }
  }

  @Test("learning anew from the same history gives the same")
  func rebuilding() {
    #expect(Self.learned() == Self.learned())
    #expect(Self.learned().entries == Self.learned().entries)
  }

  @Test("does not depend on the order of what was kept")
  func shuffled() {
    let learned = Self.learned()
    #expect(MoodTransitions(moods: Self.moods, entries: learned.entries.reversed()) == learned)
  }

  @Test("nothing kept is a beginning")
  func empty() {
    #expect(
      MoodTransitions(moods: Self.moods, entries: []) == MoodTransitions(moods: Self.moods))
  }

  @Test("keeps no noughts, and nothing twice")
  func frugal() {
    let entries = Self.learned().entries
    #expect(entries.allSatisfy { $0.value != 0 && $0.value.isFinite })
    let keys = entries.map { entry in
      Entry(kind: entry.kind, from: entry.from, to: entry.to, context: entry.context, value: 0)
    }
    #expect(Set(keys).count == keys.count)
  }

  /// What the counts of contexts are stored in is their own affair: in other units, and about to be
  /// scaled down, they say the same.
  @Test("foresees the same, to the last bit, before and after counts are scaled down")
  func scaling() throws {
    var plain = Self.learned()
    let larger = plain.entries.map { entry in
      let counts = ["daypart.", "context."].contains { entry.kind.hasPrefix($0) }
      var entry = entry
      if counts, !entry.kind.contains("weight") { entry.value *= 0x1p31 }
      return entry
    }
    var scaled = try #require(MoodTransitions(moods: Self.moods, entries: larger))
    #expect(scaled != plain)
    var random = RandomPlays(moods: Self.moods, seed: 4)
    for _ in 0..<3_000 {
      let (from, to, context) = random.next()
      plain.observeTransition(from: from, to: to, in: context)
      scaled.observeTransition(from: from, to: to, in: context)
      #expect(
        plain.prediction(after: to, in: context) == scaled.prediction(after: to, in: context))
    }
    // By then the units have met.
    #expect(scaled.entries.filter { $0.kind == "context.unit" }.allSatisfy { $0.value < 4 })
  }

  @Test(
    "refuses what makes no sense",
    arguments: [
      Entry(kind: "kept.moved", from: moods[0], to: MoodID(rawValue: 77), context: nil, value: 1),
      Entry(kind: "kept.moved", from: moods[0], to: nil, context: nil, value: 1),
      Entry(
        kind: "kept.moved", from: moods[0], to: moods[1], context: ListeningContext.all[0],
        value: 1),
      Entry(kind: "kept.moved", from: moods[0], to: moods[0], context: nil, value: 1),
      Entry(kind: "kept.moved", from: moods[0], to: moods[1], context: nil, value: 1e9),
      Entry(kind: "kept.stayed", from: moods[0], to: nil, context: nil, value: -1),
      Entry(kind: "kept.stayed", from: moods[0], to: nil, context: nil, value: .nan),
      Entry(kind: "kept.stayed", from: moods[0], to: nil, context: nil, value: .infinity),
      Entry(
        kind: "daypart.seen", from: nil, to: moods[0], context: ListeningContext.all[5], value: 1),
      Entry(kind: "daypart.seen", from: nil, to: moods[0], context: nil, value: 1),
      Entry(kind: "recent.unit", from: nil, to: nil, context: nil, value: 0),
      Entry(kind: "recent.unit", from: nil, to: nil, context: nil, value: 1e12),
      Entry(kind: "recent.unit", from: moods[0], to: nil, context: nil, value: 2),
      Entry(kind: "stay.weight.0", from: nil, to: nil, context: nil, value: 2),
      Entry(kind: "stay.weight.6", from: nil, to: nil, context: nil, value: 0.1),
      Entry(kind: "fresh.evidence", from: nil, to: nil, context: nil, value: 99),
      Entry(kind: "popularity", from: nil, to: moods[0], context: nil, value: 1),
    ])
  func refusal(of entry: Entry) {
    let kept = Self.learned().entries
    let others = kept.filter {
      ($0.kind, $0.from, $0.to) != (entry.kind, entry.from, entry.to)
        || $0.context != entry.context
    }
    #expect(MoodTransitions(moods: Self.moods, entries: others + [entry]) == nil)
  }

  @Test("refuses what is kept twice, and moods that have gone")
  func otherRefusals() {
    let kept = Self.learned().entries
    for entry in kept {
      #expect(MoodTransitions(moods: Self.moods, entries: kept + [entry]) == nil)
    }
    #expect(MoodTransitions(moods: Array(Self.moods.dropLast()), entries: kept) == nil)
  }
}
