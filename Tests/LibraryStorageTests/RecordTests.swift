import LibraryStorage
import MusicModel
import SystemPackage
import Testing

@Suite("Recording results")
struct RecordTests {
  @Test("everything about a track comes back as it was recorded")
  func roundTrip() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    try await fixture.add(0..<1)
    let track = try await fixture.store.nextPending(limit: 1)[0]
    let result = Fixture.result(
      track, content: 7, mood: moods.moods[0], generation: moods.generation)
    #expect(try await fixture.store.record(result) == .recorded)
    let details = try await fixture.details("/music/0.flac")
    #expect(details.track.metadata == result.metadata)
    #expect(details.track.seconds == 200)
    #expect(details.track.membership == result.placement?.membership)
    #expect(details.content == Fixture.content(7))
    #expect(details.identity == track.identity)
    #expect(details.analysis == Fixture.analysis(of: 7))
    let centres = try await fixture.store.centroids()
    #expect(centres.centroids == [Centroid(mood: moods.moods[0], vector: [1, 2], weight: 7)])
    #expect(try await fixture.store.counts().analyses == 1)
    #expect(try await fixture.store.record(result) == .stale)
  }

  @Test("two files of one recording share its analysis and are counted twice")
  func sharing() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    try await fixture.add(0..<2)
    let tracks = try await fixture.store.nextPending(limit: 2)
    for (index, track) in tracks.enumerated() {
      let source: TrackResult.Source? = index == 0 ? nil : .shared(Fixture.model)
      let result = Fixture.result(
        track, content: 7, mood: moods.moods[0], generation: moods.generation, source: source)
      #expect(try await fixture.store.record(result) == .recorded)
    }
    #expect(try await fixture.store.counts().analyses == 1)
    #expect(try await fixture.store.moods()[0].trackCount == 2)
    #expect(try await fixture.store.files(holding: Fixture.content(7)).count == 2)
    #expect(
      try await fixture.store.analysis(of: Fixture.content(7), by: Fixture.model)
        == Fixture.analysis(of: 7))
    #expect(try await fixture.store.audit() == [])
  }

  @Test("sharing an analysis that is not there asks for one and changes nothing")
  func sharingNothing() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<1)
    let track = try await fixture.store.nextPending(limit: 1)[0]
    let result = Fixture.result(track, content: 7, source: .shared(Fixture.model))
    #expect(try await fixture.store.record(result) == .needsAnalysis)
    #expect(try await fixture.store.counts().pending == 1)
  }

  @Test("a tag edit keeps analysis and mood, and costs no inference")
  func tagEdit() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    let id = try await fixture.add(0..<1)[0]
    try await fixture.analyseAll(in: moods)
    let before = try await fixture.details("/music/0.flac")
    let identity = Fixture.identity(0, version: 1)
    _ = try await fixture.store.reconcile([.changed(id, identity: identity)])
    let pending = try await fixture.store.nextPending(limit: 1)[0]
    let content = try #require(pending.content)
    var edit = TrackRecognition(
      track: id, identity: identity, content: content, model: Fixture.model,
      metadata: Fixture.metadata("New title"), seconds: 200)
    edit.content = Fixture.content(999)
    #expect(try await fixture.store.recordMetadata(edit) == .needsAnalysis)
    edit.content = content
    edit.model = ModelVersion(rawValue: "other")
    #expect(try await fixture.store.recordMetadata(edit) == .needsAnalysis)
    edit.model = Fixture.model
    #expect(try await fixture.store.recordMetadata(edit) == .recorded)
    #expect(try await fixture.store.recordMetadata(edit) == .stale)
    let after = try await fixture.details("/music/0.flac")
    #expect(after.track.metadata.title == "New title")
    #expect(after.track.membership == before.track.membership)
    #expect(after.analysis == before.analysis)
    #expect(try await fixture.store.counts().analyses == 1)
    #expect(try await fixture.store.moods()[0].trackCount == 1)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("a move across file systems keeps number and mood", arguments: [true, false])
  func reunion(isMissingAlready: Bool) async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    let old = try await fixture.add(0..<1)[0]
    try await fixture.analyseAll(in: moods)
    if isMissingAlready { _ = try await fixture.store.reconcile([.vanished(old)]) }
    try await fixture.add(1..<2, to: "/disk")
    let new = try await fixture.store.nextPending(limit: 1)[0]
    let content = Fixture.content(Int(old.rawValue))
    let candidates = try await fixture.store.files(holding: content)
    #expect(candidates.map(\.id) == [old])
    let newcomer = TrackRecognition(
      track: new.id, identity: new.identity, content: content, model: Fixture.model,
      metadata: Fixture.metadata("Moved"), seconds: 200)
    #expect(try await fixture.store.reunite(old, with: newcomer) == .recorded)
    #expect(try await fixture.store.reunite(old, with: newcomer) == .stale)
    let details = try await fixture.details("/disk/1.flac")
    #expect(details.track.id == old)
    #expect(details.track.state == .analysed)
    #expect(details.identity == new.identity)
    #expect(try await fixture.store.track(at: "/music/0.flac") == nil)
    #expect(try await fixture.store.counts().tracks == 1)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("a failure keeps its reason and what could be read", arguments: TrackFailure.Kind.allCases)
  func failures(kind: TrackFailure.Kind) async throws {
    let fixture = try await Fixture()
    let id = try await fixture.add(0..<1)[0]
    let track = try await fixture.store.nextPending(limit: 1)[0]
    let failure = TrackFailure(
      track: id, identity: track.identity, kind: kind, reason: "Two seconds long.",
      metadata: Fixture.metadata("Short"), seconds: 2)
    #expect(try await fixture.store.recordFailure(failure) == .recorded)
    let details = try await fixture.details("/music/0.flac")
    #expect(details.track.state.rawValue == kind.rawValue)
    #expect(details.track.reason == "Two seconds long.")
    #expect(details.track.metadata.title == "Short")
    #expect(details.track.seconds == 2)
    #expect(details.analysis == nil)
    #expect(try await fixture.store.nextPending(limit: 1).isEmpty)
  }

  @Test("values that would poison a mood are refused, and nothing of the result stays")
  func nonsense() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    try await fixture.add(0..<1)
    let track = try await fixture.store.nextPending(limit: 1)[0]
    let good = Fixture.result(
      track, content: 7, mood: moods.moods[0], generation: moods.generation)
    var results: [TrackResult] = []
    var analysis = Fixture.analysis(of: 7)
    analysis.tags[0].probability = .nan
    results.append(good)
    results[0].source = .inferred(analysis)
    results.append(good)
    results[1].placement?.membership.distance = .nan
    results.append(good)
    results[2].placement?.centroid?.vector = [.infinity]
    results.append(good)
    results[3].source = .inferred(Fixture.analysis(of: 7, words: ["other", "words", "here"]))
    results.append(good)
    results[4].placement?.membership.mood = MoodID(rawValue: 99)
    results.append(good)
    let other = ModelVersion(rawValue: "other")
    results[5].source = .inferred(Fixture.analysis(of: 7, by: other))
    for result in results {
      #expect(await code { _ = try await fixture.store.record(result) } == .constraint)
    }
    #expect(try await fixture.store.counts().pending == 1)
    #expect(try await fixture.store.counts().analyses == 0)
    #expect(try await fixture.store.audit() == [])
    #expect(try await fixture.store.record(good) == .recorded)
  }

  @Test("a place found before the moods were replaced is refused")
  func superseded() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    try await fixture.add(0..<1)
    let track = try await fixture.store.nextPending(limit: 1)[0]
    let result = Fixture.result(
      track, content: 7, mood: moods.moods[0], generation: moods.generation)
    let next = try await fixture.makeMoods("epic")
    #expect(next.generation == moods.generation + 1)
    #expect(try await fixture.store.record(result) == .superseded)
    #expect(try await fixture.store.counts().pending == 1)
  }

  @Test("analyses can be walked through in batches, each track once")
  func walking() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<25)
    try await fixture.analyseAll()
    _ = try await fixture.store.reconcile([.vanished(TrackID(rawValue: 3))])
    var sizes: [Int] = []
    var seen: [AnalysedTrack] = []
    try await fixture.store.forEachAnalysis(by: Fixture.model, batch: 10) { tracks in
      sizes.append(tracks.count)
      seen += tracks
      // The store can be used meanwhile.
      _ = try? await fixture.store.counts()
    }
    #expect(sizes == [10, 10, 4])
    #expect(seen.map(\.id.rawValue) == (1...25).filter { $0 != 3 })
    #expect(seen[0].features.embedding == Fixture.analysis(of: 1).embedding)
    #expect(seen[0].affect == Fixture.analysis(of: 1).affect)
    var others = 0
    try await fixture.store.forEachAnalysis(by: ModelVersion(rawValue: "none")) {
      others += $0.count
    }
    #expect(others == 0)
  }
}
