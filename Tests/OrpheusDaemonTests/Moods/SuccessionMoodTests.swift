import LibraryStorage
import MusicModel
import OrpheusTestSupport
import Testing

@testable import OrpheusDaemon

@Suite("The moods while another model is to take over")
struct SuccessionMoodTests {
  @Test("a choice taken back while no daemon ran leaves no track without a place")
  func takenBack() async throws {
    let library = try await MoodLibrary()
    try await library.add(30)
    try await library.change(to: MoodLibrary.others, atMost: 0)
    try await library.add(5)
    #expect(try await library.tracks().count { $0.membership == nil } == 5)

    try await library.restart(choosing: MoodLibrary.models[0])
    #expect(try await library.store.counts().pending == 5)
    try await library.reconcile([])
    let tracks = try await library.tracks()
    #expect(tracks.count == 35 && tracks.allSatisfy { $0.membership != nil })
    try await library.store.close()
  }

  @Test("a file whose tags are edited is recognised by the model in force, and keeps its mood")
  func retagged() async throws {
    let library = try await MoodLibrary()
    try await library.add(30)
    let before = try #require(try await library.tracks().first)
    try await library.change(to: MoodLibrary.others, atMost: 0)
    _ = try await library.store.reconcile([
      .changed(before.id, identity: MoodLibrary.identity(0, size: 2))
    ])
    let pending = try #require(try await library.store.nextPending(limit: 1).first)
    let content = try #require(pending.content)
    let models = await library.moods.modelsToRecogniseBy
    #expect(models == [MoodLibrary.models[0], MoodLibrary.others])
    let store = library.store
    let outcome = try await library.moods.record(by: models[0]) {
      () async throws(StoreError) in
      try await store.recordMetadata(
        TrackRecognition(
          track: pending.id, identity: pending.identity, content: content, model: models[0],
          metadata: TrackMetadata(), seconds: 200))
    }
    #expect(outcome == .recorded)
    let after = try #require(try await library.tracks().first)
    #expect(after.id == before.id && after.membership == before.membership)
    // And the new model comes to hear it like any other.
    #expect(try await store.nextToEmbed(by: MoodLibrary.others, after: nil)?.id == before.id)
    try await store.close()
  }

  @Test("a name waits for moods that are being formed")
  func naming() async throws {
    let library = try await MoodLibrary()
    try await library.add(30)
    let (moods, store) = (library.moods, library.store)
    let mood = try #require(try await store.moods().first)
    let renaming = try await moods.alone { () async throws(StoreError) in
      let renaming = Task { try await moods.rename(mood.id, to: "Mine") }
      // Time enough for it, did it not wait.
      var isNamed = false
      for _ in 0..<200 where !isNamed {
        isNamed = try await store.moods().contains { $0.name == "Mine" }
      }
      #expect(!isNamed)
      return renaming
    }
    #expect(try await renaming.value.name == "Mine")
    try await store.close()
  }
}
