import ControlProtocol
import FoundationEssentials
import Synchronization
import SystemPackage
import Testing

@testable import ControlTransport

@Suite("A client that sends rubbish")
struct FuzzTests {
  /// Frames in all; ORPHEUS_FUZZ_FRAMES asks for more, the long run for a million.
  static let frames =
    ProcessInfo.processInfo.environment["ORPHEUS_FUZZ_FRAMES"].flatMap { Int($0) } ?? 20_000

  @Test("does not keep the neighbour from right answers", .timeLimit(.minutes(60)))
  func neighbour() async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { neighbour in
        let isOver = Flag()
        async let sent: Void = withThrowingTaskGroup { group in
          defer { isOver.raise() }
          for seed in 0..<4 {
            group.addTask {
              try await blocking {
                try Self.fuzz(server.socket, seed: UInt64(seed), frames: Self.frames / 4)
              }
            }
          }
          try await group.waitForAll()
        }
        var answers = 0
        while !isOver.isRaised {
          let name = "neighbour \(answers)"
          let mood = try await neighbour.call(MoodRequest(mood: name)).mood
          try #require(mood.name == name)
          answers += 1
        }
        try await sent
        #expect(answers > 0)
      }
    }
  }

  /// Raised once, by another task.
  private final class Flag: Sendable {
    private let raised = Atomic(false)

    var isRaised: Bool { raised.load(ordering: .acquiring) }

    func raise() { raised.store(true, ordering: .releasing) }
  }

  /// Sends `frames` mutated frames; each is followed by a proper call that has to be answered
  /// unless the frame ended the connection, and then with a reason.
  private static func fuzz(_ socket: FilePath, seed: UInt64, frames: Int) throws {
    var random = SplitMix64(state: seed)
    var client = try RawClient(socket)
    for number in 0..<frames {
      client.send(RubbishFrame.make(using: &random), chunk: Int.random(in: 1...256, using: &random))
      // Asks for something that only this call asks for.
      let name = "sentinel-\(seed)-\(number)"
      client.send(Frames.mood(name))
      var last: String?
      while let reply = try client.frame() {
        last = reply
        if reply.contains(name) { break }
      }
      guard last?.contains(name) != true else { continue }
      #expect(last?.contains("\"error\"") == true, "seed \(seed), frame \(number)")
      client = try RawClient(socket)
    }
  }
}
