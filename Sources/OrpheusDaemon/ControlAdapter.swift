import ControlProtocol
import ControlTransport
import LibraryStorage
import MusicModel
import Settings
import SystemPackage

/// Translates requests into calls of the services, and what they return into replies. It decides
/// nothing itself.
struct ControlAdapter: Sendable {
  let status: StatusService
  let music: FolderWatch
  let historyFolders: [FolderWatch]
  let history: HistoryService
  let forecasts: ForecastService
  let evaluation: EvaluationService
  let analysis: AnalysisService
  let moods: MoodService
  let choice: ModelChoice
  let crashes: CrashRecord
  let store: LibraryStore
  let journal: ChangeJournal
  let upkeep: UpkeepService
  /// The folder of the database.
  let state: FilePath
  /// Has a copy of the database take its place.
  let restore: @Sendable (_ made: Int64) -> Void

  /// Every method of the interface.
  func router() -> ControlRouter {
    var router = ControlRouter(product: "Orpheus", version: OrpheusVersion.current)
    addQueries(to: &router)
    addHistory(to: &router)
    addForecasts(to: &router)
    addEvaluation(to: &router)
    addCommands(to: &router)
    addIdentity(to: &router)
    addUpkeep(to: &router)
    addModels(to: &router)
    return router
  }

  private func addQueries(to router: inout ControlRouter) {
    router.on(StatusRequest.self) { _, _ async throws(ControlError) in
      try await answering { () async throws(StoreError) in try await status.status() }
    }
    router.list(MoodsRequest.self) { request, _ async throws(ControlError) in
      try await moods(request)
    }
    router.on(MoodRequest.self) { request, _ async throws(ControlError) in
      let mood = try await mood(request.mood)
      return try await answering { () async throws(StoreError) in
        MoodReply(mood: try await info(of: mood))
      }
    }
    router.on(ExplainMoodRequest.self) { request, _ async throws(ControlError) in
      try await explain(request)
    }
    router.list(TracksRequest.self) { request, _ async throws(ControlError) in
      try await tracks(request)
    }
    router.on(TrackRequest.self) { request, _ async throws(ControlError) in
      try await track(request)
    }
    router.list(PlaylistRequest.self) { request, _ async throws(ControlError) in
      try await playlist(request)
    }
    router.stream(MonitorRequest.self) { request, _, send in
      try await monitor(request) { try await send($0) }
    }
  }

  private func addCommands(to router: inout ControlRouter) {
    router.on(RenameMoodRequest.self, access: .change) { request, _ async throws(ControlError) in
      try requireRoom()
      let mood = try await mood(request.mood)
      let name = request.name.trimmingSpaces
      // In bytes as well: what counts as one character may be of any length.
      guard (1...100).contains(name.count), name.utf8.count <= 1_000,
        !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      else {
        throw .invalidRequest(reason: "a name has 1 to 100 characters on one line")
      }
      return try await answering { () async throws(StoreError) in
        MoodReply(mood: try await info(of: try await moods.rename(mood.id, to: name)))
      }
    }
    router.on(RefitMoodsRequest.self, access: .change) { _, _ async throws(ControlError) in
      guard moods.successor.value == nil else {
        throw .invalidRequest(
          reason: "another model is taking over, and forms the moods anew; wait for it: "
            + "orpheusctl sync")
      }
      return try await answering { () async throws(StoreError) in
        let fittedOn = try await moods.refit()
        return RefitMoodsReply(
          moodSpace: moods.spaceOrigin.value, tracks: fittedOn ?? 0,
          moods: try await store.moods().count)
      }
    }
    router.on(SyncRequest.self) { request, _ async throws(ControlError) in
      try await sync(seconds: request.seconds)
    }
    router.on(RescanRequest.self, access: .change) { request, _ async throws(ControlError) in
      try await rescan(request)
    }
    router.on(RetryRequest.self, access: .change) { request, _ async throws(ControlError) in
      try await retry(request)
    }
    router.on(PauseRequest.self, access: .change) { _, _ async throws(ControlError) in
      await analysis.pause()
      await journal.note(.health)
      return EmptyReply()
    }
    router.on(ResumeRequest.self, access: .change) { _, _ async throws(ControlError) in
      crashes.forgive()
      await status.health.clear(.crashes)
      await analysis.resume()
      await journal.note(.health)
      return EmptyReply()
    }
  }

