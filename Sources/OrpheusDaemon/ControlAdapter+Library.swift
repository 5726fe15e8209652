import ControlProtocol
import LibraryStorage
import MoodModel
import MusicModel
import Settings
import SystemPackage

// Queries about moods and tracks, and how domain values look on the wire.
extension ControlAdapter {
  /// The most rows a reply carries.
  private static let pageSize = 500

  /// The mood that `handle` — an id, a slug or a name — stands for.
  func mood(_ handle: String) async throws(ControlError) -> Mood {
    let (found, nearest) = try await answering { () async throws(StoreError) in
      if let found = try await store.findMood(handle) { return (Mood?.some(found), Mood?.none) }
      return (nil, Self.nearest(to: handle, in: try await store.moods()))
    }
    guard let found else { throw .moodNotFound(mood: handle, nearest: nearest?.slug) }
    return found
  }

  /// The mood whose slug or name begins with or contains `handle`, or is a slip of the finger away,
  /// for a hint.
  private static func nearest(to handle: String, in moods: [Mood]) -> Mood? {
    let folded = handle.lowercased()
    guard !folded.isEmpty else { return nil }
    return moods.first { $0.slug.hasPrefix(folded) || $0.name.lowercased().hasPrefix(folded) }
      ?? moods.first { $0.slug.contains(folded) || $0.name.lowercased().contains(folded) }
      ?? slip(folded, in: moods)
  }

  /// The mood whose slug or name is at most two letters different.
  private static func slip(_ handle: String, in moods: [Mood]) -> Mood? {
    // Comparing takes the product of the lengths, and a handle may be of any.
    guard (3...200).contains(handle.utf8.count) else { return nil }
    let distances = moods.map { mood in
      min(editDistance(handle, mood.slug), editDistance(handle, mood.name.lowercased()))
    }
    let nearest = distances.indices.min { distances[$0] < distances[$1] }
    return nearest.flatMap { distances[$0] <= 2 ? moods[$0] : nil }
  }

  func moods(_ request: MoodsRequest) async throws(ControlError) -> MoodsReply {
    let limit = try pageLimit(request.limit)
    return try await answering { () async throws(StoreError) in
      // In order of their slugs, which the cursor is one of.
      let left = try await store.moods().filter { $0.slug > request.cursor ?? "" }
      let page = left.prefix(limit)
      return MoodsReply(
        moods: try await infos(of: Array(page)),
        cursor: page.count < left.count ? page.last?.slug : nil)
    }
  }

  func tracks(_ request: TracksRequest) async throws(ControlError) -> TracksReply {
    var filter = TrackFilter()
    if let handle = request.mood { filter.mood = try await mood(handle).id }
    if let name = request.state {
      guard let state = TrackState(rawValue: name) else {
        let states = TrackState.allCases.map(\.rawValue).joined(separator: ", ")
        throw .invalidRequest(reason: "there is no state \(name); the states are \(states)")
      }
      filter.state = state
    }
    let filterInUse = filter
    let limit = try pageLimit(request.limit)
    return try await answering { () async throws(StoreError) in
      let page = try await inPieces(limit: limit, after: request.cursor) {
        (cursor, limit) async throws(StoreError) in
        try await store.tracks(filterInUse, after: cursor, limit: limit)
      }
      let moods = try await moodsByID()
      return TracksReply(
        tracks: page.items.map { TrackInfo($0, moods: moods) }, cursor: page.cursor)
    }
  }

  func track(_ request: TrackRequest) async throws(ControlError) -> TrackReply {
    let path = try path(request.path, request.pathBase64)
    let found = try await answering { () async throws(StoreError) in
      // A file that is gone is remembered for its return, but there is nothing to tell of it.
      guard let details = try await store.track(at: path), details.track.state != .missing else {
        return TrackInfo?.none
      }
      var info = TrackInfo(details.track, moods: try await moodsByID())
      if let analysis = details.analysis {
        info.add(analysis, withEmbedding: request.embedding ?? false)
        info.copyOf = details.original.map { WirePath($0).text }
      }
      if let place = details.track.membership?.position {
        let relative = place.relative(to: try await store.moodProfiles().library.position)
        info.relativeValence = Double(relative.valence)
        info.relativeArousal = Double(relative.arousal)
      }
      try await addWords(about: details.track.id, to: &info)
      return info
    }
    guard let found else { throw .trackNotFound(path: request.path) }
    return TrackReply(track: found)
  }

