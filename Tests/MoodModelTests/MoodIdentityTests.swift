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

  @Test("a merged mood lives on in the other, and tracks that knew it follow")
  func merge() throws {
    var moods = three
    _ = try moods.pin(song, to: calm)
    _ = try moods.exclude(other, from: calm)
    let changes = try moods.merge(calm, into: dark)
    #expect(
      changes == [.merged(calm, into: dark), .readmitted(other, calm), .pinned(song, dark)])
    #expect(moods.living == [dark, loud])
    #expect(moods.resolve(calm) == dark)
    #expect(moods.place(song, nearest: [loud, dark]) == dark)
    #expect(moods.exclusions.isEmpty)
    // Chains of merges end at what lives.
    _ = try moods.merge(dark, into: loud)
    #expect(moods.resolve(calm) == loud)
    #expect(moods.pins == [song: loud])
  }

  @Test("the listener's name survives a merge, whichever way round")
  func mergeKeepsName() throws {
    var moods = three
    #expect(try moods.rename(calm) == [.named(calm)])
    #expect(try moods.merge(calm, into: dark) == [.merged(dark, into: calm)])
    #expect(moods.named == [calm])
    // Of two names the one merged into stays.
    _ = try moods.rename(loud)
    #expect(try moods.merge(calm, into: loud) == [.merged(calm, into: loud)])
  }

  @Test("a pinned track stays, an excluded one goes elsewhere, and one verb ends the other")
  func pinsAndExclusions() throws {
    var moods = three
    let order = [calm, dark, loud]
    #expect(moods.place(song, nearest: order) == calm)
    #expect(try moods.exclude(song, from: calm) == [.excluded(song, calm)])
    #expect(moods.place(song, nearest: order) == dark)
    #expect(
      try moods.pin(song, to: calm) == [.readmitted(song, calm), .pinned(song, calm)])
    #expect(moods.place(song, nearest: order.reversed()) == calm)
    #expect(moods.kept == [calm])
    #expect(
      try moods.exclude(song, from: calm) == [.unpinned(song), .excluded(song, calm)])
    #expect(try moods.readmit(song, to: calm) == [.readmitted(song, calm)])
    #expect(try moods.readmit(song, to: calm) == [])
    #expect(moods.unpin(song) == [])
    #expect(moods == three)
  }

  @Test("what makes no sense is refused and changes nothing")
  func refusals() throws {
    var moods = MoodIdentity(living: [calm, dark])
    _ = try moods.exclude(song, from: calm)
    let before = moods
    #expect(throws: MoodIdentity.Refusal.sameMood) { try moods.merge(calm, into: calm) }
    #expect(throws: MoodIdentity.Refusal.unknownMood(nowhere)) {
      try moods.merge(nowhere, into: calm)
    }
    #expect(throws: MoodIdentity.Refusal.unknownMood(nowhere)) { try moods.rename(nowhere) }
    #expect(throws: MoodIdentity.Refusal.unknownMood(nowhere)) {
      try moods.pin(song, to: nowhere)
    }
    #expect(throws: MoodIdentity.Refusal.excludedEverywhere(song)) {
      try moods.exclude(song, from: dark)
    }
    #expect(moods == before)
  }

  @Test(
    "clusters are old moods, parts of merged ones, or new",
    arguments: [
      (3, 3, .continues(3)), (1, 1, .continues(2)), (nil, 1, .joins(2)), (nil, 3, .isNew),
      (nil, nil, .isNew), (nil, 9, .isNew),
    ] as [(Int64?, Int64?, TestFate)])
  func fates(origin: Int64?, parent: Int64?, expected: TestFate) throws {
    var moods = three
    _ = try moods.merge(calm, into: dark)
    let fate = moods.fates(
      origins: [origin.map(MoodID.init(rawValue:))], parents: [parent.map(MoodID.init(rawValue:))])
    #expect(fate == [expected.fate])
  }

  enum TestFate: Sendable {
    case continues(Int64)
    case joins(Int64)
    case isNew

    var fate: MoodIdentity.Fate {
      switch self {
      case .continues(let mood): .continues(MoodID(rawValue: mood))
      case .joins(let mood): .joins(MoodID(rawValue: mood))
      case .isNew: .isNew
      }
    }
  }
}
