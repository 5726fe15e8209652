import GRDB
import ListeningHistory
import MoodModel
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("Learning from listening")
struct HistoryLearningTests {
  /// Tracks A and B of one mood, C of another, D of none.
  private static func fixture() async throws -> (Fixture, moods: [MoodID]) {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic", "sad")
    for (title, mood) in [("A", 0), ("B", 0), ("C", 1)] {
      try await fixture.addTrack(
        title, at: FilePath("/music/\(title)"), in: (moods.moods[mood], moods.generation))
    }
    try await fixture.addTrack("D", at: "/music/D")
    return (fixture, moods.moods)
  }

  private func entries(_ fixture: Fixture) async throws -> [ReportRow] {
    try await fixture.rows("SELECT * FROM mood_transition")
      + fixture.rows("SELECT * FROM mood_play") + fixture.rows("SELECT * FROM session")
      + fixture.rows(
        "SELECT boundary, stale, method, gap, zone, generation, steps FROM history_state")
  }

  @Test("a session ends with a pause of more than twenty minutes")
  func gaps() async throws {
    let (fixture, _) = try await Self.fixture()
    var start = Sample.noon
    var listens: [ListenRecord] = []
    for pause in [0, 19 * 60 + 59, 20 * 60, 20 * 60 + 1] as [Int64] {
      start += pause
      var listen = Sample.listen("A", at: 0, played: 100)
      listen.stamp = start
      listens.append(listen)
      start += 100
    }
    try await fixture.record(listens)
    try await fixture.matchAll()
    let learning = try await fixture.learn(now: .max / 2)
    #expect(learning == HistoryLearning(isRebuilt: true, sessions: 2))
    let sessions = try await fixture.store.sessions(
      endedAfter: nil, gap: Fixture.gap, after: nil, limit: 9
    ).items.map(\.session)
    #expect(sessions.map(\.listens) == [1, 3])
    #expect(sessions[1].start == Sample.noon)
    #expect(sessions[0].end == start)
    #expect(try await fixture.audit() == [])
  }

  @Test("steps go over skips and unknown moods, within a session, in the context they end in")
  func steps() async throws {
    let (fixture, moods) = try await Self.fixture()
    try await fixture.record([
      Sample.listen("A", at: 0), Sample.listen("X", at: 4), Sample.listen("D", at: 8),
      Sample.listen("C", at: 12, isSkip: true), Sample.listen("C", at: 16),
      // 18:01 and on, after a pause.
      Sample.listen("B", at: 228), Sample.listen("B", at: 232), Sample.listen("C", at: 236),
    ])
    try await fixture.matchAll()
    let habits = try await fixture.habits()
    #expect(habits.steps == 3)
    var expected = MoodTransitions(moods: moods)
    let (a, c) = ([MoodShare(mood: moods[0], share: 1)], [MoodShare(mood: moods[1], share: 1)])
    let afternoon = ListeningContext(daypart: .afternoon, isWeekend: false)
    let evening = ListeningContext(daypart: .evening, isWeekend: false)
    expected.observePlay(a, in: afternoon)
    expected.observeTransition(from: a, to: c, in: afternoon)
    expected.observePlay(c, in: afternoon)
    expected.observePlay(a, in: evening)
    expected.observeTransition(from: a, to: a, in: evening)
    expected.observePlay(a, in: evening)
    expected.observeTransition(from: a, to: c, in: evening)
    expected.observePlay(c, in: evening)
    #expect(habits.transitions == expected)
    #expect(habits.plays.map(\.context) == ListeningContext.all)
    #expect(habits.plays.map(\.count) == [0, 0, 2, 3, 0, 0, 0, 0])
    #expect(habits.plays[3].moods.map(\.mood) == [moods[0], moods[1]])
    #expect(habits.plays[3].moods.map(\.plays) == [2, 1])
    // What is streamed for the evaluation says the same.
    var streamed = MoodTransitions(moods: moods)
    for batch in [1, 5_000] {
      streamed = MoodTransitions(moods: moods)
      try await fixture.store.forEachLearningSession(
        gap: Fixture.gap, localTime: Fixture.utc, batch: batch
      ) { sessions in
        for session in sessions {
          for (place, play) in session.enumerated() {
            if place > 0 {
              streamed.observeTransition(
                from: session[place - 1].moods, to: play.moods, in: play.context)
            }
            streamed.observePlay(play.moods, in: play.context)
          }
        }
      }
      #expect(streamed == expected)
    }
  }

