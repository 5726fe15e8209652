import ControlProtocol
import ControlTransport
import LibraryStorage
import MoodModel
import MusicModel

// What the listener says about moods and tracks.
extension ControlAdapter {
  /// The most tracks one request is about.
  private static let trackLimit = 500

  /// What was said of one mood.
  struct MoodWords {
    var merged: [MergedMoodInfo]?
    var pinned: Int?
  }

  func addIdentity(to router: inout ControlRouter) {
    router.on(MergeMoodsRequest.self, access: .change) { request, _ async throws(ControlError) in
      try requireRoom()
      let (mood, other) = (try await mood(request.mood), try await mood(request.other))
      return try await regrouped { () async throws(MoodService.VerbFailure) in
        try await moods.merge(other.id, into: mood.id)
      }
    }
    router.on(UnmergeMoodRequest.self, access: .change) { request, _ async throws(ControlError) in
      try requireRoom()
      let mood = try await mergedMood(request.mood)
      return try await regrouped { () async throws(MoodService.VerbFailure) in
        try await moods.unmerge(mood)
      }
    }
    router.on(PinTracksRequest.self, access: .change) { request, _ async throws(ControlError) in
      try await say(.pin(try await mood(request.mood).id), of: request.tracks)
    }
    router.on(UnpinTracksRequest.self, access: .change) { request, _ async throws(ControlError) in
      try await say(.unpin, of: request.tracks)
    }
    router.on(ExcludeTracksRequest.self, access: .change) { request, _ async throws(ControlError) in
      var excluded: MoodID?
      if let handle = request.mood { excluded = try await mood(handle).id }
      return try await say(.exclude(excluded), of: request.tracks)
    }
    router.on(IncludeTracksRequest.self, access: .change) { request, _ async throws(ControlError) in
      var included: MoodID?
      if let handle = request.mood { included = try await moodEvenMerged(handle) }
      return try await say(.include(included), of: request.tracks)
    }
  }

  /// Adds what the listener has said about a track.
  func addWords(about track: TrackID, to info: inout TrackInfo) async throws(StoreError) {
    let identity = await moods.identity
    guard identity.concerns(track) else { return }
    var slugs = Dictionary(
      try await store.mergedMoods().map { ($0.id, $0.slug) },
      uniquingKeysWith: { first, _ in first })
    for mood in try await store.moods() { slugs[mood.id] = mood.slug }
    info.pinned = identity.pins[track].flatMap { slugs[identity.resolve($0) ?? $0] }
    let excluded = (identity.exclusions[track] ?? []).compactMap { slugs[$0] }.sorted()
    info.excluded = excluded.isEmpty ? nil : excluded
    info.excludedFromAll = identity.dismissed.contains(track) ? true : nil
  }

  /// What was said of each living mood.
  func moodWords() async throws(StoreError) -> [MoodID: MoodWords] {
    let identity = await moods.identity
    var words: [MoodID: MoodWords] = [:]
    for mood in try await store.mergedMoods() where !mood.isNameless {
      guard let heir = identity.resolve(mood.id) else { continue }
      words[heir, default: MoodWords()].merged =
        (words[heir]?.merged ?? []) + [
          MergedMoodInfo(id: Int(mood.id.rawValue), slug: mood.slug, name: mood.name)
        ]
    }
    for (mood, count) in try await store.pinCounts() {
      guard let heir = identity.resolve(mood) else { continue }
      words[heir, default: MoodWords()].pinned = (words[heir]?.pinned ?? 0) + count
    }
    return words
  }

  // MARK: - Moods

  /// The merged mood that `handle` — an id, a slug or a name — stands for.
  private func mergedMood(_ handle: String) async throws(ControlError) -> MoodID {
    let merged = try await answering { () async throws(StoreError) in
      try await store.mergedMoods().filter { !$0.isNameless }
    }
    if let found = merged.first(where: { $0.goes(by: handle) }) { return found.id }
    // A mood that lives is no typing mistake.
    if let living = try? await mood(handle) {
      throw .invalidRequest(reason: "\(living.slug) has not been merged into another mood")
    }
    throw .moodNotFound(mood: handle, nearest: merged.first?.slug)
  }

  private func moodEvenMerged(_ handle: String) async throws(ControlError) -> MoodID {
    do throws(ControlError) {
      return try await mood(handle).id
    } catch {
      let merged = try await answering { () async throws(StoreError) in
        try await store.mergedMoods().first { $0.goes(by: handle) }
      }
      guard let merged else { throw error }
      return merged.id
    }
  }

  private func regrouped(
    _ verb: () async throws(MoodService.VerbFailure) -> Mood
  ) async throws(ControlError) -> MoodReply {
    let mood = try await obeying(verb)
    return try await answering { () async throws(StoreError) in
      MoodReply(mood: try await info(of: mood))
    }
  }

  // MARK: - Tracks

  private func say(
    _ word: MoodService.Word, of paths: [TrackPath]
  ) async throws(ControlError) -> SaidOfTracksReply {
    try requireRoom()
    guard (1...Self.trackLimit).contains(paths.count) else {
      throw .invalidRequest(reason: "a request is about 1 to \(Self.trackLimit) tracks")
    }
    var tracks: [TrackID] = []
    for name in paths {
      let path = try path(name.path, name.pathBase64)
      let found = try await answering { () async throws(StoreError) in
        try await store.track(at: path)?.track
      }
      guard let found, found.state != .missing else { throw .trackNotFound(path: name.path) }
      tracks.append(found.id)
    }
    let named = tracks
    return SaidOfTracksReply(
      tracks: try await obeying { () async throws(MoodService.VerbFailure) in
        try await moods.say(word, of: named)
      })
  }

  /// Runs a verb, turning its failure into an answer for the client.
  private func obeying<Value>(
    _ verb: () async throws(MoodService.VerbFailure) -> Value
  ) async throws(ControlError) -> Value {
    do throws(MoodService.VerbFailure) {
      return try await verb()
    } catch {
      switch error {
      case .refused(let refusal): throw .invalidRequest(reason: "\(refusal)")
      case .noMoods:
        throw .failed(reason: "there are no moods until enough tracks have been analysed")
      case .stopping: throw .failed(reason: "the daemon is stopping")
      case .store(let error): throw .failed(reason: error.message)
      }
    }
  }
}

extension MergedMood {
  /// True for a part that never was a mood of its own.
  fileprivate var isNameless: Bool { slug.hasPrefix("#") }

  /// True when this is what the listener means by `handle`.
  fileprivate func goes(by handle: String) -> Bool {
    slug == handle || String(id.rawValue) == handle || name.lowercased() == handle.lowercased()
  }
}
