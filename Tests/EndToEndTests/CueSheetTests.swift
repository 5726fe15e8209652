import ControlProtocol
import Foundation
import LibraryStorage
import MusicModel
import OrpheusTestSupport
import SystemPackage
import Testing
import WorkerProtocol

@Suite("Albums in one file, with a CUE sheet")
struct CueSheetTests {
  @Test("a section is heard like the same stretch cut out to a file", arguments: [true, false])
  func likeAFile(isWhole: Bool) async throws {
    let folder = try TemporaryDirectory()
    let image = folder.appending("album.flac")
    try await AlbumImage.make(image)
    let worker = try DirectWorker()
    let coverage = isWhole ? AnalysisCoverage.full : .windows(count: 8)
    let bounds = AlbumImage.starts + [AlbumImage.end]
    for (index, start) in AlbumImage.starts.enumerated() {
      let span = SectionSpan(start: start, end: index == 2 ? nil : bounds[index + 1])
      let file = folder.appending("\(index).flac")
      try await AlbumImage.cut(span, of: image, to: file)
      let section = try analysis(worker.timed(.analyse(coverage, of: span), image).reply)
      let alone = try analysis(worker.timed(.analyse(coverage), file).reply)
      let cosine = cosine(section.embedding.values, alone.embedding.values)
      print("section \(index + 1): cosine \(cosine)")
      #expect(cosine >= 0.999)
      #expect(abs(section.seconds - alone.seconds) < 1e-9)
      #expect(abs(section.seconds - Double(bounds[index + 1] - start) / 75) < 1e-9)
      #expect(section.loudness.map { abs($0 - (alone.loudness ?? 0)) < 0.01 } == true)
    }
    guard
      case .unreadable = try worker.timed(
        .analyse(coverage, of: SectionSpan(start: 75 * 3600, end: nil)), image
      ).reply
    else {
      Issue.record("a stretch beyond the end is no sound")
      return
    }
  }

