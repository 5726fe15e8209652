import Glibc
package import MusicModel

/// A tag in a mood and in the library.
package struct TagComparison: Hashable, Sendable {
  /// In the model's words.
  package let tag: String
  /// The mean probability over the mood's tracks, 0…1.
  package let here: Float
  /// The mean probability over the library, 0…1.
  package let library: Float
  /// ln((here + .01) / (library + .01)).
  package let lift: Float
}

/// Why a mood is called what it is called.
package struct MoodReason: Hashable, Sendable {
  /// A word and its anchor.
  package struct Adjective: Hashable, Sendable {
    package let word: String
    package let anchor: ValenceArousal
  }

  /// The adjective and where on the circumplex it belongs; nil for names in other words.
  package let adjective: Adjective?
  /// The tag behind the qualifier; nil without one.
  package let qualifier: TagComparison?
  /// Where the mood lies seen from the middle of the library.
  package let relative: ValenceArousal
  /// What the adjective was chosen by, see ``NamingPlace``.
  package let place: ValenceArousal
  /// The tags that set the mood apart from the library, at most five, most telling first.
  package let tags: [TagComparison]
}

extension MoodNamer {
  /// Why `mood` has its name.
  package func reason(for mood: MoodProfile) -> MoodReason {
    let lifts = lifts(of: mood)
    let words = mood.name.flatMap(Words.init)
    let place = place(of: mood)
    return MoodReason(
      adjective: words.map { .init(word: $0.adjective.word, anchor: $0.adjective.anchor) },
      qualifier: words?.lift(in: lifts).map(comparison), relative: place.relative,
      place: place.point,
      tags: TagLift.telling(lifts).filter { $0.lift > 0 }.prefix(5).map(comparison))
  }

  /// The tags in which two moods differ most: those likelier in `mood`, then those likelier in
  /// `other`, each against the other mood instead of the library.
  ///
  /// A difference counts by what a listener would notice of it: the rise of √p.
  package func differences(
    of mood: MoodProfile, from other: MoodProfile, limit: Int = 3
  ) -> (more: [TagComparison], less: [TagComparison]) {
    func rises(_ tags: [TagProbability], over others: [TagProbability]) -> [TagComparison] {
      TagLift.all(of: tags, in: others)
        .filter { $0.lift > 0.3 && $0.probability >= 0.04 }
        .sorted { Self.rise($0) > Self.rise($1) }.prefix(limit).map(Self.comparison)
    }
    return (rises(mood.tags, over: other.tags), rises(other.tags, over: mood.tags))
  }

  private static func rise(_ lift: TagLift) -> Float {
    lift.probability.squareRoot() - reference(lift).squareRoot()
  }

  private func comparison(_ lift: TagLift) -> TagComparison { Self.comparison(lift) }

  private static func comparison(_ lift: TagLift) -> TagComparison {
    TagComparison(
      tag: lift.tag, here: lift.probability, library: reference(lift), lift: lift.lift)
  }

  /// The probability that `lift` is measured against.
  private static func reference(_ lift: TagLift) -> Float {
    max(0, (lift.probability + 0.01) / expf(lift.lift) - 0.01)
  }
}
