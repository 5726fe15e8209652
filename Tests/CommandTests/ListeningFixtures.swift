import ControlProtocol
import MusicModel
import SystemPackage

@testable import orpheusctl

extension WallClock {
  /// Sunday, 22 November 2026, 18:30 in Berlin, whose clocks were put back on 25 October.
  static let sundayEvening = WallClock(now: utc(2026, 11, 22, 17, 30), zone: .berlin)

  /// A moment of the calendar in UTC.
  static func utc(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0
  ) -> Int64 {
    CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)?
      .secondsSince1970 ?? 0
  }

  /// So many minutes before ``sundayEvening``.
  static func before(_ minutes: Int) -> Int { Int(sundayEvening.now) - 60 * minutes }
}

extension LocalTime {
  /// Berlin in 2026: summer time from 29 March to 25 October, 01:00 UTC each.
  static let berlin = LocalTime(identifier: "Berlin in 2026") { moment in
    (WallClock.utc(2026, 3, 29, 1)..<WallClock.utc(2026, 10, 25, 1)).contains(moment)
      ? 7_200 : 3_600
  }
}

extension MoodShareInfo {
  static func calm(_ share: Double) -> MoodShareInfo {
    MoodShareInfo(id: 1, slug: "calm-ambient", name: "Calm Ambient", share: share)
  }
  static func gym(_ share: Double) -> MoodShareInfo {
    MoodShareInfo(id: 2, slug: "metal", name: "Gym", share: share)
  }
}

extension MoodReference {
  static let calm = MoodReference(
    id: 1, slug: "calm-ambient", name: "Calm Ambient", confidence: 0.8)
}

extension ListenInfo {
  /// “Dawn” by Ann, found for sure.
  static func play(at start: Int) -> ListenInfo {
    ListenInfo(
      start: start, end: start + 200, artist: "Ann", title: "Dawn", album: nil, file: nil,
      skipped: false, source: "mpd-log", path: WirePath("/m/a.ogg"), match: "tags", score: 1,
      mood: .calm)
  }
}

extension NowReply {
  /// A session of three plays that began 50 minutes ago.
  static func session(open: Bool = true, evidence: Double = 33.6) -> NowReply {
    let end = WallClock.before(open ? 1 : 190)
    func step(_ minutes: Int, _ title: String, _ valence: Double?) -> StepInfo {
      StepInfo(
        start: end - 60 * minutes, artist: "Ann", title: title, mood: valence.map { _ in .calm },
        valence: valence, arousal: valence.map { -$0 })
    }
    return NowReply(
      session: RunningSessionInfo(
        start: end - 60 * 49, end: end, listens: 14, open: open,
        path: [step(12, "Dawn", 1), step(8, "音楽", nil), step(4, "Rain\u{1B}", -0.5)]),
      moods: [.calm(0.75), .gym(0.25)], valence: 0.3, arousal: -0.4, context: "weekday-evening",
      follows: [.gym(0.6), .calm(0.4)], evidence: evidence)
  }

  static let never = NowReply(
    session: nil, moods: [], valence: nil, arousal: nil, context: "weekend-night", follows: [],
    evidence: 0)
}

extension TransitionsReply {
  /// `count` moods, each of which stays with 0.9 and else goes to the first.
  static func staying(_ count: Int, evidence: Double = 1200) -> TransitionsReply {
    TransitionsReply(
      context: nil,
      rows: (0..<count).map { row in
        TransitionRowInfo(
          id: row, slug: "mood-\(row + 1)", name: "Mood \(row + 1)",
          probabilities: (0..<count).map { $0 == row ? 0.9 : $0 == 0 ? 0.1 : 0 },
          evidence: evidence)
      }, transitions: 12_034, model: "1")
  }
}
