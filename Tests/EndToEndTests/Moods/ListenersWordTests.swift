import ControlProtocol
import Foundation
import OrpheusTestSupport
import SystemPackage
import Testing

/// The demo music in a folder of its own, as hard links: one that can be renamed.
private struct OwnMusic {
  let directory: TemporaryDirectory
  private(set) var folder: FilePath

  init() throws {
    directory = try TemporaryDirectory()
    folder = FilePath(directory.path).appending("music")
    try Disk.makeDirectory(folder)
    for package in DemoLibrary.music {
      let files = FileManager.default.enumerator(atPath: package)?.compactMap { $0 as? String }
      for (number, file) in (files ?? []).sorted().enumerated() where file.hasSuffix(".ogg") {
        let name = "\(FilePath(package).lastComponent?.string ?? "")-\(number).ogg"
        try Disk.link(folder.appending(name), to: FilePath(package + "/" + file))
      }
    }
  }

  mutating func rename(to name: String) throws {
    let other = FilePath(directory.path).appending(name)
    try Disk.move(folder, to: other)
    folder = other
  }

  /// A file as it lies now.
  func path(_ name: String) -> String { folder.appending(name).string }
}

@Suite("What the listener says of moods", .serialized)
struct ListenersWordTests {
  /// What was said, by the names of the files.
  private struct Said {
    var heir: MoodInfo
    var former: MoodInfo
    var pinned: [String]
    var excluded: String
    var dismissed: String
  }

  /// Fails unless the daemon keeps to it.
  private func expectKept(
    _ said: Said, by daemon: RunningDaemon, _ music: OwnMusic, _ event: String
  ) async throws {
    let tracks = try await daemon.tracks()
    let moods: [MoodInfo] = try await daemon.json("moods")
    let heir = try #require(moods.first { $0.id == said.heir.id }, "\(event)")
    #expect(heir.name == "Mine" && heir.slug == said.heir.slug, "\(event)")
    #expect(!moods.contains { $0.id == said.former.id }, "\(event)")
    #expect(heir.merged?.map(\.id) == [said.former.id] && heir.pinned == 2, "\(event)")
    #expect(moods.map(\.tracks).reduce(0, +) == tracks.count - 1, "\(event)")
    for (path, track) in tracks {
      switch path.lastComponent?.string ?? "" {
      case said.dismissed: #expect(track.mood == nil, "\(event)")
      case said.excluded: #expect(track.mood != nil && track.mood?.id != heir.id, "\(event)")
      case let name where said.pinned.contains(name):
        #expect(track.mood?.id == heir.id && track.mood?.confidence == 1, "\(event)")
      default: #expect(track.mood != nil, "\(event)")
      }
    }
    let track: TrackInfo = try await daemon.json("track", music.path(said.pinned[0]))
    #expect(track.pinned == heir.slug && track.excluded == nil, "\(event)")
    let excluded: TrackInfo = try await daemon.json("track", music.path(said.excluded))
    #expect(excluded.excluded == [heir.slug], "\(event)")
    let dismissed: TrackInfo = try await daemon.json("track", music.path(said.dismissed))
    #expect(dismissed.excludedFromAll == true && dismissed.state == "analysed", "\(event)")
    for mood in moods {
      let playlist = try await daemon.control("export", mood.slug)
      #expect(!playlist.output.contains(said.dismissed), "\(event)")
    }
  }

  @Test(
    "survives restarts, refits, another space, and moves of the music, and can be taken back",
    .timeLimit(.minutes(15)))
  func survives() async throws {
    var music = try OwnMusic()
    let history = try TemporaryDirectory()
    let root = [music.directory.path]
    var daemon = try await RunningDaemon(music: root, history: [history.path])
    try await daemon.sync()
    let before = try await daemon.tracks()
    let moods: [MoodInfo] = try await daemon.json("moods")
    try #require(moods.count >= 3)
    func members(of mood: MoodInfo) -> [String] {
      before.filter { $0.value.mood?.id == mood.id }.compactMap { $0.key.lastComponent?.string }
        .sorted()
    }
    let sorted = moods.sorted { $0.tracks > $1.tracks }
    let said = Said(
      heir: try await daemon.json("mood", sorted[0].slug, "--rename", "Mine"), former: sorted[1],
      pinned: Array(members(of: sorted[2]).prefix(2)), excluded: members(of: sorted[0])[0],
      dismissed: members(of: sorted[0])[1])
    try #require(said.pinned.count == 2)

    // Plays of the mood that is about to be merged.
    let fixture = try await ListeningFixture(daemon)
    let played = try #require(
      fixture.tracks.indices.filter { fixture.tracks[$0].mood == said.former.id }.first)
    try (0..<6).map { fixture.line(played, at: 1_700_000_000 + $0 * 600) }.joined().write(
      toFile: history.appending("plays.jsonl"), atomically: true, encoding: .utf8)
    try await daemon.sync()

