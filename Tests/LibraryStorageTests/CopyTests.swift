import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("Copies of a recording")
struct CopyTests {
  /// What was heard of a recording, its spectrum shifted by so many decibels.
  private static func analysis(
    _ content: Int, shift: Float = 0, seconds: Double = 200, by model: ModelVersion = Fixture.model
  ) -> TrackAnalysis {
    var analysis = Fixture.analysis(of: content, by: model)
    analysis.seconds = seconds
    analysis.spectrum = SpectralSummary(
      values: (0..<SpectralSummary.valueCount).map { place in
        // Of the cepstrum the means; the level, which comes first, differs much.
        if place == 10 { return Float(content) * 20 }
        return Float(place) / 8 + (place > 10 && place.isMultiple(of: 2) ? shift : 0)
      })
    return analysis
  }

  private func record(
    _ analyses: [TrackAnalysis], in moods: MoodReplacement, _ fixture: Fixture
  ) async throws {
    try await fixture.add(0..<analyses.count)
    for (index, track) in try await fixture.store.nextPending(limit: analyses.count).enumerated() {
      var result = Fixture.result(
        track, content: index, mood: moods.moods[0], generation: moods.generation,
        source: .inferred(analyses[index]))
      result.metadata = TrackMetadata()
      #expect(try await fixture.store.record(result) == .recorded)
    }
  }

  private func features(_ fixture: Fixture) async throws -> [MoodFeatures] {
    var features: [MoodFeatures] = []
    try await fixture.store.forEachAnalysis(by: Fixture.model) { features += $0.map(\.features) }
    return features
  }

  @Test("are placed by what was there first, told of, and shown once")
  func copies() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    let analyses = [
      Self.analysis(0), Self.analysis(1, shift: 1.5, seconds: 200.09), Self.analysis(2, shift: 40),
      Self.analysis(3, shift: 1),
    ]
    let first = try await fixture.store.features(of: Fixture.content(0), analyses[0])
    try await record(analyses, in: moods, fixture)
    #expect(first.embedding == analyses[0].embedding && first.affect == analyses[0].affect)
    for number in [0, 1, 3] {
      let found = try await fixture.store.features(of: Fixture.content(number), analyses[number])
      #expect(found == first)
    }
    #expect(
      try await features(fixture).map(\.embedding) == [0, 0, 2, 0].map { analyses[$0].embedding })
    // What was heard of each is still its own.
    let copy = try await fixture.details("/music/1.flac")
    #expect(copy.analysis == analyses[1] && copy.original == "/music/0.flac")
    #expect(try await fixture.details("/music/0.flac").original == nil)
    #expect(try await fixture.details("/music/2.flac").original == nil)

    let mood = moods.moods[0]
    #expect(
      try await fixture.store.exemplars(of: mood, limit: 3) == ["/music/0.flac", "/music/2.flac"])
    #expect(try await fixture.store.exemplars(of: mood, limit: 1) == ["/music/0.flac"])
    let next = try await fixture.store.suggestions(from: mood, notPlayedSince: 0, limit: 5)
    #expect(next.map(\.path) == ["/music/0.flac", "/music/2.flac"])
    // A playlist of a mood is all of it.
    #expect(try await fixture.store.playlist(of: mood, after: nil, limit: 9).items.count == 4)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("are none of another length, sound or model, nor without a spectrum")
  func others() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    var silent = Self.analysis(3)
    silent.spectrum = nil
    try await record(
      [
        Self.analysis(0), Self.analysis(1, seconds: 200.2), Self.analysis(2, shift: 2.5), silent,
        Self.analysis(4, seconds: 199.8),
      ], in: moods, fixture)
    let own = try await features(fixture).map(\.embedding)
    #expect(Set(own).count == 5)
    let other = ModelVersion(rawValue: "other-1")
    let analysis = Self.analysis(9, by: other)
    let found = try await fixture.store.features(of: Fixture.content(9), analysis)
    #expect(found.embedding == analysis.embedding)
  }

  @Test("stand by themselves once the library has forgotten what was there first")
  func forgotten() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    let analyses = [Self.analysis(0), Self.analysis(1)]
    try await record(analyses, in: moods, fixture)
    _ = try await fixture.store.reconcile([.vanished(TrackID(rawValue: 1))])
    #expect(try await features(fixture).map(\.embedding) == [analyses[0].embedding])
    #expect(try await fixture.details("/music/1.flac").original == nil)
    fixture.clock.advance(by: 100)
    let removed = try await fixture.store.removeTombstones(olderThan: .seconds(10))
    #expect(removed.contents == 1)
    #expect(try await features(fixture).map(\.embedding) == [analyses[1].embedding])
    #expect(try await fixture.store.audit() == [])
  }
}
