import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// The same recordings in other formats, at another rate and at another level.
@Suite("Copies of recordings")
struct CopyTests {
  private static let kinds: [(ending: String, options: [String])] = [
    ("mp3", ["-c:a", "libmp3lame", "-b:a", "128k"]),
    ("opus", ["-c:a", "libopus", "-b:a", "64k"]),
    ("22050.flac", ["-ar", "22050", "-c:a", "flac"]),
    ("quiet.flac", ["-af", "volume=-6dB", "-c:a", "flac"]),
  ]

  @Test("are in the mood of what was there first, and told of")
  func copies() async throws {
    let music = try TemporaryDirectory()
    let sources = try Self.sources()
    for (number, source) in sources.enumerated() {
      try await convert(source, to: music.appending("\(number).ogg"), ["-t", "60", "-c", "copy"])
    }
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    for number in sources.indices {
      for kind in Self.kinds {
        try await convert(
          music.appending("\(number).ogg"), to: music.appending("\(number).\(kind.ending)"),
          kind.options)
      }
    }
    try await daemon.sync()

    var told = 0
    for number in sources.indices {
      let original: TrackInfo = try await daemon.json("track", music.appending("\(number).ogg"))
      let mood = try #require(original.mood)
      #expect(original.copyOf == nil)
      for kind in Self.kinds {
        let path = music.appending("\(number).\(kind.ending)")
        let copy: TrackInfo = try await daemon.json("track", path)
        // Its sound is measured and told of like any other's.
        #expect(copy.loudness != original.loudness)
        guard let name = copy.copyOf else { continue }
        told += 1
        #expect(name == original.path && copy.mood?.id == mood.id, "\(path)")
        let text = try await daemon.control("track", path)
        #expect(text.output.contains("copy of") && text.output.contains("/\(number).ogg"))
      }
    }
    // An Opus file of 64 kbit/s may be another sound.
    #expect(told >= Self.kinds.count * sources.count - 1)
    for mood in try await daemon.json("moods") as [MoodInfo] {
      let names = mood.exemplars.map {
        URL(fileURLWithPath: $0).lastPathComponent.prefix { $0 != "." }
      }
      #expect(Set(names).count == names.count, "\(mood.exemplars)")
    }
  }

  /// Three quiet pieces and three loud ones.
  private static func sources() throws -> [String] {
    let quiet = Checkout.music("singularity-music", "singularity/music")
    let loud = Checkout.music("fretsonfire-songs-muldjord", "fretsonfire/data/songs")
    let oggs = try FileManager.default.contentsOfDirectory(atPath: quiet).sorted()
      .filter { $0.hasSuffix(".ogg") }
    let songs = try FileManager.default.subpathsOfDirectory(atPath: loud).sorted()
      .filter { $0.hasSuffix("/song.ogg") }
    return oggs.prefix(3).map { "\(quiet)/\($0)" } + songs.prefix(3).map { "\(loud)/\($0)" }
  }

  private func convert(_ source: String, to target: String, _ options: [String]) async throws {
    let arguments = ["-v", "error", "-y", "-i", source, "-vn"] + options + [target]
    let result = try await run("/usr/bin/ffmpeg", arguments)
    #expect(result.status == 0, "\(result.errors)")
  }
}
