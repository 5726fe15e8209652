import ControlProtocol
import ControlTransport
import HistoryFiles
import LibraryStorage
import ListeningHistory
import MoodModel
import MusicModel
import SystemPackage

// Listening history, and what is learned from it.
extension ControlAdapter {
  func addHistory(to router: inout ControlRouter) {
    router.list(HistoryRequest.self) { request, _ async throws(ControlError) in
      let limit = try pageLimit(request.limit)
      return try await answering { () async throws(StoreError) in
        let page = try await inPieces(limit: limit, after: request.cursor) {
          (cursor, limit) async throws(StoreError) in
          try await store.listens(after: cursor, limit: limit)
        }
        let moods = try await moodsByID()
        return HistoryReply(
          listens: page.items.map { ListenInfo($0, moods: moods) }, cursor: page.cursor)
      }
    }
    router.list(UnmatchedHistoryRequest.self) { request, _ async throws(ControlError) in
      let limit = try pageLimit(request.limit)
      return try await answering { () async throws(StoreError) in
        let page = try await inPieces(limit: limit, after: request.cursor) {
          (cursor, limit) async throws(StoreError) in
          try await store.unmatchedRecordings(after: cursor, limit: limit)
        }
        return UnmatchedHistoryReply(
          recordings: page.items.map { UnmatchedRecordingInfo($0) }, cursor: page.cursor)
      }
    }
    router.list(HistoryStatsRequest.self) { request, _ async throws(ControlError) in
      let limit = try pageLimit(request.limit)
      return try await answering { () async throws(StoreError) in
        let page = try await inPieces(limit: limit, after: request.cursor) {
          (cursor, limit) async throws(StoreError) in
          try await store.historySources(
            after: cursor, limit: limit, damages: HistorySourceInfo.damagesShown)
        }
        let counts = store.figures.history
        return HistoryStatsReply(
          listens: counts.listens, matched: counts.matched, unmatched: counts.unmatched,
          sources: page.items.map { HistorySourceInfo($0) }, cursor: page.cursor)
      }
    }
    router.list(SessionsRequest.self) { request, _ async throws(ControlError) in
      try await sessions(request)
    }
    router.progress(ImportHistoryRequest.self, access: .change) { request, _, send in
      try await importHistory(request) { try await send($0) }
    }
  }

  func addForecasts(to router: inout ControlRouter) {
    router.on(NowRequest.self, effort: .page) { _, _ async throws(ControlError) in
      try await present()
    }
    router.list(NextRequest.self) { request, _ async throws(ControlError) in
      try await next(request)
    }
    router.on(TransitionsRequest.self, effort: .page) { request, _ async throws(ControlError) in
      try await transitions(request)
    }
    router.on(EvaluateTransitionsRequest.self, effort: .long) {
      request, _ async throws(ControlError) in
      let share = request.share ?? 0.2
      guard share > 0, share < 1 else {
        throw .invalidRequest(reason: "share has to lie between 0 and 1")
      }
      return try await answering { () async throws(StoreError) in
        EvaluateTransitionsReply(try await forecasts.evaluation(holdingOut: share))
      }
    }
    router.on(MoodsByTimeRequest.self, effort: .page) { _, _ async throws(ControlError) in
      try await moodsByTime()
    }
  }

  // MARK: - History

  private func sessions(_ request: SessionsRequest) async throws(ControlError) -> SessionsReply {
    let limit = try pageLimit(request.limit)
    return try await answering { () async throws(StoreError) in
      try await history.learn()
      let page = try await store.sessions(
        endedAfter: request.since.map(Int64.init), gap: await history.rules.gap,
        after: request.cursor, limit: limit)
      let moods = try await moodsByID()
      return SessionsReply(
        sessions: page.items.map { item in
          SessionInfo(
            start: Int(item.session.start), end: Int(item.session.end),
            listens: item.session.listens, moods: item.moods.compactMap { $0.info(moods) })
        }, cursor: page.cursor)
    }
  }

  private func importHistory(
    _ request: ImportHistoryRequest, send: @Sendable (ImportHistoryReply) async throws -> Void
  ) async throws -> ImportHistoryReply {
    let path = try path(request.path, request.pathBase64)
    try requireRoom()
    do {
      let report = try await history.read(path) { report in
        try await send(ImportHistoryReply(report, isDone: false))
      }
      guard report.isHistory else {
        throw ControlError.invalidRequest(
          reason: "\(path) is not a listening history of a kind Orpheus knows")
      }
      return ImportHistoryReply(report, isDone: true)
    } catch let error as HistoryFileError {
      throw ControlError.failed(reason: "\(error)")
    } catch let error as StoreError {
      throw ControlError.failed(reason: error.message)
    }
  }

  // MARK: - The present

