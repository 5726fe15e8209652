import Clustering
import MusicModel

/// A word that could be part of a mood's name, and how much worse it is than the best one.
struct RankedQualifier: Hashable {
  let word: TagWord
  let cost: Float

  /// The qualifiers that are true of a mood, best first.
  ///
  /// A word's score is (lift + .3)·√p: what sets the mood apart among what can be heard in it. True
  /// means: likelier than 5 % and than a quarter of the likeliest tag, for a mood is not "punk"
  /// because one track in two hundred is, however rare punk is elsewhere; and either clearly likelier
  /// than in the library (1.4 times) or among the likeliest anyway. Genres go before instruments and
  /// voices, decades come last.
  static func all(_ lifts: [TagLift]) -> [RankedQualifier] {
    let likeliest = lifts.map(\.probability).max() ?? 0
    var costs: [TagWord: Float] = [:]
    for lift in lifts where lift.lift > -0.25 {
      guard lift.probability >= max(0.05, 0.25 * likeliest) else { continue }
      guard lift.lift > 0.35 || lift.probability >= 0.75 * likeliest else { continue }
      let word = TagWord(lift.tag)
      let handicap: Float
      switch word.role {
      case .genre: handicap = 0
      case .sound: handicap = 0.1
      case .era: handicap = 0.6
      case .feeling: continue
      }
      let cost = handicap - (lift.lift + 0.3) * lift.probability.squareRoot()
      costs[word] = min(costs[word] ?? .infinity, cost)
    }
    let sorted = costs.sorted { ($0.value, $0.key.readable) < ($1.value, $1.key.readable) }
    let best = sorted.first?.value ?? 0
    return sorted.prefix(8).map { RankedQualifier(word: $0.key, cost: $0.value - best) }
  }
}

/// An adjective that suits a mood's place, and how much worse it is than the nearest.
struct RankedAdjective: Hashable {
  let adjective: MoodAdjective
  let cost: Float

  /// The adjectives that agree with the place, from the nearest anchor to .6 farther.
  ///
  /// A tag that says the same brings its adjective closer, by .3 for a lift of 1 (2.7 times as
  /// likely) or more.
  static func all(at place: NamingPlace, lifts: [TagLift]) -> [RankedAdjective] {
    let liftOfTag = Dictionary(
      lifts.map { ($0.tag.lowercased(), $0.lift) }, uniquingKeysWith: max)
    let suitable: [RankedAdjective] = MoodAdjective.all.compactMap { adjective in
      guard adjective.agrees(with: place) else { return nil }
      let evidence = max(0, adjective.tags.compactMap { liftOfTag[$0] }.max() ?? 0)
      guard evidence > 0 || !adjective.needsTag else { return nil }
      let distance = adjective.anchor.squaredDistance(to: place.point).squareRoot()
      return RankedAdjective(adjective: adjective, cost: distance - 0.3 * min(evidence, 1))
    }
    let sorted = suitable.sorted {
      ($0.cost, $0.adjective.word) < ($1.cost, $1.adjective.word)
    }
    let best = sorted.first?.cost ?? 0
    return sorted.map { RankedAdjective(adjective: $0.adjective, cost: $0.cost - best) }
      .filter { $0.cost <= 0.6 }
  }
}

/// Gives words to moods, one each, at the least total cost.
struct WordAssignment<Word: Hashable> {
  /// What each mood could be given, with costs.
  let choices: [[(word: Word, cost: Float)]]

  /// A word a mood; nil where none is left.
  ///
  /// - Parameter sharing: what it costs when a second mood gets a word, and again the third; nil
  ///   when words are given once.
  func assigned(sharing: Float? = nil) -> [Word?] {
    var columnOfWord: [Word: Int] = [:]
    for choice in choices.joined() where columnOfWord[choice.word] == nil {
      columnOfWord[choice.word] = columnOfWord.count
    }
    let copies = sharing == nil ? 1 : max(1, choices.count)
    let columns = columnOfWord.count * copies
    var costs = [Double](repeating: .infinity, count: choices.count * columns)
    for (row, choices) in choices.enumerated() {
      for choice in choices {
        guard let column = columnOfWord[choice.word] else { continue }
        for copy in 0..<copies {
          costs[row * columns + column * copies + copy] =
            Double(choice.cost) + Double(copy) * Double(sharing ?? 0)
        }
      }
    }
    let wordAt = Dictionary(uniqueKeysWithValues: columnOfWord.map { ($0.value, $0.key) })
    return HungarianAssignment.minimumCost(costs, rows: choices.count, columns: columns)
      .map { $0.flatMap { wordAt[$0 / copies] } }
  }
}
