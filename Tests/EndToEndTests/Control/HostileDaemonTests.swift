import ControlProtocol
import Foundation
import Glibc
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("The daemon and hostile clients", .serialized)
struct HostileDaemonTests {
  @Test(
    "rubbish does not disturb the neighbour, and leaves nothing behind", .timeLimit(.minutes(60)))
  func rubbish() async throws {
    let music = try TemporaryDirectory()
    // Too short to be analysed: rubbish may come to mean that failed files are to be tried again,
    // that nothing is to be analysed, and that someone waits until all is.
    for number in 0..<20 {
      try Disk.write(FilePath(music.appending("\(number).wav")), Sound.short(frames: number + 1))
    }
    let daemon = try await RunningDaemon(
      music: [music.path], settings: "[daemon]\nlog-level = \"warning\"\n")
    try await daemon.sync()
    // Threads, caches and statements come once and for all, over some thousand frames.
    try await run(daemon, seeds: 0..<3, frames: Effort.count(3_000, soak: 30_000))
    let before = try ProcessFigures(of: daemon.processIdentifier)
    let frames = Effort.count(6_000, soak: 300_000)
    try await run(daemon, seeds: 3..<6, frames: frames)
    _ = await eventually(within: .seconds(10)) {
      (try? ProcessFigures(of: daemon.processIdentifier))?.descriptors ?? 0 <= before.descriptors
    }
    let after = try ProcessFigures(of: daemon.processIdentifier)
    print(
      "\(frames) frames: \(before.ownKilobytes) KiB before, \(after.ownKilobytes) KiB after;",
      "descriptors \(before.descriptors), \(after.descriptors)")
    #expect(after.ownKilobytes <= before.ownKilobytes + Effort.count(16, soak: 8) * 1024)
    #expect(after.descriptors <= before.descriptors)
    #expect(try await daemon.control("resume").status == 0)
    try await daemon.sync()
    #expect(await daemon.stop() == 0)
  }

  private func run(_ daemon: RunningDaemon, seeds: Range<UInt64>, frames: Int) async throws {
    let socket = daemon.socket
    let faults = try await withThrowingTaskGroup(of: [String].self) { group in
      for seed in seeds {
        group.addTask {
          try await blocking {
            let outcome = try fuzz(socket, seed: seed, frames: frames / seeds.count) { name in
              Frames.call("Track", #","parameters":{"path":"/\#(name)"}"#)
            }
            return outcome.faults
              + (outcome.frames == frames / seeds.count ? [] : ["\(outcome.frames) frames sent"])
          }
        }
      }
      // Beside them, one that asks what it should and knows the answers.
      group.addTask {
        try await blocking {
          let client = try RawClient(socket)
          var faults: [String] = []
          for _ in 0..<frames / 10 {
            let status = try client.call(StatusRequest())
            if status.tracks != 20 || status.skipped != 20 { faults.append("\(status)") }
            let tracks = try client.call(TracksRequest()).tracks
            if tracks.count != 20 { faults.append("\(tracks.count) tracks") }
          }
          return faults
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(faults == [])
  }

  @Test("files that clients send along are not kept")
  func descriptors() async throws {
    let daemon = try await RunningDaemon(music: [try TemporaryDirectory().path])
    try await daemon.sync()
    let marked = daemon.state.appending("marked")
    let (socket, folder) = (daemon.socket, "/proc/\(daemon.processIdentifier)/fd")
    try await blocking {
      let file = open(marked, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      defer { close(file) }
      let client = try RawClient(socket)
      for _ in 0..<500 {
        #expect(client.send(Frames.call("Status"), attaching: file))
        #expect(try client.frame()?.contains("parameters") == true)
      }
      let partial = try RawClient(socket)
      #expect(partial.send("{", attaching: file))
      _ = try client.call(StatusRequest())
      let held = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == marked
      }
      #expect(held == [])
      withExtendedLifetime(partial) {}
    }
  }

  @Test("no more than sixteen connections are one user's, and whoever leaves makes room")
  func connections() async throws {
    let daemon = try await RunningDaemon(music: [try TemporaryDirectory().path])
    let socket = daemon.socket
    try await blocking {
      var clients = try (0..<16).map { _ in try RawClient(socket) }
      for client in clients { _ = try client.call(StatusRequest()) }
      for _ in 0..<200 {
        let refusal = try RawClient(socket).frame()
        #expect(refusal?.contains("at most 16 clients a user") == true)
      }
      clients.removeLast()
      let isIn = try (0..<1_000).contains { _ in
        try RawClient(socket).frame(after: Frames.call("Status")).contains(
          "parameters\":{\"version")
      }
      #expect(isIn)
    }
  }
}
