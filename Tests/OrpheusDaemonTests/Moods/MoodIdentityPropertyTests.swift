import LibraryStorage
import MoodModel
import MusicModel
import OrpheusTestSupport
import SystemPackage
import Testing

@testable import OrpheusDaemon

@Suite("What the listener says of moods")
struct MoodIdentityPropertyTests {
  @Test("holds whatever happens to the library", arguments: 1...6 as ClosedRange<UInt64>)
  func random(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let library = try await MoodLibrary()
    var word = ListenersWord()
    try await library.add(30)
    for step in 0..<70 {
      let event = try await happen(to: library, &word, using: &random)
      try await word.expectKept(by: library, "seed \(seed), step \(step): \(event)")
    }
    try await library.restart()
    try await word.expectKept(by: library, "seed \(seed): restart")
    try await library.store.close()
  }

  /// One thing that may happen on any day; answers what.
  private func happen(
    to library: MoodLibrary, _ word: inout ListenersWord, using random: inout SplitMix64
  ) async throws -> String {
    let moods = try await library.store.moods().map(\.id)
    let tracks = try await library.tracks()
    guard let mood = moods.randomElement(using: &random),
      let track = tracks.randomElement(using: &random)
    else {
      try await library.add(8)
      return "add"
    }
    switch Int.random(in: 0..<24, using: &random) {
    case 0...3:
      try await library.add(Int.random(in: 1...12, using: &random))
      return "add"
    case 4:
      try await library.reconcile([.vanished(track.id)])
      return "vanish \(track.id)"
    case 5:
      // Back where they were, all that are away.
      let page = try await library.store.tracks(
        TrackFilter(state: .missing), after: nil, limit: 500)
      try await library.reconcile(
        page.items.map { .rebound($0.track.id, path: $0.track.path, identity: Self.same($0.track)) }
      )
      return "return"
    case 6:
      try await library.reconcile([
        .changed(track.id, identity: Self.same(track, size: .random(in: 2...9, using: &random)))
      ])
      return "edit \(track.id)"
    case 7:
      try await word.name(mood, "Mine \(mood.rawValue)", library)
      return "name \(mood)"
    case 8...9:
      guard moods.count > 2, let other = moods.randomElement(using: &random), other != mood
      else { return "nothing" }
      try await word.merge(other, into: mood, library)
      return "merge \(other) into \(mood)"
    case 10:
      guard
        let other = word.merged.keys.sorted(by: { $0.rawValue < $1.rawValue })
          .randomElement(using: &random)
      else { return "nothing" }
      try await word.unmerge(other, library)
      return "unmerge \(other)"
    case 11...13:
      let others = tracks.filter { _ in Int.random(in: 0..<10, using: &random) == 0 }.map(\.id)
      try await word.pin([track.id] + others, to: mood, library)
      return "pin \(track.id) and \(others.count) more to \(mood)"
    case 14:
      try await word.unpin(track.id, library)
      return "unpin \(track.id)"
    case 15...16:
      try await word.exclude(track.id, from: mood, library)
      return "exclude \(track.id) from \(mood)"
    case 17:
      try await word.exclude(track.id, from: nil, library)
      return "exclude \(track.id)"
    case 18:
      try await word.include(track.id, library)
      return "include \(track.id)"
    case 19:
      _ = try await library.moods.refit()
      return "refit"
    case 20...21:
      try await library.moods.settle()
      return "settle"
    case 22:
      let model = library.model == MoodLibrary.models[0] ? 1 : 0
      try await library.change(to: MoodLibrary.models[model])
      return "other models"
    default:
      try await library.restart()
      return "restart"
    }
  }

  private static func same(_ track: Track, size: Int64 = 1) -> FileIdentity {
    MoodLibrary.identity(Int(track.path.lastComponent?.stem ?? "") ?? 0, size: size)
  }

  @Test("is undone as if it had not been said")
  func undone() async throws {
    let library = try await MoodLibrary()
    try await library.add(60)
    try await library.moods.settle()
    let before = try await library.tracks()
    let moods = try await library.store.moods()
    let (first, second) = (moods[0].id, moods[1].id)

    let joint = try await library.moods.merge(second, into: first)
    #expect(joint.slug == moods[0].slug && joint.name == moods[0].name)
    #expect(joint.trackCount == moods[0].trackCount + moods[1].trackCount)
    let weights = moods.prefix(2).map { Float($0.trackCount) }
    let mean =
      (moods[0].position.valence * weights[0] + moods[1].position.valence * weights[1])
      / (weights[0] + weights[1])
    #expect(abs(joint.position.valence - mean) < 1e-4)
    #expect(try await library.store.moods().count == moods.count - 1)
    #expect(library.store.figures.moods == moods.count - 1)

    let again = try await library.moods.unmerge(second)
    #expect(again.slug == moods[1].slug && again.trackCount == moods[1].trackCount)
    let after = try await library.tracks()
    #expect(after.map(\.membership?.mood) == before.map(\.membership?.mood))
    #expect(after.map(\.membership?.runnerUp) == before.map(\.membership?.runnerUp))

    let track = try #require(before.first { $0.membership?.mood == first }).id
    _ = try await library.moods.say(.pin(second), of: [track])
    #expect(try await library.moods.say(.unpin, of: [track]) == 1)
    #expect(try await library.moods.say(.unpin, of: [track]) == 0)
    #expect(try await library.moods.say(.exclude(nil), of: [track]) == 1)
    #expect(try await library.moods.say(.include(nil), of: [track]) == 1)
    let last = try await library.tracks()
    #expect(last.map(\.membership?.mood) == before.map(\.membership?.mood))
  }

