import ControlProtocol
import Foundation
import LibraryStorage
import MusicModel
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("Watching: moves are free")
struct MoveTests {
  @Test("a large directory moves inside a root, across roots, unseen and while nobody runs")
  func directory() async throws {
    let (one, other) = (try TemporaryDirectory(), try TemporaryDirectory())
    let roots = [FilePath(one.path), FilePath(other.path)]
    let tracks = Effort.count(500, soak: 5_000)
    try fill(roots[0].appending("before"), tracks: tracks, songs: Effort.count(20, soak: 100))
    let worker = try CountingWorker()
    let start = { (state: TemporaryDirectory?) async throws in
      try await RunningDaemon(
        music: [one.path, other.path], settings: Sound.settings, state: state,
        programs: worker.programs)
    }

    var daemon = try await start(nil)
    try await daemon.sync()
    let known = Moods(try await daemon.expectLibrary(equals: roots))
    #expect(known.count == tracks)
    let analyses = try await daemon.status().analyses
    await daemon.stop()
    let identifiers = Identifiers(try await daemon.storedFiles(below: roots))
    let read = worker.counts.identified

    daemon = try await start(daemon.state)
    try await daemon.sync()
    var place = roots[0].appending("before")
    func expectSame(_ move: String, since begun: ContinuousClock.Instant) async throws {
      try await daemon.sync()
      let elapsed = ContinuousClock.now - begun
      print("\(move) of \(tracks) tracks: in the library after \(elapsed)")
      if move.hasPrefix("move to") { #expect(elapsed < .seconds(2), "\(move)") }
      let found = Moods(try await daemon.expectLibrary(equals: roots, move))
      #expect(found == known, "\(move)")
      #expect(try await daemon.status().analyses == analyses, "\(move)")
      #expect(worker.counts.identified == read, "\(move)")
    }

    for destination in [roots[0].appending("renamed"), roots[1].appending("across")] {
      let begun = ContinuousClock.now
      try Disk.move(place, to: destination)
      place = destination
      try await expectSame("move to \(destination.lastComponent?.string ?? "")", since: begun)
    }

    await daemon.suspend()
    var destination = roots[0].appending("unseen")
    try Disk.move(place, to: destination)
    place = destination
    daemon.resume()
    try await expectSame("move while suspended", since: .now)

    await daemon.suspend()
    try EventFlood.pour(into: roots[0])
    destination = roots[1].appending("lost")
    try Disk.move(place, to: destination)
    place = destination
    daemon.resume()
    try await expectSame("move that no event told of", since: .now)

    await daemon.stop()
    destination = roots[0].appending("while stopped")
    try Disk.move(place, to: destination)
    place = destination
    var begun = ContinuousClock.now
    daemon = try await start(daemon.state)
    try await expectSame("move while stopped", since: begun)

    // Every file by itself, into another directory.
    begun = .now
    let single = roots[1].appending("single")
    try Disk.makeDirectory(single)
    for path in try Disk.music(below: [place]).keys {
      guard let name = path.lastComponent else { continue }
      try Disk.move(path, to: single.appending(name))
    }
    try await expectSame("moves one by one", since: begun)

    await daemon.stop()
    #expect(Identifiers(try await daemon.storedFiles(below: roots)) == identifiers)
  }

  @Test("a move to another disk costs a reading and no analysis", .needsNamespaces)
  func acrossDisks() async throws {
    let (one, other) = (try TemporaryDirectory(), try TemporaryDirectory())
    let music = FilePath(one.path)
    let songs = Effort.count(20, soak: 200)
    try fill(music.appending("album"), tracks: songs, songs: songs)
    let worker = try CountingWorker()
    let daemon = try await RunningDaemon(
      music: [one.path, other.path], settings: Sound.settings,
      wrapper: Namespace.entering(running: "mount -t tmpfs none '\(other.path)'"),
      programs: worker.programs)
    try await daemon.sync()
    let known = Moods(try await daemon.tracks())
    #expect(worker.counts == (identified: songs, analysed: songs))

    try await Namespace.run(
      "mv '\(one.path)/album' '\(other.path)/album'", inside: daemon.processIdentifier)
    try await daemon.sync()
    let tracks = try await daemon.tracks()
    #expect(tracks.keys.allSatisfy { $0.starts(with: FilePath(other.path)) })
    #expect(Moods(tracks) == known)
    #expect(try await daemon.status().analyses == songs)
    #expect(worker.counts.analysed == songs)
    #expect(worker.counts.identified <= 2 * songs)
  }

  /// Directories of ten tracks; some are songs to be analysed, the others too short.
  private func fill(_ place: FilePath, tracks: Int, songs: Int) throws {
    for number in 0..<tracks {
      let directory = place.appending("\(number / 10)")
      if number.isMultiple(of: 10) { try Disk.makeDirectories(directory) }
      try Disk.write(
        directory.appending("\(number).wav"),
        number % (tracks / songs) == 0
          ? Sound.song(seed: number + 1) : Sound.short(frames: 1 + number % 3_000))
    }
  }
}

/// What is known of each file, wherever it lies; names are unlike one another.
private struct Moods: Equatable {
  private var byName: [FilePath.Component: [String]]

  init(_ tracks: [FilePath: TrackInfo]) {
    let pairs = tracks.compactMap { path, track in
      path.lastComponent.map { name in
        (
          name,
          [
            track.state, track.mood.map { "\($0.id)" } ?? "", "\(track.valence ?? 9)",
            "\(track.arousal ?? 9)", "\(track.seconds ?? 0)",
          ]
        )
      }
    }
    byName = Dictionary(pairs, uniquingKeysWith: { $0 + $1 })
  }

  var count: Int { byName.count }
}

/// The number of each track, wherever it lies.
private struct Identifiers: Equatable {
  private var byName: [FilePath.Component: TrackID]

  init(_ files: [FilePath: StoredFile]) {
    let pairs = files.compactMap { path, file in path.lastComponent.map { ($0, file.id) } }
    byName = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }
}