  @Test("each track is a track: whichever came first, through edits, moves and a crash")
  func life() async throws {
    let root = try TemporaryDirectory()
    let folder = FilePath(root.path).appending("album")
    try Disk.makeDirectory(folder)
    let (image, sheet) = (folder.appending("album.flac"), folder.appending("album.cue"))
    try await AlbumImage.make(image.string)
    let worker = try CountingWorker()
    var daemon = try await RunningDaemon(music: [root.path], programs: worker.programs)
    func expect(
      _ names: [String], analyses: Int, _ comment: Comment,
      sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [FilePath: TrackInfo] {
      try await daemon.sync()
      let tracks = try await daemon.tracks(sourceLocation: sourceLocation)
      let found = tracks.keys.map { $0.string.dropFirst(root.path.utf8.count + 1) }.sorted()
      #expect(found == names.map { $0[...] }, comment, sourceLocation: sourceLocation)
      #expect(
        tracks.values.allSatisfy { $0.state == "analysed" }, comment,
        sourceLocation: sourceLocation)
      let status = try await daemon.status()
      #expect(status.tracks == names.count, comment, sourceLocation: sourceLocation)
      #expect(status.analyses == analyses, comment, sourceLocation: sourceLocation)
      return tracks
    }
    let sections = (1...3).map { "album/album.flac#0\($0)" }

    _ = try await expect(["album/album.flac"], analyses: 1, "without a sheet it is one track")
    try write(AlbumImage.sheet("album.flac"), to: sheet)
    var tracks = try await expect(sections, analyses: 4, "the sheet comes after the image")
    let second = try #require(tracks[image.section(2)])
    #expect(second.title == "Nebula")
    #expect(second.artist == "Orchestra")
    #expect(second.album == "Three songs")
    #expect(abs((second.seconds ?? 0) - Double(3_338 - 1_517) / 75) < 1e-9)
    #expect(second.start == 1_517.0 / 75)
    #expect(tracks[image.section(3)]?.end == nil)
    #expect(worker.counts.identified == 2, "once whole, and once for all sections")
    #expect(worker.counts.analysed == 4)

    try write(
      AlbumImage.sheet("album.flac", titles: ["Awakening", "Fog", "Coherence"]), to: sheet)
    tracks = try await expect(sections, analyses: 4, "another title")
    #expect(tracks[image.section(2)]?.title == "Fog")
    #expect(worker.counts.identified == 2, "the sheet says nothing about the sound")
    let shown: TrackInfo = try await daemon.json("track", image.string + "#2")
    #expect(shown.title == "Fog")
    #expect(shown.path == image.section(2).string)

    try Disk.remove(sheet)
    _ = try await expect(["album/album.flac"], analyses: 4, "the sheet is gone")
    try write(AlbumImage.sheet("album.flac"), to: sheet)
    tracks = try await expect(sections, analyses: 4, "the sheet is back")
    let mood = try #require(tracks[image.section(3)]?.mood?.slug)
    try await daemon.control("mood", "pin", image.string + "#3", mood)

    let place = FilePath(root.path).appending("moved")
    try Disk.move(folder, to: place)
    let moved = (1...3).map { "moved/album.flac#0\($0)" }
    tracks = try await expect(moved, analyses: 4, "the folder has moved")
    #expect(worker.counts.identified == 2)
    let pinned: TrackInfo = try await daemon.json("track", place.string + "/album.flac#3")
    #expect(pinned.pinned == mood, "it is the same track")
    try Disk.move(place, to: folder)
    _ = try await expect(sections, analyses: 4, "and back")

    try await AlbumImage.tool("metaflac", ["--set-tag=GENRE=Ambient", image.string])
    _ = try await expect(sections, analyses: 4, "another tag")
    #expect(worker.counts.identified == 3, "one reading tells that the sound is the same")

    try write(
      AlbumImage.sheet("album.flac", starts: [0, 1_600, 3_338]), to: sheet)
    tracks = try await expect(sections, analyses: 6, "a cut between two tracks")
    #expect(abs((tracks[image.section(1)]?.seconds ?? 0) - 1_600.0 / 75) < 1e-9)

    await daemon.stop(SIGKILL)
    try write(AlbumImage.sheet("album.flac"), to: sheet)
    daemon = try await RunningDaemon(
      music: [root.path], state: daemon.state, programs: worker.programs)
    _ = try await expect(sections, analyses: 6, "the former cut, while nobody ran")
    try await daemon.control("rescan")
    _ = try await expect(sections, analyses: 6, "another look")

    try write(AlbumImage.sheet("album.flac", starts: [0, 1_517, 9_000]), to: sheet)
    _ = try await expect(["album/album.flac"], analyses: 6, "a sheet of a longer album")
    #expect(try await daemon.status().unread == 1, "which is a problem")
    let said = try await daemon.control("doctor")
    #expect(said.output.contains("album.cue cannot be read: Track 3 begins after the end of"))
    #expect(daemon.logged.contains("after the end of"))
    try write("FILE \"album.flac\" WAVE\nTRACK 01 AUDIO\n", to: sheet)
    _ = try await expect(["album/album.flac"], analyses: 6, "a sheet that makes no sense")
    try write(AlbumImage.sheet("album.flac"), to: sheet)
    _ = try await expect(sections, analyses: 6, "a sheet that does")
    #expect(try await daemon.status().unread == 0)

    try Disk.move(image, to: folder.appending("other.flac"))
    _ = try await expect(["album/other.flac"], analyses: 6, "the sheet is about another file")
    try Disk.move(folder.appending("other.flac"), to: image)
    _ = try await expect(sections, analyses: 6, "it is not any more")

    let copy = FilePath(root.path).appending("copy")
    try Disk.makeDirectory(copy)
    try write(AlbumImage.sheet("Album.wav"), to: copy.appending("x.cue"))
    try await daemon.sync()
    try FileManager.default.copyItem(
      atPath: image.string, toPath: copy.appending("album.flac").string)
    _ = try await expect(
      sections + (1...3).map { "copy/album.flac#0\($0)" }, analyses: 6,
      "the image comes after a sheet that names the WAV it was")

    let third: TrackInfo = try await daemon.json("track", image.string + "#3")
    #expect(third.pinned == mood, "it has been the same track through all of this")
    await daemon.stop()
    let stored = try await daemon.storedFiles(below: [FilePath(root.path)])
    #expect(stored.count == 6)
  }