  @Test("a track between two moods counts for both")
  func shares() async throws {
    let (fixture, moods) = try await Self.fixture()
    try await fixture.addTrack(
      "E", at: "/music/E", in: (moods[0], generation: 1), runnerUp: moods[2], confidence: 0.5)
    // The mood itself, and one that never was, count as none.
    try await fixture.addTrack(
      "F", at: "/music/F", in: (moods[0], generation: 1), runnerUp: moods[0])
    try await fixture.addTrack(
      "G", at: "/music/G", in: (moods[0], generation: 1), runnerUp: MoodID(rawValue: 99))
    #expect(try await fixture.details("/music/E").track.membership?.runnerUp == moods[2])
    #expect(try await fixture.details("/music/F").track.membership?.runnerUp == nil)
    #expect(try await fixture.details("/music/G").track.membership?.runnerUp == nil)
    try await fixture.record([Sample.listen("E", at: 0)])
    try await fixture.matchAll()
    let plays = try await fixture.habits().plays[2]
    #expect(plays.moods.map(\.mood) == [moods[0], moods[2]])
    #expect(plays.moods.map(\.plays) == [0.75, 0.25])
    let page = try await fixture.store.sessions(
      endedAfter: nil, gap: Fixture.gap, after: nil, limit: 1)
    #expect(page.items[0].moods.map(\.share) == [0.75, 0.25])
    // Regrouping: an index among the drafts, or none.
    let replacement = try await fixture.store.replaceMoods(
      with: [Fixture.draft("one"), Fixture.draft("two")], in: nil, memberships: [:],
      placing: { track in
        DraftMembership(
          draft: 0, confidence: 0, distance: 1, position: track.affect.valenceArousal,
          runnerUp: [nil, 0, 1, 2][Int(track.id.rawValue) % 4])
      })
    for path in ["/music/A", "/music/B", "/music/C", "/music/E"] as [FilePath] {
      let track = try await fixture.details(path).track
      #expect(
        track.membership?.runnerUp
          == (track.id.rawValue % 4 == 2 ? replacement.moods[1] : nil))
    }
    #expect(try await fixture.audit() == [])
  }

  @Test("the last session is learned from when it is over, and counts before that")
  func lastSession() async throws {
    let (fixture, _) = try await Self.fixture()
    let store = fixture.store
    try await fixture.record([Sample.listen("A", at: 0), Sample.listen("C", at: 4)])
    try await fixture.matchAll()
    let end = Sample.noon + 440
    #expect(try await fixture.learn(now: end + 1_200).sessions == 0)
    #expect(try await fixture.number("SELECT count(*) FROM session") == 0)
    let running = try await fixture.habits(now: end + 1_200)
    #expect(running.steps == 1)
    let last = try #require(try await store.lastSession(gap: Fixture.gap, limit: 9))
    #expect(last.session == Session(start: Sample.noon, end: end, listens: 2))
    // It may grow still.
    try await fixture.record([Sample.listen("B", at: 8)], in: "/h/2")
    try await fixture.matchAll()
    #expect(try await !fixture.isStale())
    #expect(try await fixture.habits(now: end + 1_440).steps == 2)
    #expect(try await fixture.learn(now: end + 1_441).sessions == 1)
    #expect(try await fixture.learn(now: end + 1_441).sessions == 0)
    #expect(try await fixture.habits().steps == 2)
    let over = try #require(try await store.lastSession(gap: Fixture.gap, limit: 2))
    #expect(over.session.listens == 3)
    #expect(over.plays.map(\.heard.title) == ["C", "B"])
    #expect(over.plays[0].match?.track.membership != nil)
    #expect(try await fixture.audit() == [])
    // A new one is learned from when a third begins, whatever the time.
    try await fixture.record(
      [Sample.listen("C", at: 100), Sample.listen("A", at: 200)], in: "/h/3")
    try await fixture.matchAll()
    #expect(try await fixture.learn(now: 0).sessions == 1)
    #expect(try await !fixture.isStale())
    #expect(try await fixture.audit() == [])
  }

  @Test("whatever was learned from and changes is learned anew, and nothing else is")
  func staleness() async throws {
    let (fixture, moods) = try await Self.fixture()
    let store = fixture.store
    try await fixture.record([
      Sample.listen("A", at: 0), Sample.listen("C", at: 4), Sample.listen("Later", at: 300),
    ])
    try await fixture.matchAll()
    func expectRebuild(_ rebuilt: Bool, _ what: String) async throws {
      try await fixture.matchAll()
      let learning = try await fixture.learn(now: Sample.noon + 300 * 60)
      #expect(learning.isRebuilt == rebuilt, "\(what)")
      #expect(try await fixture.audit() == [], "\(what)")
    }
    try await expectRebuild(true, "the beginning")
    try await expectRebuild(false, "nothing")
    try await fixture.record([Sample.listen("A", at: 303)], in: "/h/2")
    try await expectRebuild(false, "a play later on")
    try await fixture.record([Sample.listen("A", at: 2)], in: "/h/3")
    try await expectRebuild(true, "a play in between")
    try await fixture.record([Sample.listen("A", at: 2, played: 100)], in: "/h/3")
    try await expectRebuild(true, "a play of another length")
    try await fixture.record([Sample.listen("A", at: 2, played: 100)], as: .maloja, in: "/h/4")
    try await fixture.matchAll()
    #expect(try await fixture.plays().count == 5)
    _ = try await fixture.learn()
    let id = try await fixture.addTrack("New", at: "/music/New", in: (moods[2], generation: 1))
    try await expectRebuild(false, "a track nobody heard")
    _ = try await store.reconcile([.vanished(id)])
    try await expectRebuild(false, "its end")
    try await fixture.addTrack("Later", at: "/music/Later", in: (moods[2], generation: 1))
    try await expectRebuild(false, "a match that has not been learned from")
    let a = try await fixture.details("/music/A")
    let track = try await pending(a, fixture)
    var result = Fixture.result(track, content: 4_711, mood: moods[2], generation: 1)
    result.metadata = a.track.metadata
    #expect(try await store.record(result) == .recorded)
    try await expectRebuild(true, "another mood")
    _ = try await store.reconcile([.vanished(a.track.id)])
    try await expectRebuild(true, "a match lost")
    fixture.clock.advance(by: 1_000)
    let c = try await fixture.details("/music/C").track
    _ = try await store.reconcile([.vanished(c.id)])
    _ = try await store.removeTombstones(olderThan: .seconds(1_000_000))
    try await store.write { db in
      try db.execute(sql: "DELETE FROM track WHERE id = ?", arguments: [c.id.rawValue])
    }
    #expect(try await fixture.isStale())
    try await expectRebuild(true, "a track removed")
    _ = try await store.replaceMoods(
      with: moods.map { Fixture.draft("m\($0.rawValue)", id: $0) }, in: nil, memberships: [:],
      placing: Fixture.place(among: 3))
    try await expectRebuild(true, "moods formed anew")
    #expect(
      try await store.learnHistory(gap: 1_201, localTime: Fixture.utc, now: 0).isRebuilt)
    #expect(
      try await store.learnHistory(gap: 1_201, localTime: .fixed(60), now: 0).isRebuilt)
    #expect(
      try await !store.learnHistory(gap: 1_201, localTime: .fixed(60), now: 0).isRebuilt)
    try await store.write { db in
      try db.execute(sql: "UPDATE history_state SET method = 'former'")
    }
    #expect(
      try await store.learnHistory(gap: 1_201, localTime: .fixed(60), now: 0).isRebuilt)
  }

  /// Has a track changed, and hands it out.
  private func pending(_ details: TrackDetails, _ fixture: Fixture) async throws -> PendingTrack {
    _ = try await fixture.store.reconcile([
      .changed(details.track.id, identity: Fixture.identity(99, version: 7))
    ])
    return sure(
      try await fixture.store.nextPending(limit: 9).first { $0.id == details.track.id })
  }

  @Test("what is stored and makes no sense is learned anew", arguments: [false, true])
  func nonsense(asksForHabits: Bool) async throws {
    let (fixture, _) = try await Self.fixture()
    try await fixture.record((0..<9).map { Sample.listen($0 % 2 == 0 ? "A" : "C", at: 100 * $0) })
    try await fixture.matchAll()
    let now = Sample.noon + 100_000
    let habits = try await fixture.habits(now: now)
    try await fixture.store.write { db in
      try db.execute(
        sql: """
          INSERT INTO mood (space_id, slug, name, named_by_listener, tags, centroid, weight,
              retired) VALUES (1, 'x', 'X', 0, '[]', x'', 1, 1);
          UPDATE mood_transition SET from_id = (SELECT max(id) FROM mood) WHERE position = 0;
          """)
    }
    if !asksForHabits {
      try await fixture.record([Sample.listen("A", at: 2_000)], in: "/h/2")
      try await fixture.matchAll()
      #expect(try await fixture.learn(now: now + 100_000).isRebuilt)
    }
    let again = try await fixture.habits(now: now + 100_000)
    #expect(asksForHabits ? again == habits : again.plays != habits.plays)
    #expect(try await fixture.audit() == [])
  }

  @Test("step by step or all at once, to the last bit", arguments: [1, 2, 3] as [UInt64])
  func increments(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let (fixture, _) = try await Self.fixture()
    var minutes: Int64 = 0
    var rebuilds = 0
    for step in 0..<60 {
      let listens = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        minutes += Int64.random(in: 0..<5, using: &random) == 0 ? 40 : 3
        return Sample.listen(["A", "B", "C", "D", "X"].randomElement(using: &random), at: minutes)
      }
      _ = try await fixture.store.recordHistory(
        Sample.batch(listens, from: Int64(step) * 1_000), of: "/h/log")
      try await fixture.matchAll()
      let now = Sample.noon + 60 * (minutes + Int64.random(in: 0..<60, using: &random))
      // A session that was given up too early is one of the changes.
      let isStale = try await fixture.isStale()
      rebuilds += isStale ? 1 : 0
      #expect(try await fixture.learn(now: now).isRebuilt == isStale)
      if step % 10 == 9 {
        #expect(try await fixture.audit() == [])
        let habits = try await fixture.habits(now: now)
        let stored = try await entries(fixture)
        try await fixture.store.write { db in
          try db.execute(sql: "UPDATE history_state SET stale = 1")
        }
        #expect(try await fixture.habits(now: now) == habits)
        #expect(try await entries(fixture) == stored)
      }
    }
    #expect(try #require(try await fixture.number("SELECT count(*) FROM session")) > 10)
    #expect(rebuilds < 40)
  }

  @Test("the order in which histories are read makes no difference, even to plays at one moment")
  func ties() async throws {
    var seen: Set<LearnedHabits> = []
    let titles = ["A", "C", "B", "D", "X", "C (Live)"]
    for seed in 1...6 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      let (fixture, _) = try await Self.fixture()
      var listens: [ListenRecord] = []
      for number in 0..<40 {
        let title = titles[(number / 3 + number) % 6]
        listens.append(Sample.listen(title, at: Int64(number / 4) * 3))
      }
      for listen in listens.shuffled(using: &random) { try await fixture.record([listen]) }
      try await fixture.matchAll()
      seen.insert(try await fixture.habits())
    }
    #expect(seen.count == 1)
  }
}
