@testable import LibraryStorage
import MusicModel
import SystemPackage
import Testing

@Suite("One model after another in the store")
struct SuccessionTests {
  private static let other = ModelVersion(rawValue: "other-1")

  private static func otherAnalysis(of content: Int) -> TrackAnalysis {
    Fixture.analysis(of: content, by: other, words: ["Music", "Speech"], dimension: 6)
  }

  /// Everything the other model has to embed, in the order in which it is handed out.
  private func queue(
    _ fixture: Fixture, elsewhereThan offline: [FilePath] = []
  ) async throws -> [TrackID] {
    var all: [TrackID] = []
    while let next = try await fixture.store.nextToEmbed(
      by: Self.other, after: all.last, elsewhereThan: offline)
    {
      all.append(next.id)
    }
    return all
  }

  @Test("every analysed track is handed out once, and keeps its state and its place")
  func order() async throws {
    let fixture = try await Fixture()
    let tracks = try await fixture.add(0..<4)
    let away = try await fixture.add(4..<6, to: "/away/disk")
    let moods = try await fixture.makeMoods("calm", "epic")
    try await fixture.analyseAll(in: moods)
    try await fixture.add(6..<7)
    let before = try await fixture.store.moods()
    #expect(try await queue(fixture) == tracks + away)
    #expect(try await queue(fixture, elsewhereThan: ["/away"]) == tracks)

    let next = try #require(try await fixture.store.nextToEmbed(by: Self.other, after: nil))
    #expect(next.content == Fixture.content(Int(next.id.rawValue)))
    for track in tracks {
      try await fixture.store.keep(
        Self.otherAnalysis(of: Int(track.rawValue)),
        of: Fixture.content(Int(track.rawValue)))
    }
    #expect(try await queue(fixture) == away)
    #expect(try await fixture.store.moods() == before)
    let (heard, total) = try await fixture.store.heard(by: Self.other)
    #expect((heard, total) == (4, 6))
    #expect(try await fixture.store.tracksHeard() == [Fixture.model: 6, Self.other: 4])
    #expect(try await fixture.store.audit() == [])
  }

  @Test("what the old model said stays, and the way back needs no analysis")
  func thereAndBack() async throws {
    let fixture = try await Fixture()
    let tracks = try await fixture.add(0..<5)
    let moods = try await fixture.makeMoods("calm", "epic")
    try await fixture.analyseAll(in: moods)
    // The last one cannot be embedded.
    for track in tracks.dropLast() {
      try await fixture.store.keep(
        Self.otherAnalysis(of: Int(track.rawValue)),
        of: Fixture.content(Int(track.rawValue)))
    }
    var seen: [TrackID] = []
    try await fixture.store.forEachAnalysis(by: Self.other) { seen += $0.map(\.id) }
    #expect(seen == tracks.dropLast())

    func replace(by model: ModelVersion) async throws {
      var space = Fixture.space
      space.model = model
      _ = try await fixture.store.replaceMoods(
        with: [
          Fixture.draft("calm", id: moods.moods[0]), Fixture.draft("epic", id: moods.moods[1]),
        ],
        in: space, memberships: [:], placing: Fixture.place(among: 2))
    }
    try await replace(by: Self.other)
    #expect(try await fixture.store.moods().map(\.id) == moods.moods)
    // It waits for the new model, like any track.
    #expect(try await fixture.store.counts().pending == 1)
    #expect(try await fixture.details("/music/0.flac").analysis?.embedding.values.count == 6)
    #expect(try await fixture.store.audit() == [])

    let waiting = try await fixture.store.nextPending(limit: 9)
    _ = try await fixture.store.record(
      Fixture.result(
        waiting[0], content: Int(waiting[0].id.rawValue),
        source: .inferred(Self.otherAnalysis(of: Int(waiting[0].id.rawValue)))))
    try await replace(by: Fixture.model)
    #expect(try await fixture.store.counts().pending == 0)
    #expect(try await fixture.details("/music/0.flac").analysis?.embedding.values.count == 4)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("an analysis of a recording that is gone is passed over, one of other sizes refused")
  func oddAnalyses() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<1)
    try await fixture.analyseAll()
    try await fixture.store.keep(Self.otherAnalysis(of: 77), of: Fixture.content(77))
    #expect(try await fixture.store.tracksHeard() == [Fixture.model: 1])
    try await fixture.store.keep(Self.otherAnalysis(of: 1), of: Fixture.content(1))
    let wrong = Fixture.analysis(of: 1, by: Self.other, dimension: 9)
    #expect(
      await code { try await fixture.store.keep(wrong, of: Fixture.content(1)) } == .constraint)
  }
}
