/// One method of ``ControlInterface``: its name, what it takes and what it answers.
///
/// A request type *is* its parameters; encoding it gives the `parameters` object of the call.
package protocol ControlRequest: Codable, Sendable {
  /// What a successful reply carries.
  associatedtype Reply: Codable, Sendable

  /// The interface the method belongs to; ``ControlInterface/name`` unless stated.
  static var interface: String { get }

  /// The method's name without the interface's.
  static var method: String { get }

  /// How long a client waits for a reply before it takes the daemon for dead, in seconds; nil for
  /// ever.
  var patience: Double? { get }
}

extension ControlRequest {
  package static var interface: String { ControlInterface.name }

  /// The name the call carries, for example `org.orpheus.Control.Status`.
  package static var qualifiedMethod: String { "\(interface).\(method)" }
}

/// A reply without members.
package struct EmptyReply: Codable, Sendable {
  /// Makes the one value there is.
  package init() {}
}

/// `Status() -> …`: health, progress and counts.
package struct StatusRequest: ControlRequest {
  package typealias Reply = StatusReply
  package static let method = "Status"

  /// A request without parameters.
  package init() {}
}

/// `Moods(limit, cursor) -> …`: one page of moods, which holds all of them but for very long paths.
package struct MoodsRequest: ControlRequest {
  package typealias Reply = MoodsReply
  package static let method = "Moods"

  /// Rows wanted in the reply; at most 500 come.
  package var limit: Int?
  /// The ``MoodsReply/cursor`` of the page before.
  package var cursor: String?

  /// Asks for the page after `cursor`, the first when it is nil.
  package init(limit: Int? = nil, cursor: String? = nil) {
    self.limit = limit
    self.cursor = cursor
  }
}

/// `Mood(mood) -> …`: one mood.
package struct MoodRequest: ControlRequest {
  package typealias Reply = MoodReply
  package static let method = "Mood"

  /// An id, a slug or a name.
  package var mood: String

  /// Asks for the mood that `mood` means.
  package init(mood: String) { self.mood = mood }
}

/// `RenameMood(mood, name) -> …`: gives a mood a name that survives every refit.
package struct RenameMoodRequest: ControlRequest {
  package typealias Reply = MoodReply
  package static let method = "RenameMood"

  /// An id, a slug or the present name.
  package var mood: String
  /// The new name.
  package var name: String

  /// Asks to call `mood` `name` from now on.
  package init(mood: String, name: String) {
    self.mood = mood
    self.name = name
  }
}

/// `Tracks(mood, state, limit, cursor) -> …`: one page of tracks.
package struct TracksRequest: ControlRequest {
  package typealias Reply = TracksReply
  package static let method = "Tracks"

  /// Only tracks of this mood: an id, a slug or a name.
  package var mood: String?
  /// Only tracks in this state, a `TrackState` raw value.
  package var state: String?
  /// Rows wanted in the reply; at most 500 come.
  package var limit: Int?
  /// The ``TracksReply/cursor`` of the page before.
  package var cursor: String?

  /// Asks for the page after `cursor`, the first when it is nil.
  package init(
    mood: String? = nil, state: String? = nil, limit: Int? = nil, cursor: String? = nil
  ) {
    self.mood = mood
    self.state = state
    self.limit = limit
    self.cursor = cursor
  }
}

/// `Track(path, path_b64, embedding) -> …`: everything known about one file.
package struct TrackRequest: ControlRequest {
  package typealias Reply = TrackReply
  package static let method = "Track"

  /// The file's path as text.
  package var path: String
  /// The file's path as bytes, where the text cannot hold them; see ``WirePath``.
  package var pathBase64: String?
  /// True to get the embedding as well.
  package var embedding: Bool?

  /// Asks about the file at `path`.
  package init(path: WirePath, embedding: Bool? = nil) {
    self.path = path.text
    self.pathBase64 = path.base64
    self.embedding = embedding
  }

  enum CodingKeys: String, CodingKey {
    case path, embedding
    case pathBase64 = "path_b64"
  }
}

/// `Playlist(mood, limit, cursor) -> …`: one page of a mood's tracks, most typical first.
package struct PlaylistRequest: ControlRequest {
  package typealias Reply = PlaylistReply
  package static let method = "Playlist"

  /// An id, a slug or a name.
  package var mood: String
  /// Entries wanted in the reply; at most 500 come.
  package var limit: Int?
  /// The ``PlaylistReply/cursor`` of the page before.
  package var cursor: String?

  /// Asks for the page after `cursor`, the first when it is nil.
  package init(mood: String, limit: Int? = nil, cursor: String? = nil) {
    self.mood = mood
    self.limit = limit
    self.cursor = cursor
  }
}

/// `Sync(seconds) -> ()`: returns once everything that happened to the files has been dealt with.
package struct SyncRequest: ControlRequest {
  package typealias Reply = EmptyReply
  package static let method = "Sync"

  /// How long to wait before ``ControlError/timedOut(pending:)``; nil for as long as it takes.
  package var seconds: Double?

  /// Asks to wait for at most `seconds`.
  package init(seconds: Double? = nil) { self.seconds = seconds }
}

/// `RefitMoods() -> …`: fits the mood space anew.
package struct RefitMoodsRequest: ControlRequest {
  package typealias Reply = RefitMoodsReply
  package static let method = "RefitMoods"

  /// A request without parameters.
  package init() {}
}

/// `Rescan(path, path_b64) -> ()`: looks at every file again.
package struct RescanRequest: ControlRequest {
  package typealias Reply = EmptyReply
  package static let method = "Rescan"

  /// The folder to look below, as text; nil for every watched folder.
  package var path: String?
  /// The folder as bytes, where the text cannot hold them; see ``WirePath``.
  package var pathBase64: String?

  /// Asks for a rescan below `path`, everywhere when it is nil.
  package init(path: WirePath? = nil) {
    self.path = path?.text
    self.pathBase64 = path?.base64
  }

  enum CodingKeys: String, CodingKey {
    case path
    case pathBase64 = "path_b64"
  }
}

/// `Pause() -> ()`: no analysis is started until `Resume`.
package struct PauseRequest: ControlRequest {
  package typealias Reply = EmptyReply
  package static let method = "Pause"

  /// A request without parameters.
  package init() {}
}

/// `Resume() -> ()`: ends a pause.
package struct ResumeRequest: ControlRequest {
  package typealias Reply = EmptyReply
  package static let method = "Resume"

  /// A request without parameters.
  package init() {}
}

/// `Monitor(topics, since) -> …`, a stream: one reply a change, called with `more`.
package struct MonitorRequest: ControlRequest {
  package typealias Reply = MonitorReply
  package static let method = "Monitor"

  /// `Topic` raw values; nil for all.
  package var topics: [String]?
  /// The last generation the client knows; nil to begin with the present one.
  package var since: Int?

  /// Subscribes to `topics` from the generation after `since`.
  package init(topics: [String]? = nil, since: Int? = nil) {
    self.topics = topics
    self.since = since
  }
}
