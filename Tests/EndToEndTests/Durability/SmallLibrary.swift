import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// A few songs of the demo music, under names of a test's own.
struct SmallLibrary {
  let music: TemporaryDirectory

  /// Copies every song `times` times: the same recordings, so only the first is put through the
  /// models.
  init(times: Int = 1) throws {
    music = try TemporaryDirectory()
    for (number, song) in try Self.songs().enumerated() {
      for copy in 0..<times {
        try FileManager.default.copyItem(
          atPath: song, toPath: music.appending("\(number)-\(copy).ogg"))
      }
    }
  }

  private static func songs() throws -> [String] {
    let folder = Checkout.music(
      "fretsonfire-songs-muldjord", "fretsonfire/data/songs/muldjord")
    return try FileManager.default.subpathsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix("song.ogg") }.sorted().map { folder + "/" + $0 }
  }
}

extension RunningDaemon {
  /// The library database.
  var database: String { state.appending("library.sqlite") }

  /// What `doctor` finds, whatever its exit status.
  func findings() async throws -> [Finding] {
    let result = try await control("doctor", "--json")
    return try JSONDecoder().decode(DiagnoseReply.self, from: Data(result.output.utf8)).findings
  }
}

/// Turns a kilobyte over in the middle of a file.
func damage(_ file: String, at fraction: Double = 0.5) throws {
  let handle = try #require(FileHandle(forUpdatingAtPath: file))
  defer { try? handle.close() }
  let size = try handle.seekToEnd()
  let start = UInt64(Double(size) * fraction) / 4_096 * 4_096
  try handle.seek(toOffset: start)
  let bytes = try handle.read(upToCount: 1_024) ?? Data()
  try handle.seek(toOffset: start)
  try handle.write(contentsOf: Data(bytes.map { $0 ^ 0xFF }))
}
