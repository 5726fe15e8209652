// What clients ask about listening.

/// `Now() -> …`: the running session, its mood, and what tends to follow.
package struct NowRequest: ControlRequest {
  package typealias Reply = NowReply
  package static let method = "Now"

  /// A request without parameters.
  package init() {}
}

/// `Next(moods, tracks, cursor) -> …`: what to play next.
package struct NextRequest: ControlRequest {
  package typealias Reply = NextReply
  package static let method = "Next"

  /// Moods wanted; 5 unless stated.
  package var moods: Int?
  /// Tracks wanted for each mood; 3 unless stated.
  package var tracks: Int?
  /// The ``NextReply/cursor`` of the page before.
  package var cursor: String?

  /// Asks for the `moods` likeliest moods after `cursor` with `tracks` tracks each.
  package init(moods: Int? = nil, tracks: Int? = nil, cursor: String? = nil) {
    self.moods = moods
    self.tracks = tracks
    self.cursor = cursor
  }
}

/// `Transitions(context) -> …`: what follows what.
package struct TransitionsRequest: ControlRequest {
  package typealias Reply = TransitionsReply
  package static let method = "Transitions"

  /// A `ListeningContext` as text, for example `weekday-evening`; nil for the whole.
  package var context: String?

  /// Asks for the transitions in `context`.
  package init(context: String? = nil) { self.context = context }
}

/// `Sessions(since, limit, cursor) -> …`: one page of sessions, latest first.
package struct SessionsRequest: ControlRequest {
  package typealias Reply = SessionsReply
  package static let method = "Sessions"

  /// Only sessions that ended after this time, in seconds since 1970, UTC.
  package var since: Int?
  /// Rows wanted in the reply; at most 500 come.
  package var limit: Int?
  /// The ``SessionsReply/cursor`` of the page before.
  package var cursor: String?

  /// Asks for the page after `cursor`, the first when it is nil.
  package init(since: Int? = nil, limit: Int? = nil, cursor: String? = nil) {
    self.since = since
    self.limit = limit
    self.cursor = cursor
  }
}

/// `History(limit, cursor) -> …`: one page of plays, latest first.
package struct HistoryRequest: ControlRequest {
  package typealias Reply = HistoryReply
  package static let method = "History"

  /// Rows wanted in the reply; at most 500 come.
  package var limit: Int?
  /// The ``HistoryReply/cursor`` of the page before.
  package var cursor: String?

  /// Asks for the page after `cursor`, the first when it is nil.
  package init(limit: Int? = nil, cursor: String? = nil) {
    self.limit = limit
    self.cursor = cursor
  }
}

/// `UnmatchedHistory(limit, cursor) -> …`: what was played and is not here, most played first.
package struct UnmatchedHistoryRequest: ControlRequest {
  package typealias Reply = UnmatchedHistoryReply
  package static let method = "UnmatchedHistory"

  /// Rows wanted in the reply; at most 500 come.
  package var limit: Int?
  /// The ``UnmatchedHistoryReply/cursor`` of the page before.
  package var cursor: String?

  /// Asks for the page after `cursor`, the first when it is nil.
  package init(limit: Int? = nil, cursor: String? = nil) {
    self.limit = limit
    self.cursor = cursor
  }
}

/// `HistoryStats(limit, cursor) -> …`: what histories there are and what they came to.
package struct HistoryStatsRequest: ControlRequest {
  package typealias Reply = HistoryStatsReply
  package static let method = "HistoryStats"

  /// Sources wanted in the reply; at most 500 come.
  package var limit: Int?
  /// The ``HistoryStatsReply/cursor`` of the page before.
  package var cursor: String?

  /// Asks for the page after `cursor`, the first when it is nil.
  package init(limit: Int? = nil, cursor: String? = nil) {
    self.limit = limit
    self.cursor = cursor
  }
}

/// `ImportHistory(path, path_b64) -> …`: reads one history file; a stream when called with `more`.
package struct ImportHistoryRequest: ControlRequest {
  package typealias Reply = ImportHistoryReply
  package static let method = "ImportHistory"

  /// The file's path as text.
  package var path: String
  /// The file's path as bytes, where the text cannot hold them; see ``WirePath``.
  package var pathBase64: String?

  /// Asks for the file at `path` to be read.
  package init(path: WirePath) {
    self.path = path.text
    self.pathBase64 = path.base64
  }

  enum CodingKeys: String, CodingKey {
    case path
    case pathBase64 = "path_b64"
  }
}

/// `EvaluateTransitions(share) -> …`: how well what comes next is foreseen.
package struct EvaluateTransitionsRequest: ControlRequest {
  package typealias Reply = EvaluateTransitionsReply
  package static let method = "EvaluateTransitions"

  /// The share of the history, its latest part, to measure on; 0.2 unless stated.
  package var share: Double?

  /// Asks to measure on the last `share` of the history.
  package init(share: Double? = nil) { self.share = share }
}

/// `MoodsByTime() -> …`: which moods are played when.
package struct MoodsByTimeRequest: ControlRequest {
  package typealias Reply = MoodsByTimeReply
  package static let method = "MoodsByTime"

  /// A request without parameters.
  package init() {}
}
