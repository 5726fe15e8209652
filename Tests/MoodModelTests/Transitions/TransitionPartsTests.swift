import MusicModel
import Testing

@testable import MoodModel

/// The parts of the model, against numbers worked out by hand.
@Suite("The parts of mood transitions")
struct TransitionPartsTests {
  private static let moods = (1...3).map { MoodID(rawValue: $0) }

  private static func step(_ from: Int, _ to: Int) throws -> SoftTransition {
    try #require(
      SoftTransition(
        from: [MoodShare(mood: moods[from], share: 1)],
        to: [MoodShare(mood: moods[to], share: 1)], among: moods))
  }

  @Test("a mood that shows nothing itself does as moods do on the whole")
  func prior() throws {
    var counts = TransitionCounts(moodCount: 3)
    counts.add(try Self.step(0, 0))
    counts.add(try Self.step(0, 0))
    counts.add(try Self.step(0, 1))
    // ρ = (2 stays + 2) / (3 steps + 4); arrivals with pseudocounts: 2, 3, 2.
    let seen = Departure(from: 0, in: counts)
    #expect(abs(seen.stayProbability(strength: 8) - (2 + 8 * 4 / 7.0) / 11) < 1e-15)
    let toSecond = seen.moveProbability(to: 1, strength: 6, in: counts)
    let toThird = seen.moveProbability(to: 2, strength: 6, in: counts)
    #expect(abs(toSecond - (1 + 6 * 3 / 5.0) / 7) < 1e-15)
    #expect(abs(toThird - (0 + 6 * 2 / 5.0) / 7) < 1e-15)

    let unseen = Departure(from: 2, in: counts)
    #expect(abs(unseen.stayProbability(strength: 8) - 4 / 7.0) < 1e-15)
    #expect(abs(unseen.moveProbability(to: 0, strength: 6, in: counts) - 2 / 5.0) < 1e-15)
    #expect(abs(unseen.moveProbability(to: 1, strength: 6, in: counts) - 3 / 5.0) < 1e-15)
  }

  @Test("counts halve with every half-life of steps, and the newest counts in full")
  func fading() throws {
    var counts = TransitionCounts(moodCount: 3, halfLife: 2)
    counts.add(try Self.step(0, 1))
    counts.add(try Self.step(1, 1))
    counts.add(try Self.step(1, 2))
    let expected = [0.5, 1 + 0.5.squareRoot(), 0]
    for (departures, expected) in zip(counts.departures, expected) {
      #expect(abs(departures - expected) < 1e-12)
    }
    #expect(abs(counts.total - (1.5 + 0.5.squareRoot())) < 1e-12)
  }

  @Test("counts do not outgrow what a number holds")
  func longFading() throws {
    var counts = TransitionCounts(moodCount: 3, halfLife: 10)
    for _ in 0..<20 { counts.add(try Self.step(0, 1)) }
    let there = try Self.step(1, 2)
    let back = try Self.step(2, 1)
    for _ in 0..<5_000 {
      counts.add(there)
      counts.add(back)
    }
    // Of the first mood nothing is left; all else is the sum of a geometric series.
    #expect(counts.moved[1] == 0)
    #expect(counts.areSound)
    var expected = 0.0
    for _ in 0..<2_000 { expected = expected * 0.933_032_991_536_807_4 + 1 }
    #expect(abs(counts.total - expected) < 1e-6)
  }

  @Test("fading is exact, as often as the counts are scaled down")
  func unit() {
    var unit = FadingUnit(halfLife: 1)
    var scaledDown = 0
    for _ in 0..<1_000_000 where unit.advance() { scaledDown += 1 }
    // 2^32 is reached, but not passed, once in the beginning.
    #expect(scaledDown == 31_249)
    #expect(unit.value == 0x1p32)
    #expect(unit.isSound)
    #expect(FadingUnit.scaledDown([0x1p32, 3 * 0x1p31, 1e-3, 0]) == [1, 1.5, 0, 0])
  }

  @Test("weights go to who foresaw best, but for a little shared out")
  func weights() {
    var weights = ExpertWeights(count: 2)
    weights.learn([0.8, 0.2])
    #expect(abs(weights.values[0] - (0.999 * 0.8 + 0.0005)) < 1e-15)
    #expect(abs(weights.values[1] - (0.999 * 0.2 + 0.0005)) < 1e-15)
    for _ in 0..<1_000_000 { weights.learn([0.9, 0.01]) }
    #expect(weights.areSound)
    // Who was wrong a million times is believed again within a dozen steps.
    for _ in 0..<12 { weights.learn([0.2, 0.6]) }
    #expect(weights.values[1] > 0.9)
  }

  @Test("a popular mood is one that comes more often than foreseen")
  func popularity() throws {
    var shift = PopularityShift(partCount: 2, moodCount: 3, strengths: [4])
    let row = [0.5, 0.3, 0.2]
    let unit = FadingUnit(halfLife: nil)
    let before = shift.learn(
      try Self.step(1, 0), foreseen: [row], in: 1, unit: unit)
    for (before, row) in zip(before[0], row) { #expect(abs(before - row) < 1e-15) }
    // Seen 1, 0, 0 and foreseen .5, .3, .2 times; before, both experts said the same.
    let factors = [5 / 4.5, 4 / 4.3, 4 / 4.2]
    let sum = zip(row, factors).reduce(0) { $0 + $1.0 * $1.1 }
    let shifted = shift.shifted(row, in: 1, unit: unit)
    for mood in 0..<3 {
      let expected = 0.5 * row[mood] + 0.5 * row[mood] * factors[mood] / sum
      #expect(abs(shifted[mood] - expected) < 1e-15)
    }
    for (other, row) in zip(shift.shifted(row, in: 0, unit: unit), row) {
      #expect(abs(other - row) < 1e-15)
    }
  }

  @Test("a context's own rows back off to what is foreseen without them")
  func contextRows() throws {
    var rows = ContextRows(moodCount: 3)
    let row = [0.5, 0.3, 0.2]
    let unit = FadingUnit(halfLife: nil)
    let context = ListeningContext.all[6]
    rows.learn(try Self.step(1, 0), foreseen: [row], in: context, unit: unit)
    let refined = rows.refined(row, after: 1, in: context, unit: unit)
    for mood in 0..<3 {
      let seen = mood == 0 ? 1.0 : 0
      let expected =
        ((seen + 20 * row[mood]) / 21 + (seen + 80 * row[mood]) / 81 + row[mood]) / 3
      #expect(abs(refined[mood] - expected) < 1e-15)
    }
    let elsewhere = rows.refined(row, after: 1, in: ListeningContext.all[5], unit: unit)
    for (elsewhere, row) in zip(elsewhere, row) { #expect(abs(elsewhere - row) < 1e-15) }
  }

  @Test("a change of habits is noticed only when what came since is foreseen far better")
  func change() throws {
    var detector = HabitChangeDetector(moodCount: 3)
    let step = try Self.step(0, 1)
    // Foreseen as well as it can be: nothing to notice, however long.
    for _ in 0..<1_000 { #expect(detector.learn(step, foreseen: 0.999) == nil) }
    // Foreseen badly all of a sudden.
    var steps = 0
    var since: TransitionCounts?
    while since == nil, steps < 100 {
      since = detector.learn(step, foreseen: 0.01)
      steps += 1
    }
    #expect(steps < 10)
    #expect(try #require(since).total >= Double(steps))
    #expect(detector == HabitChangeDetector(moodCount: 3))
  }

  @Test("the usual moods of a context back off to the daypart and the whole")
  func usual() throws {
    var usual = UsualMoods(moodCount: 2)
    let parts = [SoftTransition.Part(mood: 0, share: 1)]
    let saturday = ListeningContext(daypart: .night, isWeekend: true)
    usual.add(parts, in: saturday)
    // .5 for each mood, then 20 plays' worth of what is coarser.
    let whole = 1.5 / 2
    let daypart = (1 + 20 * whole) / 21
    let context = (1 + 20 * daypart) / 21
    let friday = ListeningContext(daypart: .night, isWeekend: false)
    let morning = ListeningContext(daypart: .morning, isWeekend: true)
    #expect(abs(usual.distribution(in: nil)[0] - whole) < 1e-15)
    #expect(abs(usual.distribution(in: saturday)[0] - context) < 1e-15)
    #expect(abs(usual.distribution(in: friday)[0] - daypart) < 1e-15)
    #expect(abs(usual.distribution(in: morning)[0] - whole) < 1e-15)
  }
}
