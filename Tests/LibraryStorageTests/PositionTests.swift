import GRDB
import MoodModel
import MusicModel
import Testing

@testable import LibraryStorage

@Suite("Valence and arousal as they are derived")
struct PositionTests {
  private static let sound = SoundDescriptors(
    tonic: 9, mode: -0.5, keyClarity: 0.75, tempo: 120, beatClarity: 0.5, onsetRate: 4,
    brightness: 1200, dynamics: 3)
  private static let spectrum = SpectralSummary(
    values: (0..<SpectralSummary.valueCount).map { Float($0) / 8 })

  @Test("descriptors come back as they were stored, and their absence too")
  func descriptors() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    try await fixture.add(0..<2)
    for (index, track) in try await fixture.store.nextPending(limit: 2).enumerated() {
      var analysis = Fixture.analysis(of: index)
      analysis.descriptors = index == 0 ? Self.sound : nil
      analysis.spectrum = index == 0 ? Self.spectrum : nil
      analysis.loudnessRange = index == 0 ? 6.5 : nil
      let result = Fixture.result(
        track, content: index, mood: moods.moods[0], generation: moods.generation,
        source: .inferred(analysis))
      #expect(try await fixture.store.record(result) == .recorded)
      let stored = try await fixture.store.analysis(
        of: Fixture.content(index), by: Fixture.model)
      #expect(stored == analysis)
    }
    var seen: [SoundDescriptors?] = []
    var words: Set<[String]> = []
    try await fixture.store.forEachAnalysis(by: Fixture.model) { tracks in
      for track in tracks {
        seen.append(track.descriptors)
        words.insert(track.tagNames)
        #expect(track.tags.count == 3)
      }
    }
    #expect(Set(seen) == [Self.sound, nil])
    #expect(words == [Fixture.words])
  }

  @Test(
    "descriptors that changed by themselves are damage, and none are none",
    arguments: [("descriptors", 32), ("spectrum", 144)])
  func damage(column: String, length: Int) async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    try await fixture.add(0..<2)
    for (index, track) in try await fixture.store.nextPending(limit: 2).enumerated() {
      var analysis = Fixture.analysis(of: index)
      analysis.descriptors = index == 0 ? Self.sound : nil
      analysis.spectrum = index == 0 ? Self.spectrum : nil
      let result = Fixture.result(
        track, content: index, mood: moods.moods[0], generation: moods.generation,
        source: .inferred(analysis))
      #expect(try await fixture.store.record(result) == .recorded)
    }
    try await fixture.store.checkByTable()
    try await fixture.store.write { db in
      try db.execute(
        sql: "UPDATE analysis SET \(column) = zeroblob(\(length)) WHERE \(column) IS NOT NULL")
    }
    #expect(await code { try await fixture.store.checkByTable() } == .corrupt)
  }

  @Test("places of another formula are derived anew, once, and the moods' means follow")
  func formula() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic")
    try await fixture.add(0..<25)
    try await fixture.analyseAll(in: moods)
    // As an earlier version of Orpheus left some of them.
    try await fixture.store.write { db in
      try db.execute(sql: "UPDATE membership SET formula = 0 WHERE track_id % 2 = 0")
    }
    let derive: @Sendable ([AnalysedTrack]) -> [ValenceArousal] = { tracks in
      tracks.map { ValenceArousal(valence: 0.5, arousal: Float($0.id.rawValue) / 100) }
    }
    let version = AffectFusion.version
    let count = try await fixture.store.derivePositions(formula: version, batch: 5, derive)
    #expect(count == 12)
    #expect(try await fixture.store.derivePositions(formula: version, batch: 5, derive) == 0)
    #expect(try await fixture.store.audit() == [])
    let even = try await fixture.store.tracks(TrackFilter(), after: nil, limit: 100).items
      .filter { $0.track.id.rawValue % 2 == 0 }
    #expect(even.count == 12)
    #expect(even.allSatisfy { $0.track.membership?.position.valence == 0.5 })
  }

  @Test("the least certain tracks of a mood come first, each with the mood it would be in next")
  func borderline() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic")
    try await fixture.add(0..<10)
    for track in try await fixture.store.nextPending(limit: 10) {
      let number = Int(track.id.rawValue)
      var result = Fixture.result(
        track, content: number, mood: moods.moods[0], generation: moods.generation)
      result.placement?.membership.confidence = Float(10 - number) / 20
      result.placement?.membership.runnerUp = number == 10 ? nil : moods.moods[1]
      _ = try await fixture.store.record(result)
    }
    let tracks = try await fixture.store.borderline(of: moods.moods[0], limit: 3)
    #expect(tracks.map(\.id.rawValue) == [9, 8, 7])
    #expect(tracks.allSatisfy { $0.membership?.runnerUp == moods.moods[1] })
    let firmness = try await fixture.store.firmness(of: moods.moods[0], threshold: 0.11)
    #expect(firmness.uncertain == 3)
    #expect(abs(firmness.confidence - 0.225) < 1e-6)
    #expect(try await fixture.store.firmness(of: moods.moods[1], threshold: 1).confidence == 0)
  }
}
