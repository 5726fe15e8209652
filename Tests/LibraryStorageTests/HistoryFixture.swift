import GRDB
import ListeningHistory
import MoodModel
import MusicModel
import SystemPackage

@testable import LibraryStorage

/// Short ways to make listens.
enum Sample {
  /// A Tuesday, 14:13:20 UTC.
  static let noon: Int64 = 1_600_179_200

  static func heard(
    _ title: String?, by artist: String? = "Somebody", album: String? = nil,
    seconds: Double? = nil
  ) -> HeardRecording {
    var heard = HeardRecording()
    heard.artist = artist
    heard.title = title
    heard.album = album
    heard.seconds = seconds
    return heard
  }

  /// A play that starts `minutes` after ``noon``.
  static func listen(
    _ title: String?, at minutes: Int64, played: Double? = nil, seconds: Double? = nil,
    isSkip: Bool = false
  ) -> ListenRecord {
    ListenRecord(
      recording: heard(title, seconds: seconds), stamp: noon + 60 * minutes, stampMeaning: .start,
      playedSeconds: played, isFlaggedSkip: isSkip)
  }

  static func progress(
    _ format: HistoryFormat = .listenBrainzLines, offset: Int64 = 0, isComplete: Bool = true
  ) -> HistoryProgress {
    HistoryProgress(
      format: format, identity: Fixture.identity(9), offset: offset, line: Int(offset / 10),
      fingerprint: [1, 2, 3], state: ["year": "2020"], isComplete: isComplete)
  }

  /// The first batch of a file, unless it goes on from `offset`.
  static func batch(
    _ listens: [ListenRecord], as format: HistoryFormat = .listenBrainzLines, part: String = "",
    from offset: Int64 = 0, endsTentatively: Bool = false, damages: [HistoryDamage] = [],
    passedOver: Int = 0
  ) -> HistoryBatch {
    let firm = listens.count - (endsTentatively ? 1 : 0)
    return HistoryBatch(
      part: part, isFromStart: offset == 0, listens: listens, endsTentatively: endsTentatively,
      passedOver: passedOver, damages: damages,
      progress: progress(
        format, offset: offset + 100 * Int64(firm + damages.count + passedOver)))
  }
}

/// A report with everything that is stored of it but numbers that depend on the order of reading.
struct ReportRow: Hashable, Comparable {
  var values: [String]

  static func < (a: ReportRow, b: ReportRow) -> Bool {
    a.values.lexicographicallyPrecedes(b.values)
  }
}

extension Fixture {
  static let utc = LocalTime.fixed(0)
  static let gap: Int64 = 1_200

  @discardableResult
  func record(
    _ listens: [ListenRecord], as format: HistoryFormat = .listenBrainzLines,
    in file: FilePath = "/h/log"
  ) async throws -> HistoryBatchOutcome {
    try await store.recordHistory(Sample.batch(listens, as: format), of: file)
  }

  /// Adds a file with these tags and analyses it.
  @discardableResult
  func addTrack(
    _ title: String?, at path: FilePath, seconds: Double = 200, content: Int? = nil,
    in mood: (MoodID, generation: Int)? = nil, runnerUp: MoodID? = nil, confidence: Float = 0.5,
    edit: (inout TrackMetadata) -> Void = { _ in }
  ) async throws -> TrackID {
    let number = path.string.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xFFFFFF }
    let id = try await store.reconcile([
      .added(path: path, identity: Self.identity(number))
    ]).queued[0]
    let pending = try await store.nextPending(limit: 100)
    let track = sure(pending.first { $0.id == id })
    try await store.putBack(pending.filter { $0.id != id })
    var result = Self.result(
      track, content: content ?? Int(id.rawValue), mood: mood?.0, generation: mood?.generation ?? 0)
    result.seconds = seconds
    result.metadata = TrackMetadata()
    result.metadata.title = title
    result.metadata.artist = "Somebody"
    edit(&result.metadata)
    result.placement?.membership.runnerUp = runnerUp
    result.placement?.membership.confidence = confidence
    let outcome = try await store.record(result)
    guard outcome == .recorded else { throw StoreError(.defect, "\(outcome)") }
    return id
  }

  /// Matches until nothing is due; says how many matches changed.
  @discardableResult
  func matchAll(roots: [FilePath] = ["/music"], limit: Int = 7) async throws -> Int {
    var changed = 0
    while true {
      let outcome = try await store.matchDue(limit: limit, roots: roots)
      changed += outcome.changed
      if !outcome.remaining { return changed }
    }
  }

  /// All plays, latest first.
  func plays() async throws -> [ListenListing] {
    var plays: [ListenListing] = []
    var cursor: String?
    repeat {
      let page = try await store.listens(after: cursor, limit: 3)
      plays += page.items
      cursor = page.cursor
    } while cursor != nil
    return plays
  }

  /// Every report there is, echoes included.
  func reports() async throws -> [ReportRow] {
    try await rows(
      """
      SELECT hex(digest), format, stamp, stamp_meaning, played, flagged_skip, began, ended, weight,
          is_echo, heard.seconds, heard.listens, exact, track_id, match_kind
        FROM listen JOIN heard ON heard.id = heard_id
        JOIN heard_name ON heard_name.id = heard_id
      """)
  }

  /// The rows of a query, in order of their values.
  func rows(_ sql: String) async throws -> [ReportRow] {
    try await store.read { db in
      try Row.fetchAll(db, sql: sql)
        .map { ReportRow(values: $0.databaseValues.map(\.description)) }.sorted()
    }
  }

  func habits(now: Int64 = Sample.noon) async throws -> LearnedHabits {
    try await store.learnedHabits(gap: Self.gap, localTime: Self.utc, now: now)
  }

  @discardableResult
  func learn(now: Int64 = Sample.noon) async throws -> HistoryLearning {
    try await store.learnHistory(gap: Self.gap, localTime: Self.utc, now: now)
  }

  func number(_ sql: String) async throws -> Int64? {
    try await store.read { db in try Int64.fetchOne(db, sql: sql) }
  }

  func isStale() async throws -> Bool {
    try await number("SELECT stale FROM history_state") == 1
  }

  func audit() async throws -> [String] {
    try await store.audit(localTime: Self.utc)
  }
}
