import ControlProtocol
import Foundation
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("Watching: nothing is recorded half-written, and nothing waits for ever")
struct GrowingFileTests {
  @Test("a file that grows is read when it is closed, not before, and once")
  func growing() async throws {
    let folder = try TemporaryDirectory()
    let worker = try CountingWorker()
    let daemon = try await RunningDaemon(
      music: [folder.path], settings: Sound.settings, programs: worker.programs)
    try await daemon.sync()

    let seconds = Effort.count(6, soak: 120)
    let portion = 64 * 1024
    let song = Sound.song(seed: 1, seconds: seconds * portion / Sound.rate + 1)
    let path = FilePath(folder.path).appending("slow.wav")
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)
    let start = ContinuousClock.now
    var offset = 0
    for second in 1...seconds {
      try file.writeAll(song[offset..<min(offset + portion, song.count)])
      offset += portion
      // A pace, not a wait for something: that is what the test is about.
      try await Task.sleep(until: start + .seconds(second))
      #expect(worker.counts.analysed == 0, "read while it grows, after \(second) s")
      if second == 2 { try await daemon.sync() }
    }
    try file.writeAll(song[min(offset, song.count)...])
    try file.close()
    let closed = ContinuousClock.now
    // The worker has only what other tests leave of the processor.
    let isAnalysed = try await eventually(within: .seconds(120)) {
      try await daemon.status().analyses == 1
    }
    #expect(isAnalysed)
    print("a file that grew for \(seconds) s: analysed \(ContinuousClock.now - closed) after close")
    try await daemon.sync()
    try await daemon.expectLibrary(equals: [FilePath(folder.path)])
    #expect(worker.counts == (identified: 1, analysed: 1))
  }

  // That the bound is 60 s is tested with a clock of their own in DeliveryScheduleTests and
  // ChangeCoalescerTests; that it holds in the daemon takes as long as it takes.
  @Test("a file is analysed within a minute though its neighbour never rests", .soakOnly)
  func restlessNeighbour() async throws {
    let folder = try TemporaryDirectory()
    let music = FilePath(folder.path)
    let daemon = try await RunningDaemon(music: [folder.path], settings: Sound.settings)
    try await daemon.sync()
    let neighbour = music.appending("neighbour.wav")
    let touching = Task {
      while !Task.isCancelled {
        try Disk.write(neighbour, Sound.short(frames: 10))
        try await Task.sleep(for: .seconds(1))
      }
    }
    let rounds = 9
    for round in 1...rounds {
      try await Task.sleep(for: .seconds(5))
      try Disk.write(music.appending("\(round).wav"), Sound.song(seed: round))
      let written = ContinuousClock.now
      let isAnalysed = try await eventually(within: .seconds(61)) {
        try await daemon.status().analyses == round
      }
      #expect(isAnalysed, "song \(round)")
      print("beside a restless neighbour: analysed after \(ContinuousClock.now - written)")
    }
    touching.cancel()
    _ = await touching.result
  }
}
