import ControlProtocol
import ControlTransport

/// Whoever answers requests: the daemon at the other end of a socket, or a test.
protocol ControlCaller {
  /// Sends `request` and waits for its reply.
  ///
  /// - Throws: ``ControlError`` as the daemon answered, ``ControlClientError`` when it did not.
  func call<Request: ControlRequest>(_ request: Request) async throws -> Request.Reply

  /// Sends `request` with `more` and gives its replies as they come.
  func stream<Request: ControlRequest>(
    _ request: Request
  ) -> AsyncThrowingStream<Request.Reply, any Error>
}

extension ControlClient: ControlCaller {}

extension ControlCaller {
  /// Every mood.
  func moods() async throws -> [MoodInfo] {
    try await pages(limit: nil) { size, cursor in
      let reply = try await call(MoodsRequest(limit: size, cursor: cursor))
      return (reply.moods, reply.cursor)
    }
  }

  /// Every track that matches, page after page, at most `limit` of them.
  func tracks(mood: String?, state: String?, limit: Int?) async throws -> [TrackInfo] {
    try await pages(limit: limit) { size, cursor in
      let reply = try await call(
        TracksRequest(mood: mood, state: state, limit: size, cursor: cursor))
      return (reply.tracks, reply.cursor)
    }
  }

  /// A mood and its tracks, most typical first, at most `limit` of them.
  func playlist(
    of mood: String, limit: Int?
  ) async throws -> (mood: MoodInfo, entries: [PlaylistEntry]) {
    var found: MoodInfo?
    let entries = try await pages(limit: limit) { size, cursor in
      let reply = try await call(PlaylistRequest(mood: mood, limit: size, cursor: cursor))
      found = found ?? reply.mood
      return (reply.entries, reply.cursor)
    }
    guard let found else { throw CommandFailure(message: "the daemon gave no playlist") }
    return (found, entries)
  }

  /// What is known of one file, under the first of its names the daemon knows.
  ///
  /// - Throws: the error about the first name when none is known.
  func track(_ names: [WirePath], embedding: Bool) async throws -> TrackInfo {
    var first: ControlError?
    for name in names {
      do {
        return try await call(TrackRequest(path: name, embedding: embedding ? true : nil)).track
      } catch let error as ControlError {
        guard case .trackNotFound = error else { throw error }
        first = first ?? error
      }
    }
    throw first ?? ControlError.trackNotFound(path: "")
  }

  /// Sessions that ended after `since` (seconds since 1970, UTC), latest first, at most `limit`.
  func sessions(since: Int?, limit: Int?) async throws -> [SessionInfo] {
    try await pages(limit: limit) { size, cursor in
      let reply = try await call(SessionsRequest(since: since, limit: size, cursor: cursor))
      return (reply.sessions, reply.cursor)
    }
  }

  /// Plays, latest first, at most `limit` of them.
  func listens(limit: Int?) async throws -> [ListenInfo] {
    try await pages(limit: limit) { size, cursor in
      let reply = try await call(HistoryRequest(limit: size, cursor: cursor))
      return (reply.listens, reply.cursor)
    }
  }

  /// Recordings that are no track here, most played first, at most `limit` of them.
  func unmatched(limit: Int?) async throws -> [UnmatchedRecordingInfo] {
    try await pages(limit: limit) { size, cursor in
      let reply = try await call(UnmatchedHistoryRequest(limit: size, cursor: cursor))
      return (reply.recordings, reply.cursor)
    }
  }

  /// What histories there are, all of them, and what they came to.
  func historyStats() async throws -> HistoryStatsReply {
    var last: HistoryStatsReply?
    let sources = try await pages(limit: nil) { size, cursor in
      let reply = try await call(HistoryStatsRequest(limit: size, cursor: cursor))
      last = reply
      return (reply.sources, reply.cursor)
    }
    guard var stats = last else { throw CommandFailure(message: "the daemon gave no figures") }
    stats.sources = sources
    stats.cursor = nil
    return stats
  }

  /// What may come next: `moods` moods with `tracks` tracks each, or as many as the daemon thinks.
  func next(moods: Int?, tracks: Int?) async throws -> NextReply {
    var reply = try await call(NextRequest(moods: moods, tracks: tracks))
    // Unless a number was asked for, what the daemon gives is enough.
    while let moods, reply.moods.count < moods, let cursor = reply.cursor {
      let more = try await call(
        NextRequest(moods: moods - reply.moods.count, tracks: tracks, cursor: cursor))
      // A cursor that does not move would be followed for ever.
      guard more.cursor != cursor else { break }
      reply.moods += more.moods
      reply.cursor = more.cursor
    }
    reply.cursor = nil
    return reply
  }

  /// Follows a cursor to its end.
  ///
  /// - Parameter next: gets the size of a page and the cursor to continue from.
  private func pages<Row>(
    limit: Int?, _ next: (Int, String?) async throws -> ([Row], String?)
  ) async throws -> [Row] {
    // The most rows a reply may hold; see the interface's description of Tracks.
    let largest = 500
    var rows: [Row] = []
    var cursor: String?
    repeat {
      let wanted = limit.map { min(largest, $0 - rows.count) } ?? largest
      let (page, following) = try await next(wanted, cursor)
      rows += page
      // A cursor that does not move would be followed for ever.
      guard following != cursor else { break }
      cursor = following
    } while cursor != nil && rows.count < limit ?? .max
    return limit.map { Array(rows.prefix($0)) } ?? rows
  }
}
