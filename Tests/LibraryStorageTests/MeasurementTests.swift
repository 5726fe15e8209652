import Glibc
import MusicModel
import Synchronization
import SystemPackage
import Testing

@testable import LibraryStorage

/// Figures on a library of 100,000 tracks. Run with ORPHEUS_MEASURE=1 and an optimised build:
/// they take minutes, and mean nothing without either.
@Suite("Measurements", .enabled(if: getenv("ORPHEUS_MEASURE") != nil))
struct MeasurementTests: Measuring {
  @Test("a library of 100,000 tracks stays quick and small")
  func large() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    let words = (0..<50).map { "word \($0)" }
    let model = ModelVersion(rawValue: "measured")
    var space = Fixture.space
    space.model = model
    try await store.register(model, tagNames: words, embeddingDimension: 200)
    let drafts = (0..<16).map { Fixture.draft("mood-\($0)") }
    let moods = try await store.replaceMoods(
      with: drafts, in: space, memberships: [:], placing: Fixture.place(among: 16))
    let analyses = (0..<64).map {
      Fixture.analysis(of: $0, by: model, words: words, dimension: 200)
    }
    report("memory, empty", residentMebibytes(), "MiB")

    var reconciling: [Double] = []
    for batch in 0..<100 {
      let directories = (0..<100).map { FilePath("/music/artist \(batch)/album \($0)") }
      let changes = (0..<1_000).map { index in
        FileChange.added(
          path: directories[index / 10].appending("\(index % 10) - a song of some length.flac"),
          identity: Fixture.identity(batch * 1_000 + index))
      }
      try await reconciling.append(seconds { _ = try await store.reconcile(changes) })
    }
    report("reconcile 1,000 new files, median", median(reconciling) * 1e3, "ms")

    var recording: [Double] = []
    while true {
      let pending = try await store.nextPending(limit: 4)
      if pending.isEmpty { break }
      for track in pending {
        let number = Int(track.id.rawValue)
        var result = Fixture.result(
          track, content: number, mood: moods.moods[number % 16], generation: moods.generation)
        result.source = .inferred(analyses[number % 64])
        result.placement?.membership.position = analyses[number % 64].affect.valenceArousal
        result.placement?.centroid?.vector = [Float](repeating: 1, count: 52)
        try await recording.append(seconds { _ = try await store.record(result) })
      }
    }
    report("record one track, median", median(recording) * 1e6, "µs")
    report("record one track, 99th percentile", percentile(recording, 0.99) * 1e6, "µs")

    try await measure("counts()", 1_000) { _ = try await store.counts() }
    try await measure("trackCounts(below: /music), 10,000 directories", 100) {
      _ = try await store.trackCounts(below: ["/music"])
    }
    try await measure("moods()", 1_000) { _ = try await store.moods() }
    let song: FilePath = "/music/artist 50/album 50/5 - a song of some length.flac"
    try await measure("track(at:)", 1_000) { _ = try await store.track(at: song) }
    let filter = TrackFilter(mood: moods.moods[3])
    try await measure("tracks(), 500 of a mood", 100) {
      _ = try await store.tracks(filter, after: nil, limit: 500)
    }
    try await measure("playlist(), 500 tracks", 100) {
      _ = try await store.playlist(of: moods.moods[3], after: nil, limit: 500)
    }
    let renaming = try await seconds {
      for artist in 0..<5 {
        _ = try await store.rename(
          directory: FilePath("/music/artist \(artist)"),
          to: FilePath("/music/five/artist \(artist)"))
      }
    }
    var renamed = 0
    let rename = try await seconds {
      renamed = try await store.rename(directory: "/music/five", to: "/music/V")
    }
    #expect(renamed == 5_000)
    report("rename 1,000 tracks, five times", renaming * 1e3, "ms")
    report("rename 5,000 tracks", rename * 1e3, "ms")
    #expect(rename < 1)
    let vanishing = try await seconds { _ = try await store.vanished(below: "/music/V") }
    report("5,000 tracks vanish", vanishing * 1e3, "ms")

    try await store.checkpoint()
    let before = residentMebibytes()
    var seen = 0
    let walking = try await seconds {
      try await store.forEachAnalysis(by: model) { seen += $0.count }
    }
    #expect(seen == 95_000)
    report("walk over 95,000 analyses", walking, "s")
    report("memory before the walk", before, "MiB")
    report("memory after it", residentMebibytes(), "MiB")
    // The embeddings alone are 76 MB; a batch is under 1.
    #expect(residentMebibytes() - before < 16)
    var replaced = moods
    let regrouping = try await seconds {
      replaced = try await store.replaceMoods(
        with: drafts, in: space, memberships: [:], placing: Fixture.place(among: 16))
    }
    report("replace all moods, placing 100,000 tracks anew", regrouping, "s")
    report("memory after it", residentMebibytes(), "MiB")
    try await measureStaying(in: replaced, of: store, by: model)
    let check = try await seconds { try await store.checkIntegrity(.quick) }
    report("quick check", check, "s")
    #expect(try await store.audit() == [])
    try await store.close()
    let opening = try await seconds {
      try await LibraryStore.open(at: fixture.file, now: { 0 }).close()
    }
    report("open and close", opening * 1e3, "ms")
    report("database file", Double(try contents(of: fixture.file).count) / 1_048_576, "MiB")
  }

  /// Replaces moods by themselves, every track a little farther from its centre than before.
  private func measureStaying(
    in replaced: MoodReplacement, of store: LibraryStore, by model: ModelVersion
  ) async throws {
    let drafts = replaced.moods.enumerated().map { Fixture.draft("mood-\($0)", id: $1) }
    var memberships: [TrackID: DraftMembership] = [:]
    try await store.forEachAnalysis(by: model) { tracks in
      for track in tracks {
        memberships[track.id] = Fixture.place(among: drafts.count)(track)
        memberships[track.id]?.distance = 1.5
      }
    }
    let places = memberships
    let isDone = Mutex(false)
    async let regrouping = seconds {
      _ = try await store.replaceMoods(
        with: drafts, in: nil, memberships: places, placing: Fixture.place(among: drafts.count))
      isDone.withLock { $0 = true }
    }
    var waits: [Double] = []
    while !isDone.withLock({ $0 }) {
      try await waits.append(seconds { _ = try await store.counts() })
    }
    try await report("replace all moods, all tracks staying", regrouping, "s")
    report("reads meanwhile", Double(waits.count), "")
    report("longest wait of a reader", (waits.max() ?? 0) * 1e3, "ms")
  }
}