  private func present() async throws(ControlError) -> NowReply {
    try await answering { () async throws(StoreError) in
      let present = try await forecasts.present()
      let forecast = try await forecasts.forecast(after: present)
      let moods = try await moodsByID()
      let position = present?.mood.position
      return NowReply(
        session: present.map { RunningSessionInfo($0, moods: moods) },
        moods: (present?.mood.shares ?? []).compactMap { $0.info(moods) },
        valence: position.map { Double($0.valence) }, arousal: position.map { Double($0.arousal) },
        context: forecast.context.description,
        follows: forecast.knowsListener ? forecast.shares.compactMap { $0.info(moods) } : [],
        evidence: forecast.evidence)
    }
  }

  private func next(_ request: NextRequest) async throws(ControlError) -> NextReply {
    let count = try pageLimit(request.moods ?? 5)
    let tracks = min(try pageLimit(request.tracks ?? 3), 50)
    let skipped = try rank(request.cursor)
    return try await answering { () async throws(StoreError) in
      let present = try await forecasts.present()
      let forecast = try await forecasts.forecast(after: present)
      let moods = try await moodsByID()
      var shares = forecast.shares.filter { moods[$0.mood]?.trackCount ?? 0 > 0 }
      if !forecast.knowsListener {
        // Nothing is known of the listener: the larger a mood is here, the likelier it is.
        let total = Double(max(1, moods.values.reduce(0) { $0 + $1.trackCount }))
        shares = moods.values
          .map { MoodShare(mood: $0.id, share: Double($0.trackCount) / total) }
          .filter { $0.share > 0 }
          .sorted { ($1.share, $0.mood.rawValue) < ($0.share, $1.mood.rawValue) }
      }
      var answer: [NextMoodInfo] = []
      let left = shares.dropFirst(skipped)
      for share in left.prefix(count) {
        guard let mood = moods[share.mood] else { continue }
        let suggestions = try await forecasts.suggestions(
          from: mood.id, during: present, limit: tracks)
        answer.append(
          NextMoodInfo(
            id: Int(mood.id.rawValue), slug: mood.slug, name: mood.name,
            probability: share.share, tracks: suggestions.map(PlaylistEntry.init)))
      }
      return NextReply(
        moods: answer,
        basis: !forecast.knowsListener ? "library" : forecast.isInSession ? "session" : "habits",
        context: forecast.context.description,
        cursor: left.count > count ? String(skipped + count) : nil)
    }
  }

  /// A cursor of `Next` is how many moods came before.
  private func rank(_ cursor: String?) throws(ControlError) -> Int {
    guard let cursor else { return 0 }
    guard let rank = Int(cursor), rank >= 0 else {
      throw .invalidRequest(reason: "The cursor is not one of this listing.")
    }
    return rank
  }

  // MARK: - What was learned

  private func transitions(
    _ request: TransitionsRequest
  ) async throws(ControlError) -> TransitionsReply {
    var context: ListeningContext?
    if let name = request.context {
      context = ListeningContext(name)
      guard context != nil else {
        let names = ListeningContext.all.map(\.description).joined(separator: ", ")
        throw .invalidRequest(reason: "there is no context \(name); the contexts are \(names)")
      }
    }
    let contextInUse = context
    return try await answering { () async throws(StoreError) in
      let transitions = try await forecasts.habits().transitions
      let moods = try await moodsByID()
      let evidence = transitions.evidence(in: contextInUse)
      // A mood may have gone since; then its column goes with its row.
      let living = transitions.moods.indices.filter { moods[transitions.moods[$0]] != nil }
      return TransitionsReply(
        context: request.context,
        rows: living.compactMap { index in
          let id = transitions.moods[index]
          guard let mood = moods[id] else { return nil }
          let row = transitions.prediction(
            after: [MoodShare(mood: id, share: 1)], in: contextInUse)
          return TransitionRowInfo(
            id: Int(id.rawValue), slug: mood.slug, name: mood.name,
            probabilities: living.map { row[$0] }, evidence: evidence[index])
        },
        transitions: Int(transitions.transitionCount.rounded()), model: MoodTransitions.version)
    }
  }

  private func moodsByTime() async throws(ControlError) -> MoodsByTimeReply {
    try await answering { () async throws(StoreError) in
      let habits = try await forecasts.habits()
      let moods = try await moodsByID()
      return MoodsByTimeReply(
        times: habits.plays.map { plays in
          MoodTimesInfo(
            context: plays.context.description, plays: plays.count,
            moods: plays.moods.compactMap {
              MoodShare(mood: $0.mood, share: $0.plays / plays.count).info(moods)
            })
        })
    }
  }
}

// MARK: - How values look on the wire

extension MoodShare {
  /// Nil for a mood that is gone.
  fileprivate func info(_ moods: [MoodID: Mood]) -> MoodShareInfo? {
    moods[mood].map {
      MoodShareInfo(id: Int($0.id.rawValue), slug: $0.slug, name: $0.name, share: share)
    }
  }
}

