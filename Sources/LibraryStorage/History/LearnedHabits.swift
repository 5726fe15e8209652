package import MoodModel
package import MusicModel

/// What was learned from listening.
package struct LearnedHabits: Hashable, Sendable {
  /// How often each mood was played in one context.
  package struct ContextPlays: Hashable, Sendable {
    package var context: ListeningContext
    /// Shares of plays, largest first; moods never played are left out.
    package var moods: [MoodPlays]

    /// Plays of known mood that were no skips.
    package var count: Double { moods.reduce(0) { $0 + $1.plays } }
  }

  /// How often one mood was played.
  package struct MoodPlays: Hashable, Sendable {
    package var mood: MoodID
    /// A play of two moods counts for each by its share.
    package var plays: Double
  }

  /// What tends to follow what, the running session included.
  package var transitions: MoodTransitions
  /// How many steps from play to play that was learned from, old ones as well.
  package var steps: Int
  /// Every context, in order of its index.
  package var plays: [ContextPlays]
}
