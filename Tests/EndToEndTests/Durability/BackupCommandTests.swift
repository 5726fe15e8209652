import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("orpheusctl backup, restore and doctor", .serialized)
struct BackupCommandTests {
  @Test("a backup is written once, replaced on demand, and can be gone on with")
  func roundTrip() async throws {
    let library = try SmallLibrary()
    let daemon = try await RunningDaemon(music: [library.music.path])
    try await daemon.sync()
    let folder = try TemporaryDirectory()
    let copy = folder.appending("copy.sqlite")
    struct Written: Decodable { var file: String, bytes: Int }
    let written: Written = try await daemon.json("backup", copy)
    #expect(written.file == copy && written.bytes > 100_000)
    let attributes = try FileManager.default.attributesOfItem(atPath: copy)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(attributes[.size] as? Int == written.bytes)

    let again = try await daemon.control("backup", copy)
    #expect(again.status == 1 && again.errors.contains("--force replaces it"))
    #expect(try await daemon.control("backup", copy, "--force").status == 0)
    let nowhere = try await daemon.control("backup", folder.appending("no/copy.sqlite"))
    #expect(nowhere.status == 1 && nowhere.errors.contains("cannot write to"))
    #expect(try await daemon.control("backup").status == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["copy.sqlite"])
    let none: BackupsReply = try await daemon.json("backup", "--list")
    #expect(none.backups == [])

    let moods: [MoodInfo] = try await daemon.json("moods")
    #expect(
      try await daemon.control("mood", "\(try #require(moods.first).id)", "--rename", "Gone").status
        == 0)
    #expect(try await daemon.control("restore", copy).status == 0)
    try await daemon.answers { status in
      status.degraded.contains { $0.contains("On request the backup of") }
    }
    try await daemon.sync()
    let restored: [MoodInfo] = try await daemon.json("moods")
    #expect(restored.map(\.name) == moods.map(\.name))
    let status: StatusReply = try await daemon.json("status")
    #expect(status.tracks == moods.map(\.tracks).reduce(0, +))

    try Data("no database".utf8).write(to: URL(fileURLWithPath: copy))
    #expect(try await daemon.control("restore", copy).status == 1)
    #expect(try await daemon.findings().allSatisfy { $0.state != .failure })
  }

  @Test("doctor names what is wrong and what to do, with or without a daemon")
  func doctor() async throws {
    let library = try SmallLibrary()
    let daemon = try await RunningDaemon(music: [library.music.path])
    try await daemon.sync()
    let checks = try await daemon.findings()
    #expect(
      Set(["daemon", "storage", "database", "counts", "backups", "histories", "models", "inotify"])
        .isSubset(of: checks.map(\.check)))
    #expect(
      checks.filter { ["database", "counts"].contains($0.check) }.allSatisfy { $0.state == .good })
    let text = try await daemon.control("doctor")
    #expect(text.output.contains("read through, no damage"))
    await daemon.stop()
    let alone = try await daemon.control("doctor")
    #expect(alone.status == 1)
    #expect(alone.output.contains("fail  daemon"))
    #expect(alone.output.contains("systemctl --user"))
    #expect(alone.output.contains("models"))
  }
}

extension RunningDaemon {
  /// Waits until `status` is as it should be; the daemon may be away for a moment meanwhile.
  func answers(_ condition: (StatusReply) -> Bool) async throws {
    let isSo = try await eventually(within: .seconds(120)) {
      let result = try await control("status", "--json")
      guard result.status == 0 else { return false }
      return condition(
        try JSONDecoder().decode(StatusReply.self, from: Data(result.output.utf8)))
    }
    #expect(isSo, "\(logged)")
  }
}
