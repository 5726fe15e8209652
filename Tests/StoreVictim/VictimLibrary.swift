import LibraryStorage
import ListeningHistory
import MoodModel
import MusicModel
import SystemPackage

/// A library of known size that is filled step by step, and gone on with from wherever the last
/// process came to.
///
/// It follows the daemon: files are reconciled, handed out, analysed and placed; moods are formed
/// anew now and then, one of them merged into another; a track is taken out of all moods; a history is read in batches, matched and learned from.
struct VictimLibrary {
  let store: LibraryStore

  static let files = 240
  /// Some files hold the same recording.
  static let recordings = 200
  static let listens = 600
  private static let batch = 60
  private static let folders: [FilePath] = ["/music/a", "/music/b", "/music/c"]
  private static let history: FilePath = "/history/plays"
  private static let model = ModelVersion(rawValue: "victim")
  private static let words = ["calm", "epic"]

  /// Does whatever is not done yet.
  func complete() async throws {
    _ = try await store.releaseInFlight()
    try await store.register(Self.model, tagNames: Self.words, embeddingDimension: 8)
    if try await store.currentSpace() == nil { try await formMoods(2) }
    for (index, folder) in Self.folders.enumerated() {
      try await reconcile(folder, index)
      try await readHistory(to: (index + 1) * Self.listens / Self.folders.count)
      // A file that the kills hit twice is quarantined, as it should be; here it is no fault of its.
      repeat { try await analyse() } while try await store.retry() > 0
      try await formMoods(3 + index)
      try await dismissOne()
      while try await store.matchDue(limit: 50, roots: ["/music"]).remaining {}
      _ = try await store.learnHistory(gap: 1_200, localTime: .fixed(0), now: 2_000_000_000)
      try await store.checkpoint()
    }
  }

  private func reconcile(_ folder: FilePath, _ index: Int) async throws {
    let known = Set(try await store.files(in: folder).map(\.path))
    let share = Self.files / Self.folders.count
    let changes = (index * share..<(index + 1) * share).compactMap { number -> FileChange? in
      let path = folder.appending("\(number).flac")
      guard !known.contains(path) else { return nil }
      return .added(
        path: path,
        identity: FileIdentity(
          device: 1, inode: UInt64(number) + 1, size: 1, modified: 1, born: 1))
    }
    for start in stride(from: 0, to: changes.count, by: 20) {
      _ = try await store.reconcile(Array(changes[start..<min(start + 20, changes.count)]))
    }
  }

  private func analyse() async throws {
    var centres = try await store.centroids()
    while let track = try await store.nextPending(limit: 1).first {
      let number = Int(track.path.lastComponent?.stem ?? "") ?? 0
      let recording = number % Self.recordings
      var metadata = TrackMetadata()
      metadata.title = "Song \(recording)"
      metadata.artist = "Somebody"
      let analysis = Self.analysis(of: recording)
      let known = try await store.analysis(of: Self.content(recording), by: Self.model)
      var centre = centres.centroids[recording % centres.centroids.count]
      centre.weight += 1
      let outcome = try await store.record(
        TrackResult(
          track: track.id, identity: track.identity, content: Self.content(recording),
          metadata: metadata, seconds: 200,
          source: known == nil ? .inferred(analysis) : .shared(Self.model),
          placement: .init(
            membership: MoodMembership(
              mood: centres.merged[centre.mood] ?? centre.mood, confidence: 0.5, distance: 1,
              position: analysis.affect.valenceArousal, part: centre.mood),
            centroid: centre, generation: centres.generation)))
      guard outcome == .recorded else { throw StoreError(.defect, "\(outcome)") }
      centres = try await store.centroids()
    }
  }

  private func formMoods(_ count: Int) async throws {
    let living = try await store.moods()
    let dismissed = try await store.moodIdentity().dismissed
    let drafts = (0..<count).map { index in
      MoodDraft(
        id: living.indices.contains(index) ? living[index].id : nil, slug: "mood-\(index)",
        name: "Mood \(index)", isNamedByListener: false, tags: ["calm"], centroid: [1, 2],
        weight: 1, mergedInto: count > 2 && index == count - 1 ? 0 : nil)
    }
    let space = StoredMoodSpace(
      model: Self.model, origin: .prior, trackCount: 1, parameters: [1])
    _ = try await store.replaceMoods(
      with: drafts, in: space, memberships: [:],
      placing: { track in
        let part = Int(track.id.rawValue) % count
        return dismissed.contains(track.id)
          ? nil
          : DraftMembership(
            draft: drafts[part].mergedInto ?? part, confidence: 0.5, distance: 1,
            position: track.affect.valenceArousal, part: part)
      })
  }

  private func dismissOne() async throws {
    let track = TrackID(rawValue: 2)
    try await store.write(
      [.dismissed(track)], placing: [track: nil],
      generation: try await store.centroids().generation)
  }

  private func readHistory(to end: Int) async throws {
    let progress = try await store.historyProgress(of: Self.history)[""]
    var next = Int(progress?.offset ?? 0)
    while next < end {
      let upTo = min(next + Self.batch, end)
      let listens = (next..<upTo).map { play in
        var heard = HeardRecording()
        heard.artist = "Somebody"
        heard.title = "Song \(play % 250)"
        return ListenRecord(
          recording: heard, stamp: 1_600_000_000 + Int64(play) * 300, stampMeaning: .start,
          playedSeconds: nil, isFlaggedSkip: false)
      }
      _ = try await store.recordHistory(
        HistoryBatch(
          part: "", isFromStart: next == 0, listens: listens, endsTentatively: false,
          passedOver: 0, damages: [],
          progress: HistoryProgress(
            format: .listenBrainzLines, identity: nil, offset: Int64(upTo), line: upTo,
            fingerprint: [1], state: [:], isComplete: upTo == Self.listens)),
        of: Self.history)
      next = upTo
    }
  }

  private static func content(_ number: Int) -> ContentID {
    let bytes = (0..<16).map { UInt8(truncatingIfNeeded: (number + 1) >> ($0 % 2 * 8)) }
    guard let content = ContentID(bytes: bytes) else { preconditionFailure("16 bytes") }
    return content
  }

  private static func analysis(of number: Int) -> TrackAnalysis {
    let value = Float(number) / Float(recordings)
    guard let affect = Affect(values: [Float](repeating: value, count: 7)) else {
      preconditionFailure("7 values")
    }
    return TrackAnalysis(
      model: model, seconds: 200, loudness: -14,
      embedding: Embedding(values: [Float](repeating: value, count: 8)),
      tags: words.map { TagProbability(name: $0, probability: value) }, affect: affect)
  }
}
