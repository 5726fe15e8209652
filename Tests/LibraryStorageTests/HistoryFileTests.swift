import ListeningHistory
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("History files")
struct HistoryFileTests {
  @Test("how far a file was read comes back as it was stored, part by part")
  func progress() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    #expect(try await store.historyProgress(of: "/h/log") == [:])
    var first = Sample.batch([Sample.listen("A", at: 0)])
    first.progress.state = ["columns": "uts,\"artist\"", "ü": "\u{1}"]
    first.progress.isComplete = false
    first.progress.identity?.inode = .max
    var second = Sample.batch([Sample.listen("B", at: 0)], as: .maloja, part: "b/Ü.json")
    second.progress.identity = nil
    second.progress.fingerprint = []
    second.progress.state = [:]
    for batch in [first, second] { _ = try await store.recordHistory(batch, of: "/h/log") }
    let expected = ["": first.progress, "b/Ü.json": second.progress]
    #expect(try await store.historyProgress(of: "/h/log") == expected)
    first.progress.offset = 12_345
    first.progress.isComplete = true
    _ = try await store.recordHistory(first, of: "/h/log")
    #expect(try await store.historyProgress(of: "/h/log")[""] == first.progress)
    #expect(try await store.historyFiles(in: "/h").map(\.parts.count) == [2])
    try await store.keepHistoryParts(["b/Ü.json"], of: "/h/log")
    #expect(try await store.historyProgress(of: "/h/log") == ["b/Ü.json": second.progress])
    #expect(try await store.historyCounts().listens == 2)
    #expect(try await fixture.audit() == [])
  }

  @Test("a file that goes and comes back goes on where it was; its listens stay throughout")
  func absence() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    for file in ["/h/a", "/h/b", "/h/sub/c", "/hub/d"] as [FilePath] {
      try await fixture.record([Sample.listen(file.string, at: 0)], in: file)
    }
    try await store.historyFileUnreadable(at: "/h/locked", reason: "Permission denied.")
    try await store.historyFileUnreadable(at: "/h/b", reason: "Is a mystery.")
    func states() async throws -> [HistorySource.State] {
      try await store.historySources().map(\.state)
    }
    #expect(
      try await states() == [
        .complete, .unreadable("Is a mystery."), .unreadable("Permission denied."), .complete,
        .complete,
      ])
    #expect(try await store.historySources().map(\.format?.rawValue)[2] == nil)
    try await store.historyFileGone(at: "/h/a")
    #expect(try await states()[0] == .gone)
    #expect(try await store.listenCount(below: "/h") == 2)
    try await store.historyFilesGone(below: "/h")
    // Of the locked file there was nothing to remember.
    #expect(try await states() == [.gone, .gone, .gone, .complete])
    #expect(try await store.historyCounts().listens == 4)
    #expect(try await store.historyFiles(in: "/h").map(\.isMissing) == [true, true])
    #expect(try await store.historyProgress(of: "/h/a")[""] == Sample.progress(offset: 100))
    try await store.historyFileFound(at: "/h/b")
    _ = try await store.recordHistory(
      Sample.batch([Sample.listen("New", at: 5)], from: 100), of: "/h/a")
    #expect(try await states() == [.complete, .complete, .gone, .complete])
    #expect(try await store.listenCount(below: "/h") == 3)
    try await store.historyFilesGone(below: "/hub/d")
    #expect(try await states().last == .gone)
  }

  @Test("listens are counted below folders, and for files given alone")
  func listenCounts() async throws {
    let fixture = try await Fixture()
    for (number, file) in (["/h/a", "/h/s/b", "/h2/c", "/d"] as [FilePath]).enumerated() {
      try await fixture.record(
        (0...number).map { Sample.listen("\(number)", at: Int64($0)) }, in: file)
    }
    let counts = ["/h": 3, "/h/s": 2, "/h/s/b": 2, "/h2": 3, "/": 10, "/d": 4, "/x": 0]
    for (root, count) in counts {
      #expect(try await fixture.store.listenCount(below: FilePath(root)) == count, "\(root)")
    }
  }

  @Test("a renamed directory takes its files along, over whatever was thought to be there")
  func renaming() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    let paths: [FilePath] = ["/h/a", "/h/h/a", "/h/s/b", "/k/a", "/hh/a"]
    for (number, file) in paths.enumerated() {
      try await fixture.record([Sample.listen("Song", at: Int64(number) * 10)], in: file)
    }
    func files() async throws -> [String] {
      try await store.historySources().map(\.path.string)
    }
    try await store.renameHistory(directory: "/h", to: "/k")
    #expect(try await files() == ["/hh/a", "/k/a", "/k/h/a", "/k/s/b"])
    let moved = try await store.historyProgress(of: "/k/a")
    #expect(moved[""] != nil)
    // Into its own parent's place.
    try await store.renameHistory(directory: "/k/h", to: "/k")
    #expect(try await files() == ["/hh/a", "/k/a", "/k/s/b"])
    try await store.renameHistory(directory: "/k", to: "/k/k")
    #expect(try await files() == ["/hh/a", "/k/k/a", "/k/k/s/b"])
    try await store.renameHistory(directory: "/", to: "/x")
    try await store.renameHistory(directory: "/k", to: "/k")
    #expect(try await store.historyCounts().listens == 5)
    #expect(try await fixture.audit() == [])
  }
}
