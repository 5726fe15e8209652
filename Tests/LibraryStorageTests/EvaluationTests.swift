import LibraryStorage
import MusicModel
import SystemPackage
import Testing

@Suite("Tracks in their moods, for measuring")
struct EvaluationTests {
  @Test("come once each, complete, whatever the size of a batch", arguments: [1, 4, 250])
  func complete(batch: Int) async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic")
    try await fixture.add(0..<9)
    try await fixture.add(9..<11, to: "/other")
    for track in try await fixture.store.nextPending(limit: 100) {
      let number = Int(track.id.rawValue)
      var result = Fixture.result(
        track, content: number, mood: moods.moods[number % 2], generation: moods.generation)
      result.metadata.genre = number == 1 ? nil : "Genre \(number)"
      _ = try await fixture.store.record(result)
    }
    // Neither what is gone nor what waits is in a mood that could be measured.
    _ = try await fixture.store.reconcile([.vanished(TrackID(rawValue: 2))])
    try await fixture.add(20..<22)

    var seen: [PlacedTrack] = []
    try await fixture.store.forEachPlacedTrack(by: Fixture.model, batch: batch) { tracks in
      #expect(tracks.count <= batch)
      seen += tracks
    }
    let numbers = [1] + Array(3...11)
    #expect(seen.map(\.mood) == numbers.map { moods.moods[$0 % 2] })
    #expect(seen.map(\.genre) == numbers.map { $0 == 1 ? nil : "Genre \($0)" })
    #expect(seen.map { String(decoding: $0.folder, as: UTF8.self) }.count { $0 == "/other" } == 2)
    for (track, number) in zip(seen, numbers) {
      let analysis = Fixture.analysis(of: number)
      #expect(
        track.features.embedding == analysis.embedding && track.features.affect == analysis.affect)
      #expect(track.position == analysis.affect.valenceArousal && track.confidence == 0.5)
    }
  }

  @Test("are none of another model, and none when nobody wants them")
  func none() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    try await fixture.add(0..<5)
    try await fixture.analyseAll(in: moods)
    try await fixture.store.forEachPlacedTrack(by: ModelVersion(rawValue: "other-1")) { _ in
      Issue.record("there is none")
    }
    let store = fixture.store
    let batches = await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      var batches = 0
      try? await store.forEachPlacedTrack(by: Fixture.model) { _ in batches += 1 }
      return batches
    }.value
    #expect(batches == 0)
  }
}
