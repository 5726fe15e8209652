package import MusicModel

extension MoodTransitions {
  /// One stored number.
  package struct Entry: Hashable, Sendable {
    /// What the number counts; the method's own.
    package var kind: String
    /// Nil where the number is not about one mood.
    package var from: MoodID?
    package var to: MoodID?
    /// Nil where the number is not about one context.
    package var context: ListeningContext?
    package var value: Double

    /// Gathers one number.
    package init(
      kind: String, from: MoodID?, to: MoodID?, context: ListeningContext?, value: Double
    ) {
      self.kind = kind
      self.from = from
      self.to = to
      self.context = context
      self.value = value
    }
  }

  /// Everything learned, in a stable order; numbers that are nought are left out, and so are those
  /// that are as at the start.
  package var entries: [Entry] {
    let start = MoodTransitions(moods: moods)
    var entries: [Entry] = []
    for number in LearnedNumber.all {
      let value = self[keyPath: number.path]
      if value == start[keyPath: number.path] { continue }
      entries.append(
        Entry(kind: number.kind, from: nil, to: nil, context: nil, value: value))
    }
    for table in LearnedTable.all {
      for (index, value) in self[keyPath: table.path].enumerated() where value != 0 {
        let place = table.shape.place(of: index, moodCount: moods.count)
        entries.append(
          Entry(
            kind: table.kind, from: place.from.map { moods[$0] }, to: place.to.map { moods[$0] },
            context: place.context, value: value))
      }
    }
    return entries
  }

  /// Goes on from `entries`, to the last bit; nil when they make no sense for these moods.
  package init?(moods: [MoodID], entries: [Entry]) {
    self.init(moods: moods)
    let numbers = LearnedNumber.all
    let tables = LearnedTable.all
    let tableOfKind = Dictionary(uniqueKeysWithValues: tables.indices.map { (tables[$0].kind, $0) })
    let moodIndex = Dictionary(
      moods.indices.map { (moods[$0], $0) }, uniquingKeysWith: { first, _ in first })
    var values = tables.map { self[keyPath: $0.path] }
    var numbersSeen: Set<String> = []
    for entry in entries {
      guard entry.value.isFinite else { return nil }
      if let table = tableOfKind[entry.kind] {
        // A mood there is not must not pass for no mood.
        let from = entry.from.map { moodIndex[$0] ?? -1 }
        let to = entry.to.map { moodIndex[$0] ?? -1 }
        let place = TablePlace(from: from, to: to, context: entry.context)
        guard from != -1, to != -1, entry.value > 0,
          let index = tables[table].shape.index(of: place, moodCount: moods.count),
          values[table][index] == 0
        else { return nil }
        values[table][index] = entry.value
      } else {
        guard let number = numbers.first(where: { $0.kind == entry.kind }),
          entry.from == nil, entry.to == nil, entry.context == nil,
          numbersSeen.insert(entry.kind).inserted
        else { return nil }
        self[keyPath: number.path] = entry.value
      }
    }
    for (table, values) in zip(tables, values) { self[keyPath: table.path] = values }
    guard isSound else { return nil }
  }

  /// Whether learning can have led here.
  private var isSound: Bool {
    let weights = [
      whole.stayWeights, whole.moveWeights, contexts.dayparts.weights, contexts.contexts.weights,
      contexts.rows.weights,
    ]
    return weights.allSatisfy(\.areSound)
      && whole.kept.areSound && whole.recent.areSound && change.fresh.areSound
      && contexts.unit.isSound && usualMoods.unit.isSound
      && change.evidence >= HabitChangeDetector.hopeless
      && change.evidence <= HabitChangeDetector.enough
  }
}