  // MARK: - Following the library

  private static let year = 31_536_000.0

  private func sync(seconds: Double?) async throws(ControlError) -> EmptyReply {
    // A first index of a large library takes hours; how long to wait is the client's to say.
    let seconds = seconds ?? Self.year
    guard seconds > 0, seconds.isFinite else {
      throw .invalidRequest(reason: "seconds has to be a positive number")
    }
    let deadline = ContinuousClock.now + .seconds(min(seconds, Self.year))
    let isSettled = try await answering { () async throws(StoreError) in
      for folders in [music] + historyFolders {
        guard await folders.waitUntilCaughtUp(until: deadline) else { return false }
      }
      guard try await analysis.waitUntilSettled(until: deadline) else { return false }
      return await history.waitUntilSettled(until: deadline)
    }
    guard isSettled else {
      let pending = try await answering { () async throws(StoreError) in
        try await store.counts().pending
      }
      throw .timedOut(pending: pending)
    }
    return EmptyReply()
  }

  private func rescan(_ request: RescanRequest) async throws(ControlError) -> EmptyReply {
    guard let text = request.path else {
      for folders in [music] + historyFolders { await folders.rescan(below: nil) }
      return EmptyReply()
    }
    let directory = try path(text, request.pathBase64)
    var isWatched = false
    for folders in [music] + historyFolders where await folders.covers(directory) {
      isWatched = true
      await folders.rescan(below: directory)
    }
    guard isWatched else {
      throw .invalidRequest(reason: "\(directory) is not in a watched folder")
    }
    return EmptyReply()
  }

  private func retry(_ request: RetryRequest) async throws(ControlError) -> RetryReply {
    var place: FilePath?
    if let text = request.path { place = try path(text, request.pathBase64) }
    let chosen = place
    return try await answering { () async throws(StoreError) in
      RetryReply(tracks: try await analysis.retry(chosen))
    }
  }

  private func monitor(
    _ request: MonitorRequest, send: (MonitorReply) async throws -> Void
  ) async throws {
    var topics = Set(Topic.allCases)
    if let names = request.topics {
      topics = try Set(
        names.map { (name) throws(ControlError) in
          guard let topic = Topic(rawValue: name) else {
            throw .invalidRequest(
              reason: "there is no topic \(name): library, moods, session and health are")
          }
          return topic
        })
    }
    var seen: Int
    if let since = request.since {
      seen = since
    } else {
      seen = await journal.generation
      try await send(MonitorReply(generation: seen, topics: [], fresh: false))
    }
    while let change = await journal.change(in: topics, after: seen) {
      seen = change.generation
      try await send(
        MonitorReply(
          generation: seen, topics: change.topics.map(\.rawValue).sorted(), fresh: change.isFresh))
    }
  }
}

extension String {
  /// The string without white space at both ends.
  fileprivate var trimmingSpaces: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}

/// Reads a path of a request.
func path(_ text: String, _ base64: String?) throws(ControlError) -> FilePath {
  guard let wire = WirePath(text: text, base64: base64) else {
    throw .invalidRequest(reason: "path_b64 is not base64 of a path")
  }
  guard wire.path.isAbsolute else {
    throw .invalidRequest(reason: "\(text) is not an absolute path")
  }
  return wire.path.lexicallyNormalized()
}

/// Runs `body`, turning a failure of the store into an answer for the client.
func answering<Value>(
  _ body: () async throws(StoreError) -> Value
) async throws(ControlError) -> Value {
  do throws(StoreError) {
    return try await body()
  } catch {
    throw .failed(reason: error.message)
  }
}
