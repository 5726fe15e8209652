package import ListeningHistory
package import MusicModel

/// A play, with the track it was matched to.
package struct ListenListing: Hashable, Sendable {
  /// The track a recording was matched to, and why.
  package struct Match: Hashable, Sendable {
    /// With its mood, if it has one.
    package var track: Track
    package var kind: MatchKind
    /// 0…1
    package var score: Double
  }

  /// Seconds since 1970, UTC.
  package var start: Int64
  /// Seconds since 1970, UTC.
  package var end: Int64
  /// 0 for a skip, else 1.
  package var weight: Double
  /// The format of the history whose report stands for the play.
  package var format: HistoryFormat
  /// What the history calls the recording.
  package var heard: HeardRecording
  /// Nil when it is none of the library.
  package var match: Match?
}

/// A recording that was played and is no track of the library.
package struct UnmatchedRecording: Hashable, Sendable {
  package var heard: HeardRecording
  /// How often it was played.
  package var listens: Int
  /// When it was last played, in seconds since 1970, UTC.
  package var last: Int64
}

/// A session with its moods.
package struct SessionListing: Hashable, Sendable {
  package var session: Session
  /// The mean over its plays that were no skips and whose mood is known, largest first; empty
  /// without any.
  package var moods: [MoodShare]
}

/// What one call of ``LibraryStore/matchDue(limit:roots:)`` came to.
package struct MatchOutcome: Hashable, Sendable {
  /// Recordings that were looked for.
  package var examined = 0
  /// Those now matched to another track than before, or to none.
  package var changed = 0
  /// True while there is more to do.
  package var remaining = false
}

/// What one call of ``LibraryStore/learnHistory(gap:localTime:now:)`` came to.
package struct HistoryLearning: Hashable, Sendable {
  /// True when everything was learned anew.
  package var isRebuilt = false
  /// Sessions learned from in this call.
  package var sessions = 0
}
