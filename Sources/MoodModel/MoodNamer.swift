import Clustering
package import MusicModel

/// Names a set of moods: an adjective from valence and arousal, a qualifier from the tags.
///
/// - The listener's own names stay, always.
/// - A name once given stays too, unless it has become wrong: its adjective has the opposite sign
///   of a valence or arousal beyond ±.15, or its qualifier is less than half as likely in the mood
///   as in the library. A mood without tracks keeps its name: nothing speaks against it.
/// - New names are unique, and together as apt as possible: the Hungarian method hands out pairs of
///   adjective and qualifier. A mood that does not get its first choice is mostly given its next
///   best qualifier, or else a neighbouring adjective; a number is the very last resort.
package struct MoodNamer: Sendable {
  private let library: [TagProbability]

  /// Takes the mean probability of every tag over the whole library.
  package init(libraryTags: [TagProbability]) { library = libraryTags }

  /// The name of each mood, in their order.
  package func names(for moods: [MoodProfile]) -> [MoodName] {
    let lifts = moods.map { TagLift.all(of: $0.tags, in: library) }
    var names = keptNames(of: moods, lifts: lifts)
    var taken = Set(names.compactMap { $0?.slug })

    let unnamed = moods.indices.filter { names[$0] == nil }
    let candidates = unnamed.map { row in
      NameCandidate.all(for: moods[row], telling: TagLift.telling(lifts[row]))
        .filter { !taken.contains($0.slug) }
    }
    for (row, chosen) in zip(unnamed, Self.assign(candidates)) {
      guard let chosen else { continue }
      names[row] = MoodName(slug: chosen.slug, name: chosen.name)
      taken.insert(chosen.slug)
    }
    return moods.indices.map { row in
      var name = names[row] ?? numbered(moods[row], lifts: lifts[row], avoiding: taken)
      taken.insert(name.slug)
      name.tags = TagLift.telling(lifts[row]).filter { $0.lift > 0 }.prefix(5).map(\.tag)
      return name
    }
  }

  /// The names that stay; of two moods with one slug the listener's, or else the first, keeps it.
  private func keptNames(of moods: [MoodProfile], lifts: [[TagLift]]) -> [MoodName?] {
    var taken = Set(moods.filter(\.isNamedByListener).compactMap { $0.name?.slug })
    return zip(moods, lifts).map { mood, lifts in
      guard let name = mood.name else { return nil }
      if mood.isNamedByListener { return name }
      let isWrong = mood.trackCount > 0 && Self.isContradicted(name.name, mood: mood, lifts: lifts)
      return !isWrong && taken.insert(name.slug).inserted ? name : nil
    }
  }

  private static func isContradicted(
    _ name: String, mood: MoodProfile, lifts: [TagLift]
  ) -> Bool {
    // Names in words not known here are nobody's to judge.
    guard let adjective = MoodAdjective(openingName: name) else { return false }
    if adjective.contradicts(mood.position) { return true }
    let qualifier = name.split(separator: " ").dropFirst().filter { Int($0) == nil }
      .joined(separator: " ").lowercased()
    let best = lifts.filter { TagWord($0.tag).readable.lowercased() == qualifier }.map(\.lift).max()
    return best.map { $0 < halfAsLikely } ?? false
  }

  /// ln ½, as a log-lift.
  private static let halfAsLikely: Float = -0.693_147_2

  /// One candidate a mood, all different, at the least total cost; nil where none is left.
  private static func assign(_ candidates: [[NameCandidate]]) -> [NameCandidate?] {
    var columnOfSlug: [String: Int] = [:]
    for candidate in candidates.joined() where columnOfSlug[candidate.slug] == nil {
      columnOfSlug[candidate.slug] = columnOfSlug.count
    }
    let columns = columnOfSlug.count
    var costs = [Double](repeating: .infinity, count: candidates.count * columns)
    var candidateAt: [Int: NameCandidate] = [:]
    for (row, choices) in candidates.enumerated() {
      for choice in choices {
        guard let column = columnOfSlug[choice.slug] else { continue }
        costs[row * columns + column] = Double(choice.cost)
        candidateAt[row * columns + column] = choice
      }
    }
    let pairs = HungarianAssignment.minimumCost(costs, rows: candidates.count, columns: columns)
    return pairs.enumerated().map { row, column in
      column.flatMap { candidateAt[row * columns + $0] }
    }
  }

  /// A mood's first choice with a number behind it.
  private func numbered(
    _ mood: MoodProfile, lifts: [TagLift], avoiding taken: Set<String>
  ) -> MoodName {
    let candidates = NameCandidate.all(for: mood, telling: TagLift.telling(lifts))
    let name = candidates.first?.name ?? "Mood"
    let slug = MoodSlug.make(from: name, avoiding: taken)
    let number = slug.split(separator: "-").last.flatMap { Int($0) }
    return MoodName(slug: slug, name: number.map { "\(name) \($0)" } ?? name)
  }
}
