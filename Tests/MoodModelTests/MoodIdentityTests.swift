import MoodModel
import MusicModel
import Testing

@Suite("What the listener says about moods")
struct MoodIdentityTests {
  private let calm = MoodID(rawValue: 1)
  private let dark = MoodID(rawValue: 2)
  private let loud = MoodID(rawValue: 3)
  private let nowhere = MoodID(rawValue: 9)
  private let song = TrackID(rawValue: 10)
  private let other = TrackID(rawValue: 11)
  private var three: MoodIdentity { MoodIdentity(living: [calm, dark, loud]) }

  @Test("a merged mood lives on in the other, and comes back as it went")
  func merge() throws {
    var moods = three
    _ = try moods.pin(song, to: calm)
    _ = try moods.exclude(other, from: calm)
    let before = moods
    try moods.merge(calm, into: dark)
    #expect(moods.living == [dark, loud])
    #expect(moods.resolve(calm) == dark)
    #expect(moods.kept == [calm, dark])
    // Chains of merges end at what lives, and come apart link by link.
    try moods.merge(dark, into: loud)
    #expect(moods.resolve(calm) == loud)
    #expect(moods.pins == [song: calm] && moods.exclusions == [other: [calm]])
    try moods.unmerge(dark)
    #expect(moods.resolve(calm) == dark)
    try moods.unmerge(calm)
    #expect(moods == before)
  }

  @Test("one verb about a track ends another that contradicts it")
  func pinsAndExclusions() throws {
    var moods = three
    #expect(try moods.exclude(song, from: calm) == [.excluded(song, calm)])
    #expect(
      try moods.pin(song, to: calm) == [.readmitted(song, calm), .pinned(song, calm)])
    #expect(try moods.pin(song, to: dark) == [.pinned(song, dark)])
    #expect(
      try moods.exclude(song, from: dark) == [.unpinned(song), .excluded(song, dark)])
    #expect(moods.dismiss(song) == [.dismissed(song)])
    #expect(moods.dismissed == [song] && moods.concerns(song))
    #expect(moods.readmit(song) == [.unpinned(song), .readmitted(song, dark)])
    #expect(moods.readmit(song) == [] && moods.readmit(song, to: calm) == [])
    #expect(moods.unpin(song) == [])
    _ = moods.dismiss(song)
    #expect(try moods.pin(song, to: calm) == [.pinned(song, calm)])
    #expect(moods.dismissed.isEmpty)
    #expect(moods.unpin(song) == [.unpinned(song)])
    #expect(moods == three && !moods.concerns(song))
  }

  @Test("excluding from a mood ends a pin to what was merged into it")
  func excludedFromHeir() throws {
    var moods = three
    _ = try moods.pin(song, to: calm)
    try moods.merge(calm, into: dark)
    #expect(try moods.exclude(song, from: dark) == [.unpinned(song), .excluded(song, dark)])
  }

  @Test("what makes no sense is refused and changes nothing")
  func refusals() throws {
    var moods = MoodIdentity(living: [calm, dark])
    try moods.merge(calm, into: dark)
    let before = moods
    #expect(throws: MoodIdentity.Refusal.sameMood) { try moods.merge(dark, into: dark) }
    #expect(throws: MoodIdentity.Refusal.unknownMood(calm)) { try moods.merge(calm, into: dark) }
    #expect(throws: MoodIdentity.Refusal.unknownMood(calm)) { try moods.merge(dark, into: calm) }
    #expect(throws: MoodIdentity.Refusal.notMerged(dark)) { try moods.unmerge(dark) }
    #expect(throws: MoodIdentity.Refusal.unknownMood(nowhere)) {
      try moods.pin(song, to: nowhere)
    }
    #expect(throws: MoodIdentity.Refusal.unknownMood(calm)) {
      try moods.exclude(song, from: calm)
    }
    #expect(moods == before)
  }
}
