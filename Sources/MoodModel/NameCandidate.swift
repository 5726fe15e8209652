import MusicModel

/// A name a mood could have, and how much worse it is than the mood's first choice.
struct NameCandidate: Hashable {
  let name: String
  let slug: String
  /// 0 for the first choice.
  let cost: Float

  /// Every name that suits a mood, the best first; never empty.
  static func all(for mood: MoodProfile, telling lifts: [TagLift]) -> [NameCandidate] {
    let adjectives = Ranked.adjectives(at: mood.position, lifts: lifts)
    let qualifiers = Ranked.qualifiers(lifts)
    let names = adjectives.enumerated().flatMap { rank, adjective in
      // A far adjective misleads more than a weak qualifier; .5 makes the second qualifier the
      // first way out as long as it is any good.
      let cost = 2 * adjective.cost + (rank == 0 ? 0 : 0.5)
      guard !qualifiers.isEmpty else { return [Self(words: [adjective.word], cost: cost)] }
      return qualifiers.map {
        Self(words: [adjective.word, $0.word], cost: cost + $0.cost)
      }
    }
    return names.sorted { ($0.cost, $0.slug) < ($1.cost, $1.slug) }
  }

  private init(words: [String], cost: Float) {
    name = words.joined(separator: " ")
    slug = MoodSlug.make(from: name)
    self.cost = cost
  }
}

/// A word and how much worse it is than the best.
private struct Ranked {
  let word: String
  var cost: Float

  /// The adjectives that agree with the position, from the nearest anchor to .6 farther.
  ///
  /// A tag that says the same brings its adjective closer, by .3 for a lift of 1 (2.7 times as
  /// likely) or more.
  static func adjectives(at position: ValenceArousal, lifts: [TagLift]) -> [Ranked] {
    let liftOfTag = Dictionary(
      lifts.map { ($0.tag.lowercased(), $0.lift) }, uniquingKeysWith: max)
    let suitable: [Ranked] = MoodAdjective.all.compactMap { adjective in
      guard adjective.agrees(with: position) else { return nil }
      let evidence = max(0, adjective.tags.compactMap { liftOfTag[$0] }.max() ?? 0)
      guard evidence > 0 || !adjective.needsTag else { return nil }
      let distance = adjective.anchor.squaredDistance(to: position).squareRoot()
      return Ranked(word: adjective.word, cost: distance - 0.3 * min(evidence, 1))
    }
    return relativeToBest(suitable).filter { $0.cost <= 0.6 }
  }

  /// The six best qualifiers among words no less likely than in the library.
  ///
  /// Of two equally telling words the likelier one wins; genres go before instruments and voices,
  /// and decades come last.
  static func qualifiers(_ lifts: [TagLift]) -> [Ranked] {
    var costs: [String: Float] = [:]
    for lift in lifts where lift.lift > -0.05 {
      let word = TagWord(lift.tag)
      let handicap: Float
      switch word.role {
      case .genre: handicap = 0
      case .sound: handicap = 0.15
      case .era: handicap = 0.6
      case .feeling: continue
      }
      let cost = handicap - lift.lift - 0.25 * lift.probability
      costs[word.readable] = min(costs[word.readable] ?? .infinity, cost)
    }
    return Array(relativeToBest(costs.map { Ranked(word: $0.key, cost: $0.value) }).prefix(6))
  }

  private static func relativeToBest(_ words: [Ranked]) -> [Ranked] {
    let sorted = words.sorted { ($0.cost, $0.word) < ($1.cost, $1.word) }
    let best = sorted.first?.cost ?? 0
    return sorted.map { Ranked(word: $0.word, cost: $0.cost - best) }
  }
}
