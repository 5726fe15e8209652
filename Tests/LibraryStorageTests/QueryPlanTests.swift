import GRDB
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("A request costs no more than its answer")
struct QueryPlanTests {
  /// What a client may ask for, or the daemon does for each file.
  private static let requests: [(name: String, run: @Sendable (Fixture) async throws -> Void)] = [
    ("status", { _ = try await $0.store.counts() }),
    ("roots", { _ = try await $0.store.trackCounts(below: ["/music", "/"]) }),
    ("moods", { _ = try await $0.store.moods() }),
    ("profiles", { _ = try await $0.store.moodProfiles() }),
    ("centroids", { _ = try await $0.store.centroids() }),
    ("exemplars", { _ = try await $0.store.exemplars(of: MoodID(rawValue: 1), limit: 3) }),
    ("track", { _ = try await $0.store.track(at: "/music/0.flac") }),
    ("files", { _ = try await $0.store.files(in: "/music") }),
    ("directories", { _ = try await $0.store.directories(below: "/music") }),
    ("matching", { _ = try await $0.store.files(matching: Fixture.identity(1)) }),
    ("holding", { _ = try await $0.store.files(holding: Fixture.content(1)) }),
    (
      "analysis", { _ = try await $0.store.analysis(of: Fixture.content(1), by: Fixture.model) }
    ),
    (
      "copies",
      { fixture in
        var analysis = Fixture.analysis(of: 1_000)
        analysis.spectrum = SpectralSummary(
          values: [Float](repeating: 1, count: SpectralSummary.valueCount))
        _ = try await fixture.store.features(of: Fixture.content(1_000), analysis)
      }
    ),
    ("tracks", { try await pages($0, TrackFilter()) }),
    ("tracks for clustering", { try await $0.store.forEachAnalysis(by: Fixture.model) { _ in } }),
    (
      "tracks for measuring",
      { try await $0.store.forEachPlacedTrack(by: Fixture.model) { _ in } }
    ),
    ("tracks by state", { try await pages($0, TrackFilter(state: .analysed)) }),
    ("tracks by mood", { try await pages($0, TrackFilter(mood: MoodID(rawValue: 1))) }),
    (
      "tracks by mood and state",
      { try await pages($0, TrackFilter(mood: MoodID(rawValue: 1), state: .missing)) }
    ),
    (
      "playlist",
      { fixture in
        let mood = MoodID(rawValue: 1)
        let page = try await fixture.store.playlist(of: mood, after: nil, limit: 1)
        _ = try await fixture.store.playlist(of: mood, after: page.cursor, limit: 1)
      }
    ),
    (
      "analyse",
      { fixture in
        try await fixture.add(100..<101)
        let track = try await fixture.store.nextPending(limit: 1)[0]
        _ = try await fixture.store.record(
          Fixture.result(track, content: 100, mood: MoodID(rawValue: 1), generation: 1))
        try await fixture.store.putBack([track])
        _ = try await fixture.store.releaseInFlight()
      }
    ),
    (
      "reconcile",
      { fixture in
        _ = try await fixture.store.reconcile([
          .changed(TrackID(rawValue: 1), identity: Fixture.identity(0, version: 1)),
          .rebound(TrackID(rawValue: 2), path: "/x/y", identity: Fixture.identity(1)),
          .failed(path: "/music/2.flac", identity: nil, reason: "Why."),
          .vanished(TrackID(rawValue: 4)),
          .added(path: "/music/3.flac", identity: Fixture.identity(3)),
        ])
      }
    ),
    ("rename", { _ = try await $0.store.rename(directory: "/music", to: "/m") }),
    ("vanished", { _ = try await $0.store.vanished(below: "/music") }),
    ("retry", { _ = try await $0.store.retry("/music") }),
  ]

  private static func pages(_ fixture: Fixture, _ filter: TrackFilter) async throws {
    let page = try await fixture.store.tracks(filter, after: nil, limit: 1)
    _ = try await fixture.store.tracks(filter, after: page.cursor, limit: 1)
  }

  @Test("no request reads a whole table", arguments: requests.map(\.name))
  func plans(name: String) async throws {
    let request = try #require(Self.requests.first { $0.name == name })
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    try await fixture.add(0..<5)
    try await fixture.analyseAll(in: moods)
    let log = StatementLog()
    try await fixture.store.read { db in
      db.trace { event in log.append(event) }
    }
    try await request.run(fixture)
    let plans = try await fixture.store.read { db in
      db.trace(options: [])
      return try log.statements.flatMap { sql in
        // The plan does not depend on values, so nothing is bound.
        let explanation = try db.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
        explanation.setUncheckedArguments([])
        return try Row.fetchAll(explanation).map { ($0["detail"] as String, sql) }
      }
    }
    #expect(!plans.isEmpty)
    for (plan, sql) in plans {
      #expect(!isFullScan(plan, for: name), "\(plan) in \(sql)")
      // Sorting the few tracks of one path or recording is fine; sorting a listing is not.
      if name.hasPrefix("tracks") || name == "playlist" || name == "exemplars" {
        #expect(!plan.contains("TEMP B-TREE"), "\(plan) in \(sql)")
      }
    }
  }

  /// Small tables and the moods that live may be read from end to end; walks in the order of a
  /// listing or of the queue stop at their limit.
  private func isFullScan(_ plan: String, for name: String) -> Bool {
    guard plan.hasPrefix("SCAN") else { return false }
    var allowed = ["SCAN tally", "SCAN mood USING INDEX mood_slug", "SCAN CONSTANT ROW"]
    if name == "tracks" { allowed.append("SCAN track USING INDEX track_path") }
    if name == "analyse" { allowed.append("SCAN track USING INDEX track_queue") }
    return !allowed.contains(where: plan.hasPrefix)
  }
}

/// The statements a connection runs. Only touched on the connection's own thread.
private final class StatementLog: @unchecked Sendable {
  private(set) var statements: [String] = []

  func append(_ event: Database.TraceEvent) {
    guard case .statement(let statement) = event else { return }
    let sql = statement.sql
    let verbs = ["SELECT", "INSERT", "UPDATE", "DELETE"]
    // Triggers report themselves as comments.
    if verbs.contains(where: sql.hasPrefix) { statements.append(sql) }
  }
}
