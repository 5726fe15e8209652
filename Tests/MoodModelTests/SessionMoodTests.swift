import Glibc
import MoodModel
import MusicModel
import Testing

@Suite("The mood of a session is that of its plays, recent ones counting more")
struct SessionMoodTests {
  private let calm = MoodID(rawValue: 1)
  private let wild = MoodID(rawValue: 2)

  private func play(_ mood: MoodID?, _ valence: Float = 0, weight: Double = 1) -> SessionMood.Play {
    .init(
      weight: weight, moods: mood.map { [MoodShare(mood: $0, share: 1)] } ?? [],
      position: mood.map { _ in ValenceArousal(valence: valence, arousal: -valence) })
  }

  @Test("after three further plays a play counts half")
  func halfLife() throws {
    let mood = SessionMood([play(calm, 1), play(wild), play(wild), play(wild)])
    let weights = [1, exp2(-1.0 / 3), exp2(-2.0 / 3)]
    let total = weights.reduce(0, +) + 0.5
    let share = try #require(mood.shares.first { $0.mood == calm })
    #expect(abs(share.share - 0.5 / total) < 1e-12)
    #expect(mood.shares.map(\.mood) == [wild, calm])
    let position = try #require(mood.position)
    #expect(abs(Double(position.valence) - 0.5 / total) < 1e-6)
    #expect(mood.latest == [MoodShare(mood: wild, share: 1)])
  }

  @Test("skips and unknown tracks count for nothing and age nothing")
  func skips() {
    let plain = SessionMood([play(calm, 0.5), play(wild, -0.5)])
    let mixed = SessionMood([
      play(calm, 0.5), play(nil), play(calm, 1, weight: 0), play(wild, -0.5), play(nil),
    ])
    #expect(plain == mixed)
  }

  @Test("a session without known moods has none")
  func empty() {
    let mood = SessionMood([play(nil)])
    #expect(mood.shares.isEmpty)
    #expect(mood.position == nil)
    #expect(mood.latest.isEmpty)
  }

  @Test("tracks between two moods give each its share")
  func soft() {
    let membership = MoodMembership(
      mood: calm, confidence: 0.2, distance: 1, position: ValenceArousal(valence: 0, arousal: 0),
      runnerUp: wild)
    #expect(membership.shares.map(\.mood) == [calm, wild])
    #expect(abs(membership.shares[0].share - 0.6) < 1e-6)
    let mood = SessionMood([.init(weight: 1, moods: membership.shares, position: nil)])
    #expect(abs(mood.shares.reduce(0) { $0 + $1.share } - 1) < 1e-12)
  }
}
