@testable import LibraryStorage
import MusicModel
import SystemPackage
import Testing

@Suite("Moods")
struct MoodTests {
  @Test("a mood is found by slug, number or name", arguments: ["calm", "1", "CALM", "Calm"])
  func finding(reference: String) async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic")
    #expect(try await fixture.store.findMood(reference)?.id == moods.moods[0])
    #expect(try await fixture.store.findMood("nothing") == nil)
  }

  @Test("a mood's position and tags are the means over its analysed tracks")
  func profiles() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic")
    let ids = try await fixture.add(0..<7)
    try await fixture.analyseAll(in: moods)
    _ = try await fixture.store.reconcile([
      .vanished(ids[0]), .changed(ids[1], identity: Fixture.identity(1, version: 1)),
    ])
    let profiles = try await fixture.store.moodProfiles()
    #expect(profiles.tagNames == Fixture.words)
    for (index, mood) in moods.moods.enumerated() {
      let analyses = ids[2...].map { Int($0.rawValue) }.filter { $0 % 2 == index }
        .map { Fixture.analysis(of: $0) }
      let profile = try #require(profiles.moods[mood])
      #expect(profile.trackCount == analyses.count)
      for (tag, mean) in profile.tags.enumerated() {
        let sum = analyses.map { Double($0.tags[tag].probability) }.reduce(0, +)
        #expect(abs(mean - sum / Double(analyses.count)) < 1e-12)
      }
      let valence =
        analyses.map(\.affect.valenceArousal.valence).reduce(0, +) / Float(analyses.count)
      #expect(abs(profile.position.valence - valence) < 1e-5)
    }
    #expect(profiles.library.trackCount == 5)
    let stored = try await fixture.store.moods()
    #expect(stored.map(\.slug) == ["calm", "epic"])
    #expect(stored[0].position == profiles.moods[moods.moods[0]]?.position)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("the library's mean weighs moods by their tracks")
  func libraryMean() {
    var sums = MoodSums()
    sums.add(MoodSums())
    sums.add(MoodSums(trackCount: 1, valence: 1, arousal: 0, tags: [1, 0]))
    sums.add(MoodSums(trackCount: 3, valence: -1, arousal: 3, tags: [1, 2]))
    #expect(sums.profile.position == ValenceArousal(valence: 0, arousal: 0.75))
    #expect(sums.profile.tags == [0.5, 0.5])
    #expect(MoodSums().profile.tags.isEmpty)
  }

  @Test("the listener's name survives everything")
  func renaming() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic")
    let id = moods.moods[0]
    let renamed = try await fixture.store.renameMood(id, name: "Sunday", slug: "sunday")
    #expect(renamed.name == "Sunday" && renamed.slug == "sunday" && renamed.isNamedByListener)
    try await fixture.store.updateMoodNames([
      MoodNaming(id: id, slug: "soft", name: "Soft", tags: ["soft", "warm"])
    ])
    _ = try await fixture.store.replaceMoods(
      with: [Fixture.draft("other", id: id), Fixture.draft("epic", id: moods.moods[1])],
      in: nil, memberships: [:], placing: Fixture.place(among: 2))
    let mood = try #require(try await fixture.store.findMood("sunday"))
    #expect(mood.id == id)
    #expect(mood.name == "Sunday")
    #expect(mood.isNamedByListener)
    #expect(mood.tags == ["other"])
  }

  @Test("no two living moods share a slug")
  func slugs() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic")
    let store = fixture.store
    let before = try await store.moods()
    #expect(
      await code { _ = try await store.renameMood(moods.moods[0], name: "E", slug: "epic") }
        == .slugTaken)
    #expect(
      await code {
        try await store.updateMoodNames([
          MoodNaming(id: moods.moods[0], slug: "new", name: "New", tags: []),
          MoodNaming(id: moods.moods[1], slug: "new", name: "New", tags: []),
        ])
      } == .slugTaken)
    #expect(
      await code {
        _ = try await store.replaceMoods(
          with: [Fixture.draft("a"), Fixture.draft("a")], in: nil, memberships: [:],
          placing: Fixture.place(among: 2))
      } == .slugTaken)
    #expect(
      await code { _ = try await store.renameMood(MoodID(rawValue: 9), name: "N", slug: "n") }
        == .notFound)
    #expect(try await store.moods() == before)
  }

  @Test("moods may trade slugs")
  func tradingSlugs() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic").moods
    try await fixture.store.updateMoodNames([
      MoodNaming(id: moods[0], slug: "epic", name: "Epic", tags: ["brass"]),
      MoodNaming(id: moods[1], slug: "calm", name: "Calm", tags: []),
      MoodNaming(id: MoodID(rawValue: 77), slug: "gone", name: "Gone", tags: []),
    ])
    #expect(try await fixture.store.findMood("epic")?.id == moods[0])
    #expect(try await fixture.store.findMood("epic")?.tags == ["brass"])
    #expect(try await fixture.store.findMood("calm")?.id == moods[1])
  }

  @Test("replacing keeps numbers, retires the rest and places everyone")
  func replacing() async throws {
    let fixture = try await Fixture()
    let old = try await fixture.makeMoods("calm", "epic")
    let ids = try await fixture.add(0..<6)
    try await fixture.analyseAll(in: old)
    // One gone and one changed keep a place, uncounted.
    _ = try await fixture.store.reconcile([
      .vanished(ids[0]), .changed(ids[1], identity: Fixture.identity(1, version: 1)),
    ])
    let placed = DraftMembership(
      draft: 1, confidence: 0.75, distance: 0.5, position: .init(valence: 0.5, arousal: -0.5))
    var space = Fixture.space
    space.origin = .library
    space.parameters = [9]
    let new = try await fixture.store.replaceMoods(
      with: [Fixture.draft("new"), Fixture.draft("epic", id: old.moods[1])], in: space,
      memberships: [ids[2]: placed, ids[3]: placed],
      placing: { track in
        DraftMembership(
          draft: 0, confidence: 0, distance: Float(track.features.embedding.values.count),
          position: track.affect.valenceArousal)
      })
    #expect(new.moods[1] == old.moods[1])
    #expect(!old.moods.contains(new.moods[0]))
    #expect(new.generation == old.generation + 1)
    #expect(new.requeued == 0)
    #expect(try await fixture.store.currentSpace() == space)
    let moods = try await fixture.store.moods()
    #expect(moods.map(\.slug) == ["epic", "new"])
    #expect(moods.map(\.trackCount) == [2, 2])
    #expect(moods[0].position == placed.position)
    #expect(try await fixture.store.findMood("calm") == nil)
    let missing = try await fixture.details("/music/0.flac").track.membership
    #expect(missing?.mood == new.moods[0])
    #expect(missing?.distance == 4)
    #expect(try await fixture.store.audit() == [])
    // Back from absence: counted in its new mood.
    _ = try await fixture.store.reconcile([
      .rebound(ids[0], path: "/music/0.flac", identity: Fixture.identity(0))
    ])
    #expect(try await fixture.store.findMood("new")?.trackCount == 3)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("a new model sends its predecessor's tracks back, and going back is free")
  func modelChange() async throws {
    let fixture = try await Fixture()
    let old = try await fixture.makeMoods("calm")
    try await fixture.add(0..<4)
    try await fixture.analyseAll(in: old)
    let other = ModelVersion(rawValue: "test-2")
    try await fixture.store.register(other, tagNames: ["one", "two"], embeddingDimension: 3)
    var space = Fixture.space
    space.model = other
    let new = try await fixture.store.replaceMoods(
      with: [Fixture.draft("calm", id: old.moods[0])], in: space, memberships: [:],
      placing: Fixture.place(among: 1))
    #expect(new.requeued == 4)
    #expect(try await fixture.store.counts().pending == 4)
    #expect(try await fixture.store.moods().map(\.trackCount) == [0])
    #expect(try await fixture.store.audit() == [])
    let track = try await fixture.store.nextPending(limit: 1)[0]
    let analysis = Fixture.analysis(
      of: Int(track.id.rawValue), by: other, words: ["one", "two"], dimension: 3)
    let result = Fixture.result(
      track, content: Int(track.id.rawValue), mood: new.moods[0], generation: new.generation,
      source: .inferred(analysis))
    #expect(try await fixture.store.record(result) == .recorded)
    #expect(try await fixture.store.audit() == [])
    let back = try await fixture.store.replaceMoods(
      with: [Fixture.draft("calm", id: old.moods[0])], in: Fixture.space, memberships: [:],
      placing: Fixture.place(among: 1))
    #expect(back.requeued == 0)
    let counts = try await fixture.store.counts()
    #expect(counts.analysed == 1)
    #expect(counts.analyses == 5)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("a draft or placement that makes no sense changes nothing")
  func nonsense() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    func replace(_ drafts: [MoodDraft], _ space: StoredMoodSpace?, draft: Int) async throws {
      _ = try await store.replaceMoods(with: drafts, in: space, memberships: [:]) { track in
        DraftMembership(
          draft: draft, confidence: 1, distance: 1, position: track.affect.valenceArousal)
      }
    }
    #expect(await code { try await replace([Fixture.draft("a")], nil, draft: 0) } == .constraint)
    #expect(
      await code { try await replace([Fixture.draft("a")], Fixture.space, draft: 0) }
        == .constraint)
    let moods = try await fixture.makeMoods("calm")
    try await fixture.add(0..<1)
    try await fixture.analyseAll(in: moods)
    let before = try await store.moods()
    #expect(await code { try await replace([Fixture.draft("a")], nil, draft: 1) } == .constraint)
    let never = Fixture.draft("a", id: MoodID(rawValue: 50))
    #expect(await code { try await replace([never], nil, draft: 0) } == .notFound)
    #expect(try await store.moods() == before)
    #expect(try await store.audit() == [])
  }
}
