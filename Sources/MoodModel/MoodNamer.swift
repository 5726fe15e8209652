package import MusicModel

/// Names a set of moods: an adjective from valence and arousal, a qualifier from the tags.
///
/// - The listener's own names stay, always.
/// - A name once given stays too, unless it has become plainly wrong: its adjective has the opposite
///   sign of a valence or arousal beyond ±.15, or lies at the other end of the plane, or its
///   qualifier is less than half as likely in the mood as in the library. In a library that has just
///   grown much, it also has to be nearly as good as the best: see ``Loyalty``. All that has to be
///   kept for this is the name itself. A mood without tracks keeps its name: nothing speaks against
///   it.
/// - New names are given in two steps, each as apt as possible for all moods together (the
///   Hungarian method). First the qualifiers: moods share one only where the next best would be much
///   worse. Then the adjectives: moods that share a qualifier, or have two of a kind, get adjectives
///   of different families, so that no two names mean the same; others rather not the same one. A
///   number is the very last resort.
package struct MoodNamer: Sendable {
  private let library: [TagProbability]
  private let centre: ValenceArousal

  /// Takes the mean probability of every tag over the whole library, and its barycentre on the
  /// circumplex, which names are partly relative to: see ``NamingPlace``.
  package init(
    libraryTags: [TagProbability],
    centre: ValenceArousal = ValenceArousal(valence: 0, arousal: 0)
  ) {
    library = libraryTags
    self.centre = centre
  }

  /// How good a name has to be to stay.
  package enum Loyalty: Sendable {
    /// It stays unless it is plainly wrong: names are what people remember.
    case settled
    /// It also has to be about as apt as a new name: the library was much smaller when the moods were
    /// formed before, as during a first index, and a name from a handful of tracks tells little.
    case growing
    /// None stays but the listener's, and those of moods without tracks.
    case afresh

    /// How much worse than the best adjective and qualifier a name may be that stays.
    fileprivate static let margin: (adjective: Float, qualifier: Float) = (0.15, 0.08)
  }

  /// What an adjective costs that a mood with another qualifier has.
  private static let repetitionCost: Float = 0.15

  /// What a second mood with the same qualifier costs, on the scale of ``RankedQualifier``.
  private static let sharingCost: Float = 0.12

  /// The name of each mood, in their order.
  package func names(
    for moods: [MoodProfile], loyalty: Loyalty = .settled
  ) -> [MoodName] {
    let lifts = moods.map { TagLift.all(of: $0.tags, in: library) }
    let telling = lifts.map(TagLift.telling)
    let places = moods.map { NamingPlace($0.position, in: centre) }
    var names = keptNames(of: moods, places: places, lifts: lifts, loyalty)
    var taken = Set(names.compactMap { $0?.slug })

    let unnamed = moods.indices.filter { names[$0] == nil }
    let qualifiers = qualifiers(
      for: unnamed.map { telling[$0] },
      given: names.compactMap { $0.flatMap(Words.init)?.qualifier?.kin })
    let groups = Dictionary(grouping: unnamed.indices) { qualifiers[$0]?.kin ?? "" }
    for (kin, group) in groups.sorted(by: { $0.key < $1.key }) {
      let rows = group.map { unnamed[$0] }
      let given = names.compactMap { $0.flatMap(Words.init) }
      let repeated = Set(given.map(\.adjective))
      let choices = rows.map { row in
        RankedAdjective.all(at: places[row], lifts: telling[row]).map {
          RankedAdjective(
            adjective: $0.adjective,
            cost: $0.cost + (repeated.contains($0.adjective) ? Self.repetitionCost : 0))
        }
        .sorted { ($0.cost, $0.adjective.word) < ($1.cost, $1.adjective.word) }
      }
      let families = given.filter { ($0.qualifier?.kin ?? "") == kin }.map(\.adjective.family)
      let adjectives = Self.adjectives(choices, avoiding: Set(families))
      for (index, row) in rows.enumerated() {
        let words = [adjectives[index]?.word, qualifiers[group[index]]?.readable]
        let name = words.compactMap(\.self).joined(separator: " ")
        let slug = MoodSlug.make(from: name)
        guard adjectives[index] != nil, taken.insert(slug).inserted else { continue }
        names[row] = MoodName(slug: slug, name: name)
      }
    }
    return moods.indices.map { row in
      var name = names[row] ?? numbered(places[row], telling[row], avoiding: taken)
      taken.insert(name.slug)
      name.tags = telling[row].filter { $0.lift > 0 }.prefix(5).map(\.tag)
      return name
    }
  }

  /// The qualifier of each of some moods; nil where no tag is both true and telling. Those `given` to
  /// others are shared at the usual cost.
  private func qualifiers(for lifts: [[TagLift]], given: [String]) -> [TagWord?] {
    let holders = Dictionary(given.map { ($0, 1) }, uniquingKeysWith: +)
    let ranked = lifts.map { lifts in
      RankedQualifier.all(lifts).map {
        RankedQualifier(
          word: $0.word, cost: $0.cost + Float(holders[$0.word.kin] ?? 0) * Self.sharingCost)
      }
    }
    // Moods contend for kinds of words; each then has its own best word of the kind.
    let best = ranked.map { ranked in
      Dictionary(
        ranked.map { ($0.word.kin, $0) }, uniquingKeysWith: { $0.cost <= $1.cost ? $0 : $1 })
    }
    let kins = WordAssignment(choices: best.map { $0.map { (word: $0.key, cost: $0.value.cost) } })
      .assigned(sharing: Self.sharingCost)
    return zip(best, kins).map { best, kin in kin.flatMap { best[$0]?.word } }
  }

  /// An adjective for each mood of a group with one kind of qualifier: of different families as far
  /// as there are any, then at least different; nil where none is left.
  private static func adjectives(
    _ choices: [[RankedAdjective]], avoiding families: Set<MoodAdjective.Family>
  ) -> [MoodAdjective?] {
    let byFamily = choices.map { choices in
      Dictionary(grouping: choices) { $0.adjective.family }.filter { !families.contains($0.key) }
        .compactMapValues(\.first)
    }
    let assigned = WordAssignment(
      choices: byFamily.map { $0.map { (word: $0.key, cost: $0.value.cost) } }
    ).assigned()
    var adjectives = zip(byFamily, assigned).map { choices, family in
      family.flatMap { choices[$0]?.adjective }
    }
    let used = Set(adjectives.compactMap(\.self))
    let rest = choices.indices.filter { adjectives[$0] == nil }
    let others = WordAssignment(
      choices: rest.map { row in
        choices[row].filter { !used.contains($0.adjective) }
          .map { (word: $0.adjective, cost: $0.cost) }
      }
    ).assigned()
    for (row, adjective) in zip(rest, others) { adjectives[row] = adjective }
    return adjectives
  }

  /// The names that stay; of two moods with one slug the listener's, or else the first, keeps it.
  private func keptNames(
    of moods: [MoodProfile], places: [NamingPlace], lifts: [[TagLift]], _ loyalty: Loyalty
  ) -> [MoodName?] {
    var taken = Set(moods.filter(\.isNamedByListener).compactMap { $0.name?.slug })
    return moods.indices.map { row in
      let mood = moods[row]
      guard let name = mood.name else { return nil }
      if mood.isNamedByListener { return name }
      let isWrong =
        mood.trackCount > 0
        && (loyalty == .afresh || Self.isWrong(name, at: places[row], lifts: lifts[row])
          || loyalty == .growing && !Self.isApt(name, at: places[row], lifts: lifts[row]))
      return !isWrong && taken.insert(name.slug).inserted ? name : nil
    }
  }

  private static func isWrong(_ name: MoodName, at place: NamingPlace, lifts: [TagLift]) -> Bool {
    // Names in words not known here are nobody's to judge.
    guard let words = Words(name) else { return false }
    if words.adjective.isWrong(at: place) { return true }
    return words.lift(in: lifts).map { $0.lift < halfAsLikely } ?? false
  }

  /// True of a name that is nearly as good as the one the mood would get now.
  private static func isApt(_ name: MoodName, at place: NamingPlace, lifts: [TagLift]) -> Bool {
    guard let words = Words(name) else { return true }
    let telling = TagLift.telling(lifts)
    let adjective = RankedAdjective.all(at: place, lifts: telling)
      .first { $0.adjective == words.adjective }
    guard let adjective, adjective.cost <= Loyalty.margin.adjective else { return false }
    let qualifiers = RankedQualifier.all(telling)
    guard let qualifier = words.qualifier else { return qualifiers.isEmpty }
    return qualifiers.contains {
      $0.word.readable == qualifier.readable && $0.cost <= Loyalty.margin.qualifier
    }
  }

  /// ln ½, as a log-lift.
  private static let halfAsLikely: Float = -0.693_147_2

  /// A mood's first choice with a number behind it.
  private func numbered(
    _ place: NamingPlace, _ lifts: [TagLift], avoiding taken: Set<String>
  ) -> MoodName {
    let words = [
      RankedAdjective.all(at: place, lifts: lifts).first?.adjective.word,
      RankedQualifier.all(lifts).first?.word.readable,
    ].compactMap(\.self)
    let name = words.isEmpty ? "Mood" : words.joined(separator: " ")
    let slug = MoodSlug.make(from: name, avoiding: taken)
    let number = slug.split(separator: "-").last.flatMap { Int($0) }
    return MoodName(slug: slug, name: number.map { "\(name) \($0)" } ?? name)
  }
}

extension MoodNamer {
  /// A name taken apart again.
  struct Words {
    let adjective: MoodAdjective
    let qualifier: TagWord?

    /// Nil for a name that does not begin with an adjective known here.
    init?(_ name: MoodName) {
      guard let adjective = MoodAdjective(openingName: name.name) else { return nil }
      self.adjective = adjective
      let rest = name.name.split(separator: " ").dropFirst().filter { Int($0) == nil }
        .joined(separator: " ")
      qualifier = rest.isEmpty ? nil : TagWord(rest)
    }

    /// The likeliest tag that the qualifier may stand for.
    func lift(in lifts: [TagLift]) -> TagLift? {
      guard let qualifier else { return nil }
      return lifts.filter { TagWord($0.tag).readable == qualifier.readable }
        .max { $0.lift < $1.lift }
    }
  }

  /// What the library is compared with.
  func place(of mood: MoodProfile) -> NamingPlace { NamingPlace(mood.position, in: centre) }

  /// Every tag of a mood against the library, most telling first.
  func lifts(of mood: MoodProfile) -> [TagLift] { TagLift.all(of: mood.tags, in: library) }
}
