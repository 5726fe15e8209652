import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("What cannot be analysed is recorded and stops nothing", .serialized)
struct RubbishTests {
  @Test(
    "a truncated file, text named .mp3, an unreadable file, nothing at all, a closed folder and a FIFO"
  )
  func everyKind() async throws {
    let files = FileManager.default
    let music = try TemporaryDirectory()
    let sample = Checkout.music(
      "fretsonfire-songs-muldjord", "fretsonfire/data/songs/muldjord/armygeddon/song.ogg")
    let whole = try #require(files.contents(atPath: sample))

    try whole.write(to: URL(fileURLWithPath: music.appending("good.ogg")))
    // The first 5,000 bytes hold the headers and next to no sound.
    try whole.prefix(5_000).write(to: URL(fileURLWithPath: music.appending("truncated.ogg")))
    try Data("These are words, not music.\n".utf8).write(
      to: URL(fileURLWithPath: music.appending("words.mp3")))
    try whole.write(to: URL(fileURLWithPath: music.appending("secret.ogg")))
    try Data().write(to: URL(fileURLWithPath: music.appending("empty.flac")))
    #expect(mkfifo(music.appending("pipe.wav"), 0o644) == 0)
    let closed = music.appending("closed")
    try files.createDirectory(atPath: closed, withIntermediateDirectories: false)
    try whole.write(to: URL(fileURLWithPath: closed + "/inside.ogg"))
    try Data("not music either".utf8).write(
      to: URL(fileURLWithPath: music.appending("cover.jpg")))
    chmod(music.appending("secret.ogg"), 0)
    chmod(closed, 0)
    defer { chmod(closed, 0o700) }

    let daemon = try await RunningDaemon(
      music: [music.path], wrapper: withoutPrivileges)
    try await daemon.sync()

    let good: TrackInfo = try await daemon.json("track", music.appending("good.ogg"))
    #expect(good.state == "analysed")
    for name in ["truncated.ogg", "words.mp3", "secret.ogg", "empty.flac", "pipe.wav"] {
      let track: TrackInfo = try await daemon.json("track", music.appending(name))
      #expect(track.state == "failed", "\(name): \(track.state)")
      #expect(track.reason?.isEmpty == false, "\(name) has no reason")
    }
    let status: StatusReply = try await daemon.json("status")
    #expect(status.failed == 5)
    #expect(status.unread == 1, "the closed folder")
    #expect(status.pending == 0)
    #expect(status.tracks == 6)
    #expect(await daemon.stop() == 0)
  }

  @Test("a file that ends its worker is tried twice, then left alone, and the daemon lives on")
  func crashingWorker() async throws {
    let files = FileManager.default
    let music = try TemporaryDirectory()
    let programs = try TemporaryDirectory()
    let sample = Checkout.music(
      "fretsonfire-songs-muldjord", "fretsonfire/data/songs/muldjord/armygeddon/song.ogg")
    try files.copyItem(atPath: sample, toPath: music.appending("deadly.ogg"))
    try files.copyItem(
      atPath: Checkout.programs + "/orpheusd", toPath: programs.appending("orpheusd"))
    let worker = programs.appending("orpheus-worker")
    let attempts = programs.appending("attempts")
    try Self.deadlyWorker(log: attempts).write(
      toFile: worker, atomically: true, encoding: .utf8)
    chmod(worker, 0o755)

    let daemon = try await RunningDaemon(music: [music.path], programs: programs.path)
    try await daemon.sync()
    let track: TrackInfo = try await daemon.json("track", music.appending("deadly.ogg"))
    #expect(track.state == "quarantined")
    #expect(track.reason?.contains("signal 11") == true, "\(track.reason ?? "no reason")")
    #expect(try String(contentsOfFile: attempts, encoding: .utf8).count == 2)
    let status: StatusReply = try await daemon.json("status")
    #expect(status.quarantined == 1)
    #expect(status.pending == 0)

    // A new version of the file deserves a new chance, with a worker that works.
    try files.removeItem(atPath: worker)
    try files.copyItem(atPath: Checkout.programs + "/orpheus-worker", toPath: worker)
    try files.removeItem(atPath: music.appending("deadly.ogg"))
    try files.copyItem(atPath: sample, toPath: music.appending("deadly.ogg"))
    try await daemon.sync()
    let again: TrackInfo = try await daemon.json("track", music.appending("deadly.ogg"))
    #expect(again.state == "analysed")
  }

  @Test("without its worker the daemon says so and waits; no file is blamed, and none is left out")
  func missingWorker() async throws {
    let files = FileManager.default
    let music = try TemporaryDirectory()
    let programs = try TemporaryDirectory()
    let songs = Checkout.music("fretsonfire-songs-muldjord", "fretsonfire/data/songs/muldjord")
    try files.copyItem(atPath: songs, toPath: music.appending("songs"))
    try files.copyItem(
      atPath: Checkout.programs + "/orpheusd", toPath: programs.appending("orpheusd"))
    let daemon = try await RunningDaemon(music: [music.path], programs: programs.path)
    #expect(try await daemon.control("sync", "--timeout", "1").status == 1)
    let waiting: StatusReply = try await daemon.json("status")
    #expect(waiting.health == "degraded")
    #expect(waiting.degraded.contains { $0.contains("orpheus-worker does not start") })
    #expect(waiting.pending == waiting.tracks && waiting.tracks == 8)

    try files.copyItem(
      atPath: Checkout.programs + "/orpheus-worker", toPath: programs.appending("orpheus-worker"))
    try await daemon.sync()
    let done: StatusReply = try await daemon.json("status")
    #expect(done.health == "ok")
    #expect(done.pending == 0 && done.quarantined == 0 && done.failed == 0)
  }

  /// Introduces itself, and dies of the first file.
  private static func deadlyWorker(log: String) -> String {
    """
    #!/usr/bin/env python3
    import json, os, signal, socket
    daemon = socket.socket(fileno=0)
    daemon.recv(1 << 20)
    sandbox = {"landlockVersion": 0, "gaps": []}
    introduction = {"introduced": {"_0": {"decoders": "deadly", "sandbox": sandbox}}}
    daemon.send(json.dumps(introduction).encode())
    daemon.recv(1 << 20)
    with open("\(log)", "a") as log:
        log.write("\\n")
    os.kill(os.getpid(), signal.SIGSEGV)

    """
  }

  /// Root may read everything, so as root the daemon runs without root's capabilities.
  private var withoutPrivileges: [String] {
    geteuid() == 0 ? ["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"] : []
  }
}
