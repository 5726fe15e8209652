import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("Status is exact", .serialized)
struct StatusTests {
  @Test("after every sync, whatever happened to the files", .timeLimit(.minutes(10)))
  func afterSync() async throws {
    let folders = [try TemporaryDirectory(), try TemporaryDirectory()]
    let daemon = try await RunningDaemon(music: folders.map(\.path))
    let socket = daemon.socket
    var random = RubbishNumbers(state: 7)
    let files = FileManager.default
    var present: [Set<String>] = [[], []]
    var directories: [[String]] = folders.map { [$0.path] }
    for round in 0..<Effort.count(25, soak: 250) {
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let folder = Int.random(in: 0...1, using: &random)
        guard let directory = directories[folder].randomElement(using: &random) else { continue }
        switch Int.random(in: 0..<6, using: &random) {
        case 0...2:
          let path = directory + "/\(round)-\(UInt16.random(in: 0 ... .max, using: &random)).mp3"
          try Data("not music".utf8).write(to: URL(fileURLWithPath: path))
          present[folder].insert(path)
        case 3:
          let path = directory + "/d\(UInt16.random(in: 0 ... .max, using: &random))"
          guard !files.fileExists(atPath: path) else { continue }
          try files.createDirectory(atPath: path, withIntermediateDirectories: false)
          directories[folder].append(path)
        case 4:
          guard let path = present[folder].sorted().randomElement(using: &random) else { continue }
          try files.removeItem(atPath: path)
          present[folder].remove(path)
        default:
          guard directory != folders[folder].path else { continue }
          let to =
            folders[folder].path + "/r\(round)-\(UInt16.random(in: 0 ... .max, using: &random))"
          try files.moveItem(atPath: directory, toPath: to)
          func moved(_ path: String) -> String {
            path == directory || path.hasPrefix(directory + "/")
              ? to + path.dropFirst(directory.count) : path
          }
          present[folder] = Set(present[folder].map(moved))
          directories[folder] = directories[folder].map(moved)
        }
      }
      let (status, listed) = try await blocking {
        let client = try RawClient(socket)
        _ = try client.call(SyncRequest(seconds: 120))
        let status = try client.call(StatusRequest())
        return (status, try client.call(TracksRequest()).tracks.count)
      }
      #expect(status.tracks == present[0].count + present[1].count, "round \(round)")
      #expect(status.roots.map(\.tracks) == present.map(\.count), "round \(round)")
      #expect(status.failed == status.tracks)
      #expect(status.pending == 0)
      #expect(listed == min(status.tracks, 500))
    }
  }

  @Test("about histories as they are read, go and come back")
  func histories() async throws {
    let (music, history) = (try TemporaryDirectory(), try TemporaryDirectory())
    let daemon = try await RunningDaemon(music: [music.path], history: [history.path])
    try await daemon.sync()
    #expect(try await daemon.status().roots.map(\.listens) == [nil, 0])
    let lines = (0..<30).map { number in
      #"{"listened_at":\#(1_700_000_000 + number * 300),"track_metadata":{"artist_name":"A","#
        + #""track_name":"T\#(number)"}}"#
    }
    let file = history.appending("listens.jsonl")
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: file, atomically: true, encoding: .utf8)
    try await daemon.sync()
    let read = try await daemon.status()
    #expect(read.listens == 30)
    #expect(read.roots.last?.listens == 30)
    try FileManager.default.moveItem(atPath: file, toPath: music.appending("away.jsonl"))
    try await daemon.sync()
    #expect(try await daemon.status().roots.last?.listens == 0)
    #expect(try await daemon.status().listens == 30)
    try FileManager.default.moveItem(atPath: music.appending("away.jsonl"), toPath: file)
    try await daemon.sync()
    #expect(try await daemon.status().roots.last?.listens == 30)
  }
}
