import Foundation
import MusicModel
import OrpheusTestSupport

/// An album that is one file, made of the demo music.
struct AlbumImage {
  static let songs = ["Awakening", "Nebula", "Coherence"]

  /// Frames of a compact disc, 588 samples each at 44.1 kHz.
  static let starts = [0, 1_517, 3_338]
  static let end = 5_000

  /// Makes `path`, a FLAC, of 66 seconds of three songs.
  static func make(_ path: String) async throws {
    let folder = try TemporaryDirectory()
    let bounds = starts + [end]
    var parts: [String] = []
    for (index, song) in songs.enumerated() {
      let part = folder.appending("\(index).wav")
      let length = (bounds[index + 1] - bounds[index]) * 588
      try await tool(
        "sox",
        [
          Checkout.music("singularity-music", "singularity/music/\(song).ogg"), "-c", "2", "-b",
          "16", part, "rate", "44100", "trim", "\(20 * 44_100)s", "\(length)s",
        ])
      parts.append(part)
    }
    let whole = folder.appending("whole.wav")
    try await tool("sox", ["-D"] + parts + [whole])
    try await tool("flac", ["-s", "-f", "-T", "ALBUM=From the tags", "-o", path, whole])
  }

  /// Cuts a section of `image` out to a FLAC of its own.
  static func cut(_ span: SectionSpan, of image: String, to path: String) async throws {
    let end = span.end.map { ["=\($0 * 588)s"] } ?? []
    try await tool("sox", ["-D", image, path, "trim", "\(span.start * 588)s"] + end)
  }

  /// A sheet about `file`; `starts` are in frames.
  static func sheet(
    _ file: String, titles: [String] = songs, starts: [Int] = starts
  ) -> String {
    var text = "PERFORMER \"Orchestra\"\r\nTITLE \"Three songs\"\r\nFILE \"\(file)\" WAVE\r\n"
    for (index, start) in starts.enumerated() {
      let digits = [start / 75 / 60, start / 75 % 60, start % 75].map {
        $0 < 10 ? "0\($0)" : "\($0)"
      }
      text += "  TRACK 0\(index + 1) AUDIO\r\n    TITLE \"\(titles[index])\"\r\n"
      text += "    INDEX 01 \(digits.joined(separator: ":"))\r\n"
    }
    return text
  }

  static func tool(_ name: String, _ arguments: [String]) async throws {
    let result = try await run("/usr/bin/env", [name] + arguments)
    guard result.status == 0 else { throw Trouble(what: "\(name): \(result.errors)") }
  }

  /// What went wrong in the making.
  struct Trouble: Error {
    var what: String
  }
}
