import ControlProtocol
import OrpheusTestSupport
import Synchronization
import SystemPackage
import Testing

@testable import ControlTransport

@Suite("A listing")
struct ListingTests {
  @Test(
    "ends its pages early where rows are long, and is whole in the end", .timeLimit(.minutes(10)),
    arguments: [nil, 7, 130, 500, 50_000])
  func early(limit: Int?) async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { client in
        var paths: [String] = []
        var pages: [Int] = []
        var cursor: String?
        repeat {
          let page = try await client.call(
            PlaylistRequest(mood: "long", limit: limit, cursor: cursor))
          paths += page.entries.map(\.path)
          pages.append(page.entries.count)
          cursor = page.cursor
        } while cursor != nil
        #expect(paths == (0..<TestServer.rows).map { "/\($0)" })
        // 8 kB a row: 131 fit into a mebibyte.
        #expect(pages.allSatisfy { $0 <= 131 })
        #expect(pages.dropLast().allSatisfy { $0 > 31 || $0 == limit })
      }
    }
  }

  @Test("stays within the limit to the byte", .timeLimit(.minutes(10)))
  func withinLimit() async throws {
    var limits = ControlLimits.standard
    limits.replyBytes = 20_000
    try await TestServer.with(limits: limits) { server in
      let reply = try await blocking {
        try RawClient(server.socket).frame(
          after: Frames.call("Playlist", #","parameters":{"mood":"long"}"#))
      }
      #expect(reply.utf8.count <= 20_000)
      #expect(reply.contains(#""cursor":""#))
    }
  }

  @Test("says so when not even one row fits, and serves on", .timeLimit(.minutes(10)))
  func monstrousRow() async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { client in
        await #expect(
          throws: ControlError.limitExceeded(
            limit: "a reply has at most 1048576 bytes; ask for less")
        ) { try await client.call(PlaylistRequest(mood: "monstrous")) }
        try await expectStatus(client)
      }
    }
  }

  @Test("is made one page at a time, and keeps nobody else waiting", .timeLimit(.minutes(10)))
  func turns() async throws {
    try await TemporaryDirectory.with { directory in
      let socket = directory("control.sock")
      let (begun, gate) = (Signals(), Signals())
      let inside = Mutex((now: 0, most: 0))
      var router = ControlRouter(product: "Orpheus", version: "1.0")
      router.on(StatusRequest.self) { _, _ in TestServer.status }
      router.list(HistoryRequest.self) { _, _ in
        inside.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        begun.send("page")
        await gate.wait(for: "open")
        inside.withLock { $0.now -= 1 }
        return HistoryReply(listens: [], cursor: nil)
      }
      try await TestServer.serving(router, at: socket) {
        try await withThrowingDiscardingTaskGroup { group in
          for _ in 0..<8 {
            group.addTask {
              try await ControlClient.withConnection(to: socket) {
                _ = try await $0.call(HistoryRequest())
              }
            }
          }
          await begun.wait(for: "page")
          try await ControlClient.withConnection(to: socket) { client in
            for _ in 0..<100 { try await expectStatus(client) }
          }
          for _ in 0..<8 { gate.send("open") }
        }
      }
      #expect(inside.withLock { $0.most } == 1)
    }
  }

  @Test("does not wait for the client that has the last page", .timeLimit(.minutes(10)))
  func slowReader() async throws {
    try await TestServer.with { server in
      let enough = Signals()
      async let slow: Void = blocking {
        let client = try RawClient(server.socket)
        client.send(Frames.call("Playlist", #","parameters":{"mood":"long"}"#))
        // The page is made, and more than the kernel takes.
        #expect(client.waitForInput(milliseconds: 20_000))
        client.hold(until: enough)
      }
      try await ControlClient.withConnection(to: server.socket) { client in
        for _ in 0..<5 {
          let page = try await client.call(PlaylistRequest(mood: "long"))
          #expect(!page.entries.isEmpty)
        }
      }
      enough.send("done")
      try await slow
    }
  }
}
