import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// The short form of `Benchmarks/transcodes`.
@Suite("A transcode is the same music", .serialized)
struct TranscodeTests {
  /// How a copy is made, and its ending.
  private static let kinds = [
    ("mp3", ["-c:a", "libmp3lame", "-b:a", "128k"]),
    // Stamped anew: libsndfile (as of 1.2.2) refuses Opus that begins before zero, as FFmpeg makes of
    // a source that does.
    ("opus", ["-c:a", "libopus", "-b:a", "64k"]),
    ("22050.flac", ["-ar", "22050", "-c:a", "flac"]),
    (quiet, ["-af", "volume=-6dB", "-c:a", "flac"]),
  ]

  private static let quiet = "quiet.flac"

  /// musicnn takes log(1 + 10000 x) of every energy x, so that what is quieter is not just the same
  /// further down: a few tracks between two moods change them.
  @Test("MP3, Opus and half the rate are in the mood of their original, 6 dB less nearly always")
  func moods() async throws {
    let copies = try TemporaryDirectory()
    let songs = try ["singularity-music", "fretsonfire-songs-muldjord"].flatMap { package in
      let folder = Checkout.music(package, "")
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
      return names.filter { $0.hasSuffix(".ogg") && !$0.hasSuffix("guitar.ogg") }
        .map { "\(folder)/\($0)" }
    }
    let step = Effort.isSoak ? 1 : 4
    let chosen = stride(from: 0, to: songs.count, by: step).map { songs[$0] }
    for (number, song) in chosen.enumerated() {
      for (ending, options) in Self.kinds {
        try SoundFormat.run(
          ["ffmpeg", "-y", "-i", song, "-vn"] + options
            + [copies.appending("\(number).\(ending)")])
      }
    }
    let daemon = try await RunningDaemon(
      music: DemoLibrary.music + [copies.path], state: try await DemoLibrary.state())
    try await daemon.sync()
    var elsewhere: [String] = []
    var elsewhereQuiet: [String] = []
    for (number, song) in chosen.enumerated() {
      let original: TrackInfo = try await daemon.json("track", song)
      let mood = try #require(original.mood)
      for (ending, _) in Self.kinds {
        let path = copies.appending("\(number).\(ending)")
        let copy: TrackInfo = try await daemon.json("track", path)
        guard copy.mood?.slug != mood.slug else { continue }
        let difference = "\(song) as \(ending): \(copy.mood?.slug ?? "-"), not \(mood.slug)"
        if ending == Self.quiet {
          elsewhereQuiet.append(difference)
        } else {
          elsewhere.append(difference)
        }
      }
    }
    let count = chosen.count * (Self.kinds.count - 1)
    print(
      "\(count - elsewhere.count) of \(count) copies are in the mood of their original, "
        + "\(chosen.count - elsewhereQuiet.count) of \(chosen.count) that are 6 dB quieter")
    #expect(50 * elsewhere.count <= count, "\(elsewhere)")
    #expect(4 * elsewhereQuiet.count <= chosen.count, "\(elsewhereQuiet)")
  }
}
