import Glibc
import ListeningHistory
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

/// Figures on a history of a million listens. Run with ORPHEUS_MEASURE=1 and an optimised build.
@Suite("Measurements of histories", .serialized, .enabled(if: getenv("ORPHEUS_MEASURE") != nil))
struct HistoryMeasurementTests: Measuring {
  private static let listens = 1_000_000
  private static let batch = 5_000

  @Test("a million listens stay quick and small", arguments: [30_000, 100_000])
  func large(recordings: Int) async throws {
    print("measured: --- \(recordings) recordings")
    let fixture = try await Fixture()
    let store = fixture.store
    let moods = try await fixture.makeMoods("a", "b", "c", "d", "e", "f", "g", "h")
    try await makeLibrary(fixture, tracks: recordings / 2, moods: moods)
    try await store.checkpoint()
    let size = try contents(of: fixture.file).count
    report("memory, empty", residentMebibytes(), "MiB")

    var random = SeededGenerator(seed: 1)
    var stamp: Int64 = 1_100_000_000
    var recording: [Double] = []
    for number in 0..<(Self.listens / Self.batch) {
      let batch = batch(number, recordings, &stamp, &random)
      try await recording.append(
        seconds { _ = try await store.recordHistory(batch, of: "/h/log") })
    }
    let total = recording.reduce(0, +)
    report("record listens", Double(Self.listens) / total, "listens/s")
    report("record the last 100,000", 100_000 / recording.suffix(20).reduce(0, +), "listens/s")
    report("memory after it", residentMebibytes(), "MiB")

    let tracks = try await store.matchDue(limit: 5_000, roots: ["/music"])
    #expect(tracks.remaining)
    var keying = 5_000
    let keyingTime = try await seconds {
      while try await store.number("SELECT count(*) FROM changed_track") > 0 {
        _ = try await store.matchDue(limit: 5_000, roots: ["/music"])
        keying += 5_000
      }
    }
    report("key tracks", Double(keying - 5_000) / keyingTime, "tracks/s")
    var examined = 0
    let matching = try await seconds {
      while true {
        let outcome = try await store.matchDue(limit: 2_000, roots: ["/music"])
        examined += outcome.examined
        if !outcome.remaining { break }
      }
    }
    report("match recordings", Double(examined) / matching, "recordings/s")
    report("all of them", matching, "s")
    let (gap, zone, now) = (Fixture.gap, Fixture.utc, stamp)
    let rebuilding = try await seconds {
      _ = try await store.learnHistory(gap: gap, localTime: zone, now: now)
    }
    report("learn from everything", rebuilding, "s")
    report("memory after it", residentMebibytes(), "MiB")

    var incremental: [Double] = []
    for _ in 0..<100 {
      stamp += 300
      let listen = listen(Int.random(in: 0..<recordings, using: &random), at: stamp)
      let one = Sample.batch([listen], from: 1)
      try await incremental.append(
        seconds {
          _ = try await store.recordHistory(one, of: "/h/log")
          _ = try await store.matchDue(limit: 100, roots: ["/music"])
          _ = try await store.learnHistory(gap: gap, localTime: zone, now: stamp)
        })
    }
    report("record, match and learn one listen, median", median(incremental) * 1e3, "ms")
    var habits: [Double] = []
    for number in 0..<20 {
      // Every other one ends the session before it.
      stamp += number % 2 == 0 ? 300 : 3_000
      let one = Sample.batch([listen(number, at: stamp)], from: 1)
      _ = try await store.recordHistory(one, of: "/h/log")
      try await habits.append(
        seconds {
          _ = try await store.learnedHabits(gap: gap, localTime: zone, now: stamp)
        })
    }
    report("habits with one more listen, median", median(habits) * 1e3, "ms")
    report("habits with one more listen, worst", percentile(habits, 1) * 1e3, "ms")
    let again = batch(0, recordings, &stamp, &random)
    let reread = try await seconds {
      _ = try await store.recordHistory(again, of: "/h/copy")
      _ = try await store.recordHistory(again, of: "/h/copy")
    }
    report("record 5,000 listens, and once more", reread * 1e3, "ms")

    try await measure("listens(), 500", 50) { _ = try await store.listens(after: nil, limit: 500) }
    try await measure("sessions(), 500", 20) {
      _ = try await store.sessions(endedAfter: nil, gap: gap, after: nil, limit: 500)
    }
    try await measure("unmatchedRecordings(), 500", 50) {
      _ = try await store.unmatchedRecordings(after: nil, limit: 500)
    }
    try await measure("lastSession()", 50) { _ = try await store.lastSession(gap: gap, limit: 50) }
    try await measure("historyCounts()", 100) { _ = try await store.historyCounts() }
    try await measure("suggestions(), 10", 50) {
      _ = try await store.suggestions(
        from: moods.moods[0], notPlayedSince: stamp - 86_400, limit: 10)
    }
    let regrouping = try await seconds {
      _ = try await store.replaceMoods(
        with: (0..<8).map { Fixture.draft("m\($0)") }, in: nil, memberships: [:],
        placing: Fixture.place(among: 8))
    }
    report("replace all moods", regrouping, "s")
    try await store.checkpoint()
    report(
      "database, without the library",
      Double(try contents(of: fixture.file).count - size) / 1_048_576, "MiB")
    let second = try await seconds {
      for number in 0..<20 {
        var echo = batch(number, recordings, &stamp, &random)
        echo.progress.format = .maloja
        _ = try await store.recordHistory(echo, of: "/h/maloja")
      }
    }
    report("record 100,000 in a second format", 100_000 / second, "listens/s")
  }

