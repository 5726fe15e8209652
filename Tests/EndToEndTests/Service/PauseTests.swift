import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("Service: a pause that was asked for")
struct PauseTests {
  @Test("outlives the replacement of the database, and ends when asked")
  func replacement() async throws {
    let folder = try TemporaryDirectory()
    let daemon = try await RunningDaemon(music: [])
    #expect(try await daemon.control("pause").status == 0)
    let copy = folder.appending("copy.sqlite")
    #expect(try await daemon.control("backup", copy).status == 0)
    #expect(try await daemon.control("restore", copy).status == 0)
    try await daemon.answers { status in
      status.degraded.contains { $0.contains("On request the backup of") }
    }
    var status: StatusReply = try await daemon.json("status")
    #expect(status.activity == "paused")
    #expect(try await daemon.control("resume").status == 0)
    status = try await daemon.json("status")
    #expect(status.activity == "idle" && status.paused == nil)
  }
}