extension MoodReference {
  init?(_ membership: MoodMembership?, _ moods: [MoodID: Mood]) {
    guard let membership, let mood = moods[membership.mood] else { return nil }
    self.init(
      id: Int(mood.id.rawValue), slug: mood.slug, name: mood.name,
      confidence: Double(membership.confidence))
  }
}

extension ListenInfo {
  fileprivate init(_ listen: ListenListing, moods: [MoodID: Mood]) {
    self.init(
      start: Int(listen.start), end: Int(listen.end),
      artist: (listen.heard.artist ?? listen.match?.track.metadata.artist)?.bounded,
      title: (listen.heard.title ?? listen.match?.track.metadata.title)?.bounded,
      album: (listen.heard.album ?? listen.match?.track.metadata.album)?.bounded,
      file: listen.heard.relativePath?.bounded,
      skipped: listen.weight == 0, source: listen.format.rawValue,
      path: listen.match.map { WirePath($0.track.path) }, match: listen.match?.kind.rawValue,
      score: listen.match?.score, mood: MoodReference(listen.match?.track.membership, moods))
  }
}

extension UnmatchedRecordingInfo {
  fileprivate init(_ recording: UnmatchedRecording) {
    self.init(
      artist: recording.heard.artist?.bounded, title: recording.heard.title?.bounded,
      album: recording.heard.album?.bounded, file: recording.heard.relativePath?.bounded,
      listens: recording.listens,
      last: Int(recording.last))
  }
}

extension HistoryDamageInfo {
  fileprivate init(_ damage: HistoryDamage) {
    self.init(line: damage.line, reason: damage.reason.bounded)
  }
}

extension HistorySourceInfo {
  /// A reply holds many sources.
  fileprivate static var damagesShown: Int { 10 }

  fileprivate init(_ source: HistorySource) {
    let (state, reason): (String, String?) =
      switch source.state {
      case .complete: ("complete", nil)
      case .reading: ("reading", nil)
      case .gone: ("gone", nil)
      case .unreadable(let problem): ("unreadable", problem)
      }
    self.init(
      file: WirePath(source.path), part: source.part.isEmpty ? nil : source.part.bounded,
      format: source.format?.rawValue ?? "unknown", listens: source.listens,
      skipped: source.passedOver, damaged: source.damaged,
      damages: source.damages.prefix(Self.damagesShown).map { HistoryDamageInfo($0) },
      state: state, reason: reason?.bounded)
  }
}

extension ImportHistoryReply {
  fileprivate init(_ report: HistoryService.Report, isDone: Bool) {
    self.init(
      listens: report.listens, added: report.added, skipped: report.passedOver,
      damaged: report.damaged,
      damages: report.damages.map { part, damage in
        HistoryDamageInfo(
          line: damage.line,
          reason: (part.isEmpty ? damage.reason : "\(part): \(damage.reason)").bounded)
      } + (isDone ? report.problems.map { HistoryDamageInfo(line: 1, reason: $0.bounded) } : []),
      done: isDone)
  }
}

extension RunningSessionInfo {
  fileprivate init(_ present: ForecastService.Present, moods: [MoodID: Mood]) {
    self.init(
      start: Int(present.session.start), end: Int(present.session.end),
      listens: present.session.listens, open: present.isOpen,
      path: present.plays.map { play in
        let membership = play.match?.track.membership
        return StepInfo(
          start: Int(play.start),
          artist: (play.heard.artist ?? play.match?.track.metadata.artist)?.bounded,
          title: (play.heard.title ?? play.match?.track.metadata.title)?.bounded,
          mood: MoodReference(membership, moods),
          valence: membership.map { Double($0.position.valence) },
          arousal: membership.map { Double($0.position.arousal) })
      })
  }
}

extension PlaylistEntry {
  init(_ track: Track) {
    self.init(
      path: WirePath(track.file), title: track.metadata.title?.bounded,
      artist: track.metadata.artist?.bounded, seconds: track.seconds)
    section = track.section?.number
    start = track.section?.span.startSeconds
    end = track.section?.span.endSeconds
  }
}

extension EvaluateTransitionsReply {
  fileprivate init(_ evaluation: TransitionEvaluation) {
    self.init(
      trainingSteps: evaluation.trainingSteps, testSteps: evaluation.testSteps,
      learned: ForecastScoresInfo(evaluation.learned), stay: ForecastScoresInfo(evaluation.stay),
      unigram: ForecastScoresInfo(evaluation.unigram), model: MoodTransitions.version)
  }
}

extension ForecastScoresInfo {
  fileprivate init(_ scores: TransitionEvaluation.Scores) {
    self.init(
      logLoss: scores.logLoss, hit1: scores.hitAt1, hit3: scores.hitAt3,
      mrr: scores.meanReciprocalRank)
  }
}
