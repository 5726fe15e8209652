import ControlProtocol
import FoundationEssentials
import OrpheusTestSupport
import Synchronization
import SystemPackage
import Testing

@testable import ControlTransport

@Suite("A client that sends rubbish")
struct FuzzTests {
  private static func isSet(_ variable: String) -> Bool {
    ProcessInfo.processInfo.environment[variable] == "1"
  }

  /// Sanitizers are slow, and keep what was freed.
  static let isSanitized = isSet("ORPHEUS_SANITIZED")

  static let isLong = isSet("ORPHEUS_SOAK")

  /// Frames in all: a million in the long run.
  static let frames = isLong ? 1_000_000 : isSanitized ? 4_000 : 20_000

  @Test("has seen every method that rubbish is made of")
  func everyMethod() {
    for interface in [ControlInterface.description, ServiceInterface.description] {
      for line in interface.split(separator: "\n") where line.hasPrefix("method ") {
        let method = line.dropFirst("method ".count).prefix { $0 != "(" }
        #expect(RubbishFrame.seeds.contains { $0.contains(".\(method)\"") }, "\(method)")
      }
    }
  }

  @Test("neither disturbs the neighbour nor costs anything", .timeLimit(.minutes(60)))
  func neighbour() async throws {
    try await TestServer.with(holdsSync: false) { server in
      try await ControlClient.withConnection(to: server.socket) { neighbour in
        // What a first round needs once and for all is no leak.
        try await run(server, seeds: 0..<4, frames: 2_000, beside: neighbour)
        let before = try ProcessFigures()
        try await run(server, seeds: 4..<8, frames: Self.frames, beside: neighbour)
        // A connection that was just ended may still be being taken apart.
        for _ in 0..<100 where try ProcessFigures().descriptors > before.descriptors {
          _ = try await neighbour.call(StatusRequest())
        }
        let after = try ProcessFigures()
        print(
          "\(Self.frames) frames: \(before.ownKilobytes) KiB before, \(after.ownKilobytes) KiB after;",
          "descriptors \(before.descriptors), \(after.descriptors)")
        // Other tests of this process come and go meanwhile.
        #expect(after.descriptors <= before.descriptors + 200)
        // In the long run nothing else does for long; how a daemon fares is tested on a real one.
        if Self.isLong { #expect(after.ownKilobytes <= before.ownKilobytes + 64 * 1024) }
      }
    }
  }

  private func run(
    _ server: TestServer, seeds: Range<UInt64>, frames: Int, beside neighbour: ControlClient
  ) async throws {
    let isOver = Flag()
    async let outcomes: [FuzzOutcome] = withThrowingTaskGroup { group in
      defer { isOver.raise() }
      for seed in seeds {
        group.addTask {
          try await blocking {
            try fuzz(
              server.socket, seed: seed, frames: frames / seeds.count, sentinel: Frames.mood)
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    var answers = 0
    while !isOver.isRaised {
      let name = "neighbour \(answers)"
      let mood = try await neighbour.call(MoodRequest(mood: name)).mood
      try #require(mood.name == name)
      answers += 1
    }
    #expect(try await outcomes.flatMap(\.faults) == [])
    #expect(try await outcomes.reduce(0) { $0 + $1.frames } == frames)
    #expect(try await outcomes.contains { $0.ended > 0 })
    #expect(answers > 0)
  }

  /// Raised once, by another task.
  private final class Flag: Sendable {
    private let raised = Atomic(false)

    var isRaised: Bool { raised.load(ordering: .acquiring) }

    func raise() { raised.store(true, ordering: .releasing) }
  }
}
