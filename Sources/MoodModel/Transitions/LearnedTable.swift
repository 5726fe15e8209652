import MusicModel

/// Where a stored number belongs in a table.
struct TablePlace: Hashable {
  /// Places among the moods there are.
  var from: Int?
  var to: Int?
  var context: ListeningContext?
}

/// What the numbers of a table are about, and so how they are laid out.
enum TableShape {
  case from
  case to
  case pair
  /// Parts of the week × moods. A daypart is stored as its context on working days.
  case partTo(count: Int)
  case contextFrom
  case contextPair

  /// What the number at `index` is about.
  func place(of index: Int, moodCount: Int) -> TablePlace {
    let (rest, last) = index.quotientAndRemainder(dividingBy: moodCount)
    switch self {
    case .from: return TablePlace(from: last)
    case .to: return TablePlace(to: last)
    case .pair: return TablePlace(from: rest, to: last)
    case .partTo: return TablePlace(to: last, context: ListeningContext(index: rest))
    case .contextFrom: return TablePlace(from: last, context: ListeningContext(index: rest))
    case .contextPair:
      return TablePlace(
        from: rest % moodCount, to: last, context: ListeningContext(index: rest / moodCount))
    }
  }

  /// Where the number about `place` is; nil if a table of this shape has none.
  func index(of place: TablePlace, moodCount: Int) -> Int? {
    switch (self, place.from, place.to, place.context?.index) {
    case (.from, let from?, nil, nil): from
    case (.to, nil, let to?, nil): to
    case (.pair, let from?, let to?, nil): from * moodCount + to
    case (.partTo(let count), nil, let to?, let part?) where part < count: part * moodCount + to
    case (.contextFrom, let from?, nil, let part?): part * moodCount + from
    case (.contextPair, let from?, let to?, let part?): (part * moodCount + from) * moodCount + to
    default: nil
    }
  }
}

/// Numbers learned about moods, under the kind they are stored as.
struct LearnedTable {
  var kind: String
  var shape: TableShape
  var path: WritableKeyPath<MoodTransitions, [Double]>

  /// Every table there is. With ``LearnedNumber/all`` the whole state: what is not listed here is
  /// not learned, but derived.
  static var all: [LearnedTable] {
    [
      LearnedTable(kind: "played", shape: .partTo(count: 8), path: \.usualMoods.played),
      LearnedTable(kind: "kept.stayed", shape: .from, path: \.whole.kept.stayed),
      LearnedTable(kind: "kept.left", shape: .from, path: \.whole.kept.left),
      LearnedTable(kind: "kept.arrived", shape: .to, path: \.whole.kept.arrived),
      LearnedTable(kind: "kept.moved", shape: .pair, path: \.whole.kept.moved),
      LearnedTable(kind: "recent.stayed", shape: .from, path: \.whole.recent.stayed),
      LearnedTable(kind: "recent.left", shape: .from, path: \.whole.recent.left),
      LearnedTable(kind: "recent.arrived", shape: .to, path: \.whole.recent.arrived),
      LearnedTable(kind: "recent.moved", shape: .pair, path: \.whole.recent.moved),
      LearnedTable(kind: "fresh.stayed", shape: .from, path: \.change.fresh.stayed),
      LearnedTable(kind: "fresh.left", shape: .from, path: \.change.fresh.left),
      LearnedTable(kind: "fresh.arrived", shape: .to, path: \.change.fresh.arrived),
      LearnedTable(kind: "fresh.moved", shape: .pair, path: \.change.fresh.moved),
      LearnedTable(
        kind: "daypart.seen", shape: .partTo(count: 4), path: \.contexts.dayparts.seen),
      LearnedTable(
        kind: "daypart.foreseen", shape: .partTo(count: 4), path: \.contexts.dayparts.foreseen),
      LearnedTable(
        kind: "context.seen", shape: .partTo(count: 8), path: \.contexts.contexts.seen),
      LearnedTable(
        kind: "context.foreseen", shape: .partTo(count: 8), path: \.contexts.contexts.foreseen),
      LearnedTable(
        kind: "context.departed", shape: .contextFrom, path: \.contexts.rows.departed),
      LearnedTable(
        kind: "context.followed", shape: .contextPair, path: \.contexts.rows.followed),
    ]
  }
}

/// A number learned that is about no mood, under the kind it is stored as.
struct LearnedNumber {
  var kind: String
  var path: WritableKeyPath<MoodTransitions, Double>

  /// Every number there is.
  static var all: [LearnedNumber] {
    [
      LearnedNumber(kind: "played.unit", path: \.usualMoods.unit.value),
      LearnedNumber(kind: "recent.unit", path: \.whole.recent.unit.value),
      LearnedNumber(kind: "context.unit", path: \.contexts.unit.value),
      LearnedNumber(kind: "fresh.evidence", path: \.change.evidence),
    ]
      + weights("stay.weight", StickyMixture.stayStrengths.count * 2, \.whole.stayWeights)
      + weights("move.weight", StickyMixture.moveStrengths.count * 2, \.whole.moveWeights)
      + weights("daypart.weight", 3, \.contexts.dayparts.weights)
      + weights("context.weight", 3, \.contexts.contexts.weights)
      + weights("row.weight", ContextRows.strengths.count + 1, \.contexts.rows.weights)
  }

  private static func weights(
    _ kind: String, _ count: Int, _ path: WritableKeyPath<MoodTransitions, ExpertWeights>
  ) -> [LearnedNumber] {
    (0..<count).map { index in
      LearnedNumber(kind: "\(kind).\(index)", path: path.appending(path: \.values[index]))
    }
  }
}
