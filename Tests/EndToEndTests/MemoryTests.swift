import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// The short form, in every format and with windows, is in `FormatTests`.
@Suite("A worker that hears all of a file", .serialized)
struct MemoryTests {
  @Test(
    "takes no more than 300 MiB for long files, wide ones and short ones",
    arguments: [
      "full", "fast",
    ])
  func wholeFiles(profile: String) async throws {
    let music = try TemporaryDirectory()
    let scratch = try TemporaryDirectory()
    let song = Checkout.music("singularity-music", "singularity/music/Nebula.ogg")
    let minute = scratch.appending("minute.m4a")
    try SoundFormat.run(
      ["ffmpeg", "-y", "-ss", "30", "-t", "60", "-i", song, "-vn", "-ac", "1"]
        + ["-ar", "22050", "-c:a", "aac", "-b:a", "24k", minute])
    let minutes = Effort.count(20, soak: 600)
    try SoundFormat.run(
      ["ffmpeg", "-y", "-stream_loop", "\(minutes - 1)", "-i", minute, "-c", "copy"]
        + [music.appending("long.m4a")])
    try SoundFormat.run(
      ["ffmpeg", "-y", "-stream_loop", "\(Effort.count(0, soak: 9))", "-i", minute]
        + ["-ar", "192000", "-ac", "8", "-c:a", "wavpack", music.appending("wide.wv")])
    try SoundFormat.run(
      ["ffmpeg", "-y", "-t", "3", "-i", minute, "-c:a", "flac", music.appending("short.flac")])
    let daemon = try await RunningDaemon(
      music: [music.path],
      settings: """
        [library]
        minimum-length = 0
        maximum-length = 0
        [analysis]
        coverage = "full"
        profile = "\(profile)"

        """)
    let memory = WorkerMemory(of: daemon)
    try await daemon.sync(within: 7_200)
    let tracks: [TrackInfo] = try await daemon.json("tracks")
    #expect(tracks.count == 3)
    for track in tracks {
      #expect(track.state == "analysed", "\(track.path): \(track.reason ?? track.state)")
    }
    let peak = await memory.stop()
    print("\(profile), \(minutes) minutes: worker peak \(peak / 1024) MiB")
    #expect(peak > 0 && peak <= 300 * 1024)
  }
}