  func playlist(_ request: PlaylistRequest) async throws(ControlError) -> PlaylistReply {
    let mood = try await mood(request.mood)
    let limit = try pageLimit(request.limit)
    return try await answering { () async throws(StoreError) in
      let page = try await inPieces(limit: limit, after: request.cursor) {
        (cursor, limit) async throws(StoreError) in
        try await store.playlist(of: mood.id, after: cursor, limit: limit)
      }
      let entries = page.items.map(PlaylistEntry.init)
      return PlaylistReply(
        mood: try await info(of: mood), entries: entries, cursor: page.cursor)
    }
  }

  /// A mood with its exemplars.
  func info(of mood: Mood) async throws(StoreError) -> MoodInfo {
    try await info(of: mood, try await moodWords())
  }

  private func info(
    of mood: Mood, _ words: [MoodID: MoodWords]
  ) async throws(StoreError) -> MoodInfo {
    MoodInfo(
      id: Int(mood.id.rawValue), slug: mood.slug, name: mood.name, tracks: mood.trackCount,
      valence: Double(mood.position.valence), arousal: Double(mood.position.arousal),
      tags: mood.tags,
      exemplars: try await store.exemplars(of: mood.id, limit: 3).map { WirePath($0).text },
      merged: words[mood.id]?.merged, pinned: words[mood.id]?.pinned)
  }

  /// Moods with their exemplars.
  func infos(of moods: [Mood]) async throws(StoreError) -> [MoodInfo] {
    let words = try await moodWords()
    var infos: [MoodInfo] = []
    for mood in moods { infos.append(try await info(of: mood, words)) }
    return infos
  }

  func moodsByID() async throws(StoreError) -> [MoodID: Mood] {
    Dictionary(try await store.moods().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func pageLimit(_ asked: Int?) throws(ControlError) -> Int {
    guard let asked else { return Self.pageSize }
    guard asked > 0 else { throw .invalidRequest(reason: "limit has to be at least 1") }
    return min(asked, Self.pageSize)
  }
}

extension TrackInfo {
  /// A row of a listing.
  init(_ listing: TrackListing, moods: [MoodID: Mood]) {
    self.init(listing.track, moods: moods)
    affect = listing.affect?.named
    loudness = listing.loudness
    model = listing.model?.rawValue
  }

  /// What every answer says of a track.
  init(_ track: Track, moods: [MoodID: Mood]) {
    self.init(path: WirePath(track.path), state: track.state.rawValue)
    title = track.metadata.title?.bounded
    artist = track.metadata.artist?.bounded
    album = track.metadata.album?.bounded
    seconds = track.seconds
    reason = track.reason?.bounded
    start = track.section?.span.startSeconds
    end = track.section?.span.endSeconds
    guard let membership = track.membership else { return }
    valence = Double(membership.position.valence)
    arousal = Double(membership.position.arousal)
    mood = MoodReference(membership, moods)
  }

  /// What only `Track` says.
  mutating func add(_ analysis: TrackAnalysis, withEmbedding: Bool) {
    affect = analysis.affect.named
    tags = Dictionary(
      analysis.tags.map { ($0.name, Double($0.probability)) }, uniquingKeysWith: { $1 })
    loudness = analysis.loudness
    loudnessRange = analysis.loudnessRange
    sound = analysis.descriptors.map(SoundInfo.init)
    sound?.spectrum = analysis.spectrum.map(SpectrumInfo.init)
    embedding = withEmbedding ? analysis.embedding.values : nil
    model = analysis.model.rawValue
  }
}

extension Affect {
  /// The values by name.
  fileprivate var named: [String: Double] {
    Dictionary(uniqueKeysWithValues: zip(Self.names, values.map(Double.init)))
  }
}
