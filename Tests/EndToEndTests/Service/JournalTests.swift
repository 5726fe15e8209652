import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("Service: the journal", .serialized, .needsNamespaces)
struct JournalTests {
  @Test("gets every entry with its fields, and standard error nothing", .timeLimit(.minutes(10)))
  func fields() async throws {
    let state = try await DemoLibrary.state()
    let (music, folder) = (try TemporaryDirectory(), try TemporaryDirectory())
    let journal = try JournalSocket(at: folder.appending("socket"))
    // Standard error is this file, which JOURNAL_STREAM says is the journal (systemd.exec(5)).
    let log = state.appending("log")
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    var found = stat()
    try #require(stat(log, &found) == 0)

    // A line feed in a name: such a field travels with its length, and must not forge others.
    let name = "two\nMESSAGE=lines.ogg"
    try FileManager.default.copyItem(
      atPath: Checkout.music(
        "fretsonfire-songs-muldjord", "fretsonfire/data/songs/muldjord/armygeddon/song.ogg"),
      toPath: music.appending(name))
    let daemon = try await RunningDaemon(
      music: DemoLibrary.music + [music.path], settings: "[daemon]\nlog-level = \"debug\"\n",
      wrapper: ["/usr/bin/env", "JOURNAL_STREAM=\(found.st_dev):\(found.st_ino)"]
        + Namespace.entering(
          running: """
            mount -t tmpfs none /run && mkdir -p /run/systemd/journal
            mount --bind \(folder.path) /run/systemd/journal
            """),
      state: state)
    try await daemon.sync()
    let track: TrackInfo = try await daemon.json("track", music.appending(name))
    let mood = try #require(track.mood)

    let ready = await journal.entry { $0["MESSAGE"] == "ready" }
    #expect(ready["PRIORITY"] == "6")
    #expect(ready["SYSLOG_IDENTIFIER"] == "orpheusd")
    #expect(ready["CODE_FILE"]?.contains("/Daemon") == true)
    let recorded = await journal.entry { $0["ORPHEUS_PATH"] == music.appending(name) }
    #expect(recorded["MESSAGE"] == "recorded")
    #expect(recorded["PRIORITY"] == "7")
    #expect(recorded["ORPHEUS_MOOD"] == mood.slug)
    #expect(await daemon.stop() == 0)
    #expect(daemon.logged.isEmpty)
  }
}

/// journald's end of its native protocol: a datagram an entry
/// (https://systemd.io/JOURNAL_NATIVE_PROTOCOL).
private final class JournalSocket: Sendable {
  private let entries: AsyncStream<[String: String]>

  init(at path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
    let status = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    let (entries, continuation) = AsyncStream.makeStream(of: [String: String].self)
    self.entries = entries
    Thread.detachNewThread {
      // Read all the time, as journald does: the kernel holds only a few messages.
      var buffer = [UInt8](repeating: 0, count: 1 << 18)
      while case let count = recv(descriptor, &buffer, buffer.count, 0), count >= 0 {
        if case .terminated = continuation.yield(Self.fields(of: buffer[..<count])) { break }
      }
      close(descriptor)
    }
  }

  /// The next entry that is wanted; waits for it.
  func entry(_ isWanted: ([String: String]) -> Bool) async -> [String: String] {
    for await entry in entries where isWanted(entry) { return entry }
    return [:]
  }

  /// `NAME=value` and a line feed; or `NAME`, a line feed, the length in eight bytes, the value and
  /// a line feed.
  private static func fields(of bytes: ArraySlice<UInt8>) -> [String: String] {
    var fields: [String: String] = [:]
    var rest = bytes
    while let end = rest.firstIndex(of: 10) {
      let line = rest[..<end]
      rest = rest[(end + 1)...]
      if let equals = line.firstIndex(of: UInt8(ascii: "=")) {
        fields[String(decoding: line[..<equals], as: UTF8.self)] =
          String(decoding: line[(equals + 1)...], as: UTF8.self)
      } else {
        let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(8)
        fields[String(decoding: line, as: UTF8.self)] =
          String(decoding: rest.prefix(length), as: UTF8.self)
        rest = rest.dropFirst(length + 1)
      }
    }
    return fields
  }
}