  @Test(
    "holds when other networks hear the library, also if that is cut short", arguments: [60, 260])
  func otherNetworks(count: Int) async throws {
    let library = try await MoodLibrary()
    try await library.add(count)
    try await library.moods.settle()
    let before = try await library.store.moods()
    try #require(before.count >= 4)
    var word = ListenersWord()
    try await word.name(before[0].id, "Mine", library)
    try await word.merge(before[2].id, into: before[1].id, library)
    try await word.merge(before[1].id, into: before[0].id, library)
    let tracks = try await library.tracks()
    let far = try #require(tracks.last { $0.membership?.mood == before[3].id }).id
    try await word.pin([far], to: before[0].id, library)
    try await word.exclude(tracks[0].id, from: before[3].id, library)
    try await word.exclude(tracks[1].id, from: nil, library)
    try await word.expectKept(by: library, "before")

    try await library.change(to: MoodLibrary.others, restartingAfter: count / 3)
    try await library.moods.settle()
    try await word.expectKept(by: library, "heard anew")
    let held = try await library.store.places()
    #expect(Set(held.values).isSuperset(of: [before[0].id, before[1].id, before[2].id]))
    #expect(try await library.store.formerPlaces().isEmpty)
    // Most tracks are where they were: the moods were found by their tracks.
    let after = try await library.tracks()
    let stayed = zip(tracks, after).count { $0.membership?.mood == $1.membership?.mood }
    #expect(2 * stayed > count, "\(stayed) of \(count)")
    try await word.unmerge(before[1].id, library)
    try await word.expectKept(by: library, "unmerged")
  }

  @Test("is not touched by networks that the listener takes back before they have heard it all")
  func takenBack() async throws {
    let library = try await MoodLibrary()
    try await library.add(60)
    try await library.moods.settle()
    let (moods, tracks) = (try await library.store.moods(), try await library.tracks())
    try await library.change(to: MoodLibrary.others, restartingAfter: 20, atMost: 20)
    #expect(try await library.moods.settle() == false)
    #expect(library.moods.successor.value == MoodLibrary.others)
    #expect(try await library.store.moods() == moods)

    try await library.change(to: MoodLibrary.models[0])
    try await library.moods.settle()
    #expect(library.moods.successor.value == nil)
    #expect(try await library.store.moods() == moods)
    #expect(try await library.tracks() == tracks)
    #expect(try await library.store.audit() == [])
  }

  @Test("waits for tracks that were away when other networks heard the library")
  func away() async throws {
    let library = try await MoodLibrary()
    try await library.add(80)
    try await library.moods.settle()
    let mood = try #require(try await library.store.moods().first)
    var word = ListenersWord()
    try await word.name(mood.id, "Mine", library)
    let members = try await library.tracks().filter { $0.membership?.mood == mood.id }
    try await library.reconcile(members.map { .vanished($0.id) })
    try await library.change(to: MoodLibrary.others)
    try await library.moods.settle()
    #expect(!(try await library.store.moods().contains { $0.id == mood.id }))

    try await library.reconcile(
      members.map { .rebound($0.id, path: $0.path, identity: Self.same($0)) })
    try await library.moods.settle()
    try await word.expectKept(by: library, "back")
    #expect(try await library.store.formerPlaces().isEmpty)
  }

  @Test("gives a mood another slug where its own has been taken since")
  func slugs() async throws {
    let library = try await MoodLibrary()
    try await library.add(60)
    let moods = try await library.store.moods()
    _ = try await library.moods.merge(moods[1].id, into: moods[0].id)
    let other = try await library.moods.rename(moods[2].id, to: moods[1].name)
    #expect(other.slug == moods[1].slug)
    let again = try await library.moods.unmerge(moods[1].id)
    #expect(again.id == moods[1].id && again.slug != other.slug)
  }

  @Test("is refused where it makes no sense, and nothing changes")
  func refusals() async throws {
    let library = try await MoodLibrary()
    await #expect(throws: MoodService.VerbFailure.self) {
      _ = try await library.moods.merge(MoodID(rawValue: 1), into: MoodID(rawValue: 2))
    }
    try await library.add(40)
    let moods = try await library.store.moods()
    let nowhere = MoodID(rawValue: 999)
    let track = try #require(try await library.tracks().first).id
    await #expect(throws: MoodService.VerbFailure.self) {
      _ = try await library.moods.merge(moods[0].id, into: moods[0].id)
    }
    await #expect(throws: MoodService.VerbFailure.self) {
      _ = try await library.moods.unmerge(moods[0].id)
    }
    await #expect(throws: MoodService.VerbFailure.self) {
      _ = try await library.moods.say(.pin(nowhere), of: [track])
    }
    // A number that no track has: the store refuses, and what was said is not remembered either.
    await #expect(throws: MoodService.VerbFailure.self) {
      _ = try await library.moods.say(.pin(moods[0].id), of: [TrackID(rawValue: 999)])
    }
    #expect(try await library.store.moods() == moods)
    #expect(await library.moods.identity.pins.isEmpty)
    #expect(try await library.store.audit() == [])
  }
}