  @Test("a playlist names the file, and where to begin and to stop")
  func playlist() async throws {
    let root = try TemporaryDirectory()
    let image = FilePath(root.path).appending("album.flac")
    try write(AlbumImage.sheet("album.flac"), to: FilePath(root.path).appending("album.cue"))
    try await AlbumImage.make(image.string)
    let history = try TemporaryDirectory()
    let play = """
      {"listened_at": 1700000000, "track_metadata": {"artist_name": "Orchestra", \
      "track_name": "Nebula", "additional_info": {"duration_ms": 24000}}}

      """
    try play.write(
      toFile: history.appending("listens.jsonl"), atomically: true, encoding: .utf8)
    let daemon = try await RunningDaemon(music: [root.path], history: [history.path])
    try await daemon.sync()
    let stats: HistoryStatsReply = try await daemon.json("history", "stats")
    #expect(stats.matched == 1, "plays of a section are told by its name")
    #expect(try await daemon.status().analyses == 3, "the whole is never heard")
    let tracks = try await daemon.tracks()
    let track = try #require(tracks[image.section(2)])
    let mood = try #require(track.mood?.slug)
    let list = try await daemon.control("export", mood)
    #expect(
      list.output.contains(
        """
        #EXTINF:24,Orchestra - Nebula
        #EXTVLCOPT:start-time=20.227
        #EXTVLCOPT:stop-time=44.507
        \(image)

        """), "\(list.output)")
    let document: ExportedPlaylist = try await daemon.json("export", mood)
    let entry = try #require(document.entries.first { $0.title == "Nebula" })
    #expect(entry.path == image.string)
    #expect(entry.section == 2)
    #expect(entry.end == 3_338.0 / 75)
    let pinned = try await daemon.control("mood", "pin", image.string + "#3", mood)
    #expect(pinned.status == 0, "\(pinned.errors)")
    let third: TrackInfo = try await daemon.json("track", image.string + "#03")
    #expect(third.pinned == mood)
  }

  @Test("whatever is done to sheets and files, the library is the folders", arguments: 0..<2)
  func anything(seed: UInt64) async throws {
    let root = try TemporaryDirectory()
    var albums = RandomAlbums(root: FilePath(root.path), seed: seed + 1)
    var daemon = try await RunningDaemon(
      music: [root.path], settings: Sound.settings)
    for step in 0..<Effort.count(20, soak: 300) {
      let comment = Comment(rawValue: "step \(step): \(try albums.step())")
      switch albums.interruption {
      case .none: break
      case .kill:
        await daemon.stop(SIGKILL)
        daemon = try await RunningDaemon(
          music: [root.path], settings: Sound.settings, state: daemon.state)
      case .rescan: try await daemon.control("rescan")
      }
      try await daemon.sync()
      let tracks = try await daemon.tracks()
      #expect(tracks.compactMapValues(\.seconds) == albums.tracks, comment)
      #expect(tracks.values.allSatisfy { $0.state == "analysed" }, comment)
      let status = try await daemon.status()
      #expect(albums.analyses.contains(status.analyses), comment)
      #expect(status.unread == albums.problems, comment)
    }
    await daemon.stop()
    _ = try await daemon.storedFiles(below: [FilePath(root.path)])
  }

  @Test("a file of ninety-nine tracks that ends its worker costs no more workers than another")
  func badCompany() async throws {
    let company = try BadCompany()
    try company.addSongs(20)
    try company.add("album", order: "segfault")
    let tracks = (1...99).map { "TRACK \($0) AUDIO\nINDEX 01 00:\($0 / 75):\($0 % 75)\n" }
    try write(
      "FILE album.wav WAVE\n" + tracks.joined(),
      to: FilePath(company.music.appending("album.cue")))
    let daemon = try await company.daemon()
    try await daemon.sync()
    #expect(try await daemon.tracks("quarantined").count == 99)
    #expect(try await daemon.status().analyses == 20)
    let deaths = daemon.logged.split(separator: "\n").count { $0.contains("; requeued") }
    #expect(deaths == 2)
    #expect(try await daemon.status().health == "ok")
  }

  @Test(
    "a section of a file in any format is the one of the original",
    arguments: ["wav", "wv", "mp3", "ogg", "m4a", "opus"])
  func formats(format: String) async throws {
    let folder = try TemporaryDirectory()
    let (image, other) = (folder.appending("album.flac"), folder.appending("album.\(format)"))
    try await AlbumImage.make(image)
    let options = format == "mp3" || format == "m4a" ? ["-b:a", "256k"] : []
    try await AlbumImage.tool("ffmpeg", ["-v", "error", "-i", image] + options + [other])
    let worker = try DirectWorker()
    let span = SectionSpan(start: AlbumImage.starts[1], end: AlbumImage.starts[2])
    let request = WorkerRequest.analyse(.windows(count: 8), of: span)
    let (one, two) = try (
      analysis(worker.timed(request, image).reply), analysis(worker.timed(request, other).reply)
    )
    let cosine = cosine(one.embedding.values, two.embedding.values)
    print("\(format): cosine \(cosine)")
    #expect(cosine > 0.98)
    #expect(abs(one.seconds - two.seconds) < 1e-4)
  }

  private struct ExportedPlaylist: Decodable {
    var entries: [PlaylistEntry]
  }

  private func write(_ text: String, to path: FilePath) throws {
    try Disk.write(path, text.utf8)
  }

  private func analysis(_ reply: WorkerReply) throws -> TrackAnalysis {
    guard case .analysed(let analysis) = reply else {
      throw AlbumImage.Trouble(what: "no analysis but \(reply)")
    }
    return analysis
  }

  private func cosine(_ a: [Float], _ b: [Float]) -> Double {
    func dot(_ x: [Float], _ y: [Float]) -> Double {
      zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
  }
}
