import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("SIGHUP makes the daemon read its settings again", .serialized)
struct ReloadTests {
  @Test("other windows: every track is analysed anew, and the moods keep ids, names and words")
  func otherWindows() async throws {
    let music = try TemporaryDirectory()
    let songs = Checkout.music(
      "fretsonfire-songs-muldjord", "fretsonfire/data/songs/muldjord")
    try FileManager.default.copyItem(atPath: songs, toPath: music.appending("songs"))
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    let before: [MoodInfo] = try await daemon.json("moods")
    let counted: StatusReply = try await daemon.json("status")
    #expect(!before.isEmpty)

    try "[analysis]\nwindows = 4\n".write(
      toFile: daemon.state.appending("orpheus.toml"), atomically: true, encoding: .utf8)
    kill(daemon.processIdentifier, SIGHUP)
    // The reload has no answer of its own; every track leaves the old version behind with it.
    let deadline = ContinuousClock.now + .seconds(60)
    var tracks: [TrackInfo] = []
    repeat {
      try await daemon.sync()
      tracks = try await daemon.json("tracks")
    } while !tracks.allSatisfy { $0.model?.hasSuffix("/4x3s") == true }
      && ContinuousClock.now < deadline

    #expect(tracks.allSatisfy { $0.model?.hasSuffix("/4x3s") == true && $0.mood != nil })
    let after: [MoodInfo] = try await daemon.json("moods")
    #expect(after.map(\.id) == before.map(\.id))
    #expect(after.map(\.slug) == before.map(\.slug))
    #expect(after.allSatisfy { !$0.tags.isEmpty })
    let status: StatusReply = try await daemon.json("status")
    #expect(status.analyses == 2 * counted.analyses)
  }

  @Test("broken settings leave everything as it was, and the log says which line is wrong")
  func brokenSettings() async throws {
    let music = try TemporaryDirectory()
    let daemon = try await RunningDaemon(music: [music.path])
    try "[analysis]\nwindws = 4\n".write(
      toFile: daemon.state.appending("orpheus.toml"), atomically: true, encoding: .utf8)
    kill(daemon.processIdentifier, SIGHUP)
    let deadline = ContinuousClock.now + .seconds(30)
    while !daemon.logged.contains("did you mean analysis.windows?"),
      ContinuousClock.now < deadline
    {
      try await daemon.sync()
    }
    #expect(daemon.logged.contains("orpheus.toml:2: unknown key analysis.windws"))
    let status: StatusReply = try await daemon.json("status")
    #expect(status.health == "ok")
  }

  @Test("a folder added to the settings is taken in, one taken out is forgotten")
  func otherFolders() async throws {
    let folders = [try TemporaryDirectory(), try TemporaryDirectory()]
    let sample = Checkout.music(
      "fretsonfire-songs-muldjord", "fretsonfire/data/songs/muldjord/armygeddon/song.ogg")
    for folder in folders {
      try FileManager.default.copyItem(atPath: sample, toPath: folder.appending("song.ogg"))
    }
    func settings(_ folder: TemporaryDirectory) -> String {
      "[library]\nmusic = [\"\(folder.path)\"]\n"
    }
    let daemon = try await RunningDaemon(music: [], settings: settings(folders[0]))
    try await daemon.sync()
    try settings(folders[1]).write(
      toFile: daemon.state.appending("orpheus.toml"), atomically: true, encoding: .utf8)
    kill(daemon.processIdentifier, SIGHUP)

    let deadline = ContinuousClock.now + .seconds(30)
    var tracks: [TrackInfo] = []
    repeat {
      try await daemon.sync()
      tracks = try await daemon.json("tracks")
    } while tracks.map(\.path) != [folders[1].appending("song.ogg")]
      && ContinuousClock.now < deadline
    #expect(tracks.map(\.path) == [folders[1].appending("song.ogg")])
    #expect(tracks.first?.state == "analysed")
    let status: StatusReply = try await daemon.json("status")
    #expect(status.roots.map(\.path) == [folders[1].path])
    // The same recording in both folders.
    #expect(status.analyses == 1)
  }
}
