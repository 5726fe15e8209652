import MoodModel
import MusicModel

/// Learns from sessions, one after the other. Pure: the same sessions in the same order give the
/// same to the last bit, in one go or in several.
struct HabitLearner {
  private(set) var transitions: MoodTransitions
  /// How often each mood was played in each context.
  private(set) var plays: [PlayKey: Double]
  /// Transitions learned from.
  private(set) var steps: Int

  struct PlayKey: Hashable {
    /// The index of the context.
    let context: Int
    let mood: MoodID
  }

  /// Starts with nothing learned.
  init(moods: [MoodID]) {
    self.init(transitions: MoodTransitions(moods: moods), plays: [:], steps: 0)
  }

  /// Goes on from what was learned before.
  init(transitions: MoodTransitions, plays: [PlayKey: Double], steps: Int) {
    self.transitions = transitions
    self.plays = plays
    self.steps = steps
  }

  /// Learns from the telling plays of one session. A step goes from each to the next, over whatever
  /// lies between, and belongs to the context it ends in.
  mutating func learn(_ session: [MoodPlay], localTime: LocalTime) {
    var previous: MoodPlay?
    for play in session {
      let context = localTime.context(at: play.start)
      if let previous {
        transitions.observeTransition(from: previous.shares, to: play.shares, in: context)
        steps += 1
      }
      transitions.observePlay(play.shares, in: context)
      for share in play.shares {
        plays[PlayKey(context: context.index, mood: share.mood), default: 0] += share.share
      }
      previous = play
    }
  }

  /// True when both would be stored as the same numbers.
  func agrees(with other: HabitLearner) -> Bool {
    transitions.moods == other.transitions.moods && plays == other.plays && steps == other.steps
      && transitions.entries == other.transitions.entries
  }

  /// For those who ask.
  var habits: LearnedHabits {
    LearnedHabits(
      transitions: transitions, steps: steps,
      plays: ListeningContext.all.map { context in
        let moods = transitions.moods.compactMap { mood in
          plays[PlayKey(context: context.index, mood: mood)].map {
            LearnedHabits.MoodPlays(mood: mood, plays: $0)
          }
        }
        return LearnedHabits.ContextPlays(
          context: context,
          moods: moods.sorted { ($1.plays, $0.mood.rawValue) < ($0.plays, $1.mood.rawValue) })
      })
  }
}
