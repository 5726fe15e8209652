import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// One short file at a time through its whole life, with the daemon running.
@Suite("While the daemon runs, the library follows the folder", .serialized)
struct LiveTests {
  private let sample = Checkout.music(
    "fretsonfire-songs-muldjord", "fretsonfire/data/songs/muldjord/armygeddon/song.ogg")

  @Test("a file is copied in, moved, given another tag and deleted; only the copy costs inference")
  func life() async throws {
    let music = try TemporaryDirectory()
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    let files = FileManager.default
    let first = music.appending("arrival.ogg")

    try files.copyItem(atPath: sample, toPath: first)
    try await daemon.sync()
    let arrived: TrackInfo = try await daemon.json("track", first)
    #expect(arrived.state == "analysed")
    #expect(arrived.mood != nil)
    #expect(try await analyses(daemon) == 1)

    let folder = music.appending("Album")
    try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let second = folder + "/moved.ogg"
    try files.moveItem(atPath: first, toPath: second)
    try await daemon.sync()
    let moved: TrackInfo = try await daemon.json("track", second)
    #expect(moved.mood?.id == arrived.mood?.id)
    #expect(moved.valence == arrived.valence)
    #expect(try await daemon.control("track", first).status == 1)
    #expect(try await count(daemon) == 1)

    let renamed = music.appending("Renamed")
    try files.moveItem(atPath: folder, toPath: renamed)
    try await daemon.sync()
    let third = renamed + "/moved.ogg"
    let followed: TrackInfo = try await daemon.json("track", third)
    #expect(followed.mood?.id == arrived.mood?.id)

    let tagged = try await run(
      "/usr/bin/vorbiscomment", ["-w", "-t", "TITLE=A new title", "-t", "ARTIST=Someone", third])
    #expect(tagged.status == 0)
    try await daemon.sync()
    let retitled: TrackInfo = try await daemon.json("track", third)
    #expect(retitled.title == "A new title")
    #expect(retitled.artist == "Someone")
    #expect(retitled.mood?.id == arrived.mood?.id)
    #expect(try await analyses(daemon) == 1)

    try files.removeItem(atPath: third)
    try await daemon.sync()
    #expect(try await daemon.control("track", third).status == 1)
    #expect(try await count(daemon) == 0)
    #expect(try await analyses(daemon) == 1)
  }

  @Test("a copy shares the analysis of its original")
  func copy() async throws {
    let music = try TemporaryDirectory()
    for name in ["one.ogg", "two.ogg"] {
      try FileManager.default.copyItem(atPath: sample, toPath: music.appending(name))
    }
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    #expect(try await count(daemon) == 2)
    #expect(try await analyses(daemon) == 1)
  }

  @Test("changes made while the daemon was away are found when it returns")
  func whileStopped() async throws {
    let music = try TemporaryDirectory()
    let files = FileManager.default
    try files.copyItem(atPath: sample, toPath: music.appending("before.ogg"))
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    let before: TrackInfo = try await daemon.json("track", music.appending("before.ogg"))
    #expect(await daemon.stop() == 0)

    try files.createDirectory(
      atPath: music.appending("new folder"), withIntermediateDirectories: false)
    try files.moveItem(
      atPath: music.appending("before.ogg"), toPath: music.appending("new folder/after.ogg"))
    let again = try await RunningDaemon(music: [music.path], state: daemon.state)
    try await again.sync()
    let after: TrackInfo = try await again.json("track", music.appending("new folder/after.ogg"))
    #expect(after.mood?.id == before.mood?.id)
    #expect(try await count(again) == 1)
    #expect(try await analyses(again) == 1)
  }

  @Test("folders that ask to be left alone are, also once their marker appears or goes")
  func markers() async throws {
    let music = try TemporaryDirectory()
    let files = FileManager.default
    let folder = music.appending("Samples")
    try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try files.copyItem(atPath: sample, toPath: folder + "/kick.ogg")
    _ = files.createFile(atPath: folder + "/.nomedia", contents: nil)
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    #expect(try await count(daemon) == 0)

    try files.removeItem(atPath: folder + "/.nomedia")
    try await daemon.sync()
    #expect(try await count(daemon) == 1)

    _ = files.createFile(atPath: folder + "/.orpheusignore", contents: nil)
    try await daemon.sync()
    #expect(try await count(daemon) == 0)
  }

  @Test("watch prints what changes, and ends quietly when its reader goes away")
  func watchCommand() async throws {
    let music = try TemporaryDirectory()
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    // head leaves after three lines: what holds at the start, and two changes.
    let command =
      "\(Checkout.programs)/orpheusctl watch --json --socket "
      + "\(daemon.state.appending("control.sock")) | head -n 3"
    let watching = Task { try await run("/bin/sh", ["-c", command]) }
    let changing = Task {
      var number = 0
      while !Task.isCancelled {
        number += 1
        try Data().write(to: URL(fileURLWithPath: music.appending("\(number).wav")))
        try await daemon.sync()
      }
    }
    let result = try await watching.value
    changing.cancel()
    #expect(result.output.split(separator: "\n").count == 3)
    #expect(result.errors.isEmpty)
    _ = await changing.result
  }

  private func analyses(_ daemon: RunningDaemon) async throws -> Int {
    let status: StatusReply = try await daemon.json("status")
    return status.analyses
  }

  private func count(_ daemon: RunningDaemon) async throws -> Int {
    let tracks: [TrackInfo] = try await daemon.json("tracks")
    return tracks.count
  }
}
