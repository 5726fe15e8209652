import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("Histories, whatever happens in whatever order")
struct HistoryRandomisedTests {
  @Test(
    "what is derived is what would be derived from the same reports in any order",
    arguments: [1, 2, 3, 4] as [UInt64])
  func life(seed: UInt64) async throws {
    let life = try await RandomListening(seed: seed)
    for step in 1...250 {
      try await life.step()
      let findings = try await life.store.audit(localTime: Fixture.utc)
      #expect(findings == [], "step \(step): \(findings)")
    }
    try await life.finishLines()
    #expect(try await life.reports() == life.expected)
    try await life.store.checkIntegrity(.full)
    #expect(life.outcomes.count > 18, "too little happened: \(life.outcomes)")
    #expect(life.outcomes["learned on", default: 0] > 1, "\(life.outcomes)")

    let derived = try await life.derived()
    let firm = life.firm
    for round in 0..<2 {
      try await life.forgetHistory()
      #expect(try await life.store.historyCounts().listens == 0)
      try await life.replay(firm, seed: seed + UInt64(round) + 100)
      #expect(try await life.reports() == life.expected)
      #expect(try await life.derived() == derived)
      let findings = try await life.store.audit(localTime: Fixture.utc)
      #expect(findings == [], "round \(round): \(findings)")
    }
  }

  @Test("a crash at any byte of the log leaves histories sound", arguments: [21, 22] as [UInt64])
  func crashes(seed: UInt64) async throws {
    let life = try await RandomListening(seed: seed)
    var random = SeededGenerator(seed: seed)
    var lost = 0
    for crash in 0..<15 {
      for _ in 0..<Int.random(in: 1...12, using: &random) { try await life.step() }
      let log = try contents(of: FilePath(life.file.string + "-wal"))
      let length = Int.random(in: 0...log.count, using: &random)
      let copy = life.file.removingLastComponent().appending("crash-\(crash).db")
      try write(contents(of: life.file), to: copy)
      try write(Array(log[..<length]), to: FilePath(copy.string + "-wal"))
      let store = try await LibraryStore.open(at: copy, now: { 0 })
      #expect(try await store.audit(localTime: Fixture.utc) == [])
      _ = try await store.learnHistory(gap: 1_200, localTime: Fixture.utc, now: Sample.noon)
      #expect(try await store.audit(localTime: Fixture.utc) == [])
      if try await store.historyCounts() != life.store.historyCounts() { lost += 1 }
      try await store.close()
    }
    #expect(lost > 1)
  }
}