    let joint: MoodInfo = try await daemon.json("mood", "merge", "Mine", said.former.slug)
    #expect(joint.id == said.heir.id && joint.tracks == sorted[0].tracks + sorted[1].tracks)
    let pins: SaidOfTracksReply = try await daemon.json(
      "mood", "pin", music.path(said.pinned[0]), music.path(said.pinned[1]), "mine")
    #expect(pins.tracks == 2)
    try await daemon.control("mood", "exclude", music.path(said.excluded), "mine")
    try await daemon.control("mood", "exclude", music.path(said.dismissed))
    try await expectKept(said, by: daemon, music, "said")
    let words = try await daemon.control("mood", "mine").output
    #expect(words.contains("\(said.former.name) (\(said.former.slug))"))
    #expect(words.contains("2 tracks\n"))
    let file = try await daemon.control("track", music.path(said.dismissed)).output
    #expect(file.contains("from all moods"))

    // What was played of the one was played of the other.
    try await daemon.sync()
    let listens: [ListenInfo] = try await daemon.json("history")
    #expect(listens.count == 6 && listens.allSatisfy { $0.mood?.id == said.heir.id })
    let transitions: TransitionsReply = try await daemon.json("transitions")
    #expect(transitions.rows.allSatisfy { $0.id != said.former.id })

    _ = try await daemon.json("moods", "--refit", as: RefitMoodsReply.self)
    try await expectKept(said, by: daemon, music, "refit")
    try music.rename(to: "albums")
    try await daemon.sync()
    try await expectKept(said, by: daemon, music, "renamed")
    await daemon.stop()
    try music.rename(to: "records")
    daemon = try await RunningDaemon(music: root, history: [history.path], state: daemon.state)
    try await daemon.sync()
    try await expectKept(said, by: daemon, music, "renamed while nobody ran")

    await daemon.stop(SIGKILL)
    daemon = try await RunningDaemon(
      music: root, history: [history.path], settings: "[moods]\nspace = \"cca\"\n",
      state: daemon.state)
    try await daemon.sync()
    try await expectKept(said, by: daemon, music, "another space")
    await daemon.stop()
    daemon = try await RunningDaemon(music: root, history: [history.path], state: daemon.state)
    try await daemon.sync()
    try await expectKept(said, by: daemon, music, "the first space again")

    // The file goes and comes back.
    let away = FilePath(music.directory.path).appending(".away")
    try Disk.move(music.folder.appending(said.pinned[0]), to: away)
    try await daemon.sync()
    #expect(try await daemon.control("track", music.path(said.pinned[0])).status == 1)
    try Disk.move(away, to: music.folder.appending(said.pinned[0]))
    try await daemon.sync()
    try await expectKept(said, by: daemon, music, "away and back")

    try await takeBack(said, daemon, music)
  }

  private func takeBack(_ said: Said, _ daemon: RunningDaemon, _ music: OwnMusic) async throws {
    let again: MoodInfo = try await daemon.json("mood", "unmerge", said.former.slug)
    #expect(again.id == said.former.id && again.tracks > 0)
    for (words, count) in [
      (["unpin"] + said.pinned.map(music.path), 2), (["include", music.path(said.excluded)], 1),
      (["include", music.path(said.dismissed)], 1), (["include", music.path(said.dismissed)], 0),
    ] {
      let result = try await daemon.control(["mood"] + words + ["--json"])
      let reply = try JSONDecoder().decode(SaidOfTracksReply.self, from: Data(result.output.utf8))
      #expect(reply.tracks == count, "\(words)")
    }
    let tracks = try await daemon.tracks()
    let moods: [MoodInfo] = try await daemon.json("moods")
    #expect(tracks.values.allSatisfy { $0.mood != nil })
    #expect(moods.map(\.tracks).reduce(0, +) == tracks.count)
    #expect(moods.allSatisfy { $0.merged == nil && $0.pinned == nil })
    let track: TrackInfo = try await daemon.json("track", music.path(said.pinned[0]))
    #expect(track.pinned == nil)
  }

  @Test("is answered with what was meant, when something was mistyped")
  func mistakes() async throws {
    let daemon = try await DemoLibrary.daemon()
    let moods: [MoodInfo] = try await daemon.json("moods")
    let slug = try #require(moods.first).slug
    let path = try #require(try await daemon.tracks().keys.first).string
    func fail(_ words: String..., saying: String, status: Int32 = 1) async throws {
      let result = try await daemon.control(["mood"] + words)
      #expect(result.status == status, "\(words)")
      #expect(result.errors.contains(saying), "\(words): \(result.errors)")
    }
    let mistyped = "x" + slug.dropFirst()
    try await fail("merge", slug, mistyped, saying: "did you mean \(slug)?")
    try await fail("merge", slug, slug, saying: "a mood cannot be merged with itself")
    try await fail("unmerge", slug, saying: "has not been merged")
    try await fail("pin", path, mistyped, saying: "did you mean \(slug)?")
    // One name that is wrong changes nothing.
    try await fail("pin", path, "/nowhere/at/all.ogg", slug, saying: "no track at")
    try await fail("exclude", path, "/nowhere/at/all.ogg", "--mood", slug, saying: "no track at")
    try await fail("pin", path, saying: "last the mood", status: 2)
    let track: TrackInfo = try await daemon.json("track", path)
    #expect(track.pinned == nil && track.excluded == nil)
    #expect(try await daemon.json("moods", as: [MoodInfo].self) == moods)
  }
}
