import ControlProtocol
import Foundation
import Glibc
import OrpheusTestSupport
import Testing

@Suite("A library of very long paths", .serialized)
struct LongPathTests {
  private static let count = 700

  /// Files whose paths have 3,900 bytes, some of which need six bytes of JSON each.
  private func library() throws -> TemporaryDirectory {
    let music = try TemporaryDirectory()
    var path = music.path
    while path.utf8.count < 3_600 { path += "/" + String(repeating: "\u{1}ä\"", count: 50) }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let filler = String(repeating: "f", count: 3_880 - path.utf8.count)
    for number in 0..<Self.count {
      let file = open("\(path)/\(filler)\(number).mp3", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
      #expect(write(file, "not music", 9) == 9)
      close(file)
    }
    return music
  }

  @Test("is listed whole, page by page, and never costs more than a reply a client")
  func pages() async throws {
    let music = try library()
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    let listed: [TrackInfo] = try await daemon.json("tracks")
    #expect(Set(listed.map(\.path)).count == Self.count)
    #expect(listed.allSatisfy { $0.state == "failed" })

    let (socket, process) = (daemon.socket, daemon.processIdentifier)
    try await blocking {
      let client = try RawClient(socket)
      client.send(try VarlinkCall.frame(calling: TracksRequest()))
      let frame = try client.frame() ?? ""
      #expect(frame.utf8.count <= 1024 * 1024)
      let page = try VarlinkReply(frame: Data(frame.utf8)).parameters(as: TracksReply.self)
      #expect(page.tracks.count < 500)
      #expect(page.cursor != nil)

      // Clients that ask for such pages and never take them; the first ones warm the daemon up.
      func askAndHold(_ count: Int) throws -> [RawClient] {
        try (0..<count).map { _ in
          let client = try RawClient(socket)
          for _ in 0..<4 { client.send(try VarlinkCall.frame(calling: TracksRequest())) }
          _ = client.waitForInput(milliseconds: 60_000)
          return client
        }
      }
      do {
        let first = try askAndHold(3)
        _ = try client.call(StatusRequest())
        withExtendedLifetime(first) {}
      }
      let before = try ProcessFigures(of: process)
      let held = try askAndHold(12)
      _ = try client.call(StatusRequest())
      let after = try ProcessFigures(of: process)
      withExtendedLifetime(held) {}
      print(
        "12 clients that do not take a page of a mebibyte: \(before.ownKilobytes) KiB before,",
        "\(after.ownKilobytes) KiB after")
      // The reply, and what writing it left to the allocator.
      #expect(after.ownKilobytes - before.ownKilobytes <= 12 * 2 * 1024)
    }
  }
}