  /// Half of the recordings are in the library.
  private func makeLibrary(
    _ fixture: Fixture, tracks: Int, moods: MoodReplacement
  ) async throws {
    for first in stride(from: 0, to: tracks, by: 1_000) {
      try await fixture.add(first..<first + 1_000, to: FilePath("/music/\(first)"))
    }
    while true {
      let pending = try await fixture.store.nextPending(limit: 1_000)
      if pending.isEmpty { return }
      for track in pending {
        let number = Int(track.id.rawValue)
        var result = Fixture.result(
          track, content: number, mood: moods.moods[number % 8], generation: moods.generation)
        let name = heard(2 * number)
        result.metadata.title = name.title
        result.metadata.artist = name.artist
        result.metadata.isrc = nil
        result.placement?.membership.runnerUp = moods.moods[(number + 1) % 8]
        _ = try await fixture.store.record(result)
      }
    }
  }

  private func heard(_ number: Int) -> HeardRecording {
    var heard = HeardRecording()
    heard.artist = "The Artist of Number \(number / 12)"
    heard.title = "A Song Called \(number)"
    heard.album = "Album \(number / 12)"
    return heard
  }

  private func listen(_ number: Int, at stamp: Int64) -> ListenRecord {
    ListenRecord(
      recording: heard(number), stamp: stamp, stampMeaning: .start, playedSeconds: nil)
  }

  /// Half of the plays are of favourites, the rest of anything; a pause of hours now and then.
  private func batch(
    _ number: Int, _ recordings: Int, _ stamp: inout Int64, _ random: inout SeededGenerator
  ) -> HistoryBatch {
    let listens = (0..<Self.batch).map { _ in
      stamp += Int64.random(in: 0..<30, using: &random) == 0 ? 20_000 : 220
      let share = Double.random(in: 0..<1, using: &random)
      let place = Bool.random(using: &random) ? share * share * share * share : share
      return listen(Int(place * Double(recordings)), at: stamp)
    }
    return Sample.batch(listens, from: Int64(number) * 1_000_000)
  }
}

extension LibraryStore {
  fileprivate func number(_ sql: String) async throws -> Int64 {
    try await read { db in try db.integer(sql) ?? 0 }
  }
}
