import ControlProtocol
import Foundation
import Glibc
import MusicModel
import OrpheusTestSupport
import Testing
import WorkerProtocol

@Suite("Orpheus stays small", .serialized)
struct FootprintTests {
  @Test("an idle daemon with the demo library takes at most 64 MiB, and its worker is gone")
  func idleDaemon() async throws {
    let state = try TemporaryDirectory()
    let daemon = try await RunningDaemon(
      music: DemoLibrary.music, settings: "[analysis]\nworker-idle = 1\n", state: state)
    try await daemon.sync()
    var workers = 1
    let deadline = ContinuousClock.now + .seconds(60)
    while workers > 0, ContinuousClock.now < deadline {
      let status: StatusReply = try await daemon.json("status")
      workers = status.workers
    }
    #expect(workers == 0)
    let resident = try ProcessFigures(of: daemon.processIdentifier).kilobytes
    print("idle daemon: \(resident / 1024) MiB resident")
    #expect(resident <= 64 * 1024)
  }

  @Test("a worker takes at most 400 MiB for a two-hour file")
  func longFile() async throws {
    let folder = try TemporaryDirectory()
    let file = folder.appending("two-hours.wav")
    try makeTwoHours(file)

    let (ours, theirs) = try WorkerChannel.makePair()
    let channel = WorkerChannel(owning: ours)
    let worker = Process()
    worker.executableURL = URL(fileURLWithPath: Checkout.programs + "/orpheus-worker")
    worker.standardInput = FileHandle(fileDescriptor: theirs, closeOnDealloc: true)
    try worker.run()
    defer { worker.terminate() }

    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    for request in [WorkerRequest.identify, .analyse(.windows(count: 12))] {
      try channel.send(request, descriptor: descriptor)
      let reply: WorkerReply = try channel.receive().message
      switch reply {
      case .identified(let found): #expect(abs((found.seconds ?? 0) - 7_200) < 1)
      case .analysed(let analysis): #expect(analysis.embedding.values.count == 200)
      case .unreadable(let reason), .unavailable(let reason), .gaveUp(let reason):
        Issue.record("\(reason)")
      case .introduced, .rehearsed: Issue.record("nobody asked")
      }
    }
    let peak = try ProcessFigures(of: worker.processIdentifier).peakKilobytes
    print("worker on a two-hour file: peak \(peak / 1024) MiB")
    #expect(peak <= 400 * 1024)
  }

  /// Two hours of stereo at 44.1 kHz with a tone in every eighth second, the rest a hole in the
  /// file: as long as any to a decoder, and quick to make.
  private func makeTwoHours(_ path: String) throws {
    let bytesPerSecond = 44_100 * 4
    let size = 7_200 * bytesPerSecond
    var header = Data("RIFF".utf8)
    func append(_ value: Int, bytes: Int) {
      for byte in 0..<bytes { header.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
    append(36 + size, bytes: 4)
    header.append(Data("WAVEfmt ".utf8))
    append(16, bytes: 4)
    for (value, bytes) in [(1, 2), (2, 2), (44_100, 4), (bytesPerSecond, 4), (4, 2), (16, 2)] {
      append(value, bytes: bytes)
    }
    header.append(Data("data".utf8))
    append(size, bytes: 4)
    _ = FileManager.default.createFile(atPath: path, contents: header)

    let handle = try #require(FileHandle(forWritingAtPath: path))
    var tone = Data()
    for frame in 0..<44_100 {
      let sample = Int16(8_000 * sin(Double(frame) * 2 * .pi * 440 / 44_100))
      for _ in 0..<2 { withUnsafeBytes(of: sample.littleEndian) { tone.append(contentsOf: $0) } }
    }
    for second in stride(from: 0, to: 7_200, by: 8) {
      try handle.seek(toOffset: UInt64(header.count + second * bytesPerSecond))
      handle.write(tone)
    }
    try handle.truncate(atOffset: UInt64(header.count + size))
    try handle.close()
  }
}
