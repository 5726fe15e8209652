import ListeningHistory
import MusicModel
import Testing

@Suite("Plays fall into sessions")
struct SessionizerTests {
  private func sessions(_ plays: [(start: Int64, end: Int64)], gap: Int64 = 1_200) -> [Session] {
    var sessionizer = Sessionizer(gap: gap)
    let ended = plays.compactMap {
      sessionizer.add(Listen(start: $0.start, end: $0.end, weight: 1, moods: []))
    }
    return ended + [sessionizer.current].compactMap(\.self)
  }

  @Test(
    "only a pause longer than twenty minutes ends a session",
    arguments: [(Int64(1_199), 1), (1_200, 1), (1_201, 2)])
  func gap(pause: Int64, count: Int) {
    // The pause counts from the end of a play to the start of the next.
    #expect(sessions([(0, 200), (200 + pause, 400 + pause)]).count == count)
  }

  @Test("a short play inside a long one does not bring the end of the session forward")
  func overlapping() {
    let found = sessions([(0, 3_600), (100, 200), (3_600 + 1_200, 5_000)])
    #expect(found == [Session(start: 0, end: 5_000, listens: 3)])
  }

  @Test("no plays make no session")
  func none() { #expect(sessions([]).isEmpty) }

  @Test("a session is open while a play would go on with it")
  func open() {
    let sessionizer = Sessionizer()
    let session = Session(start: 0, end: 100, listens: 1)
    #expect(sessionizer.isOpen(session, at: 1_300))
    #expect(!sessionizer.isOpen(session, at: 1_301))
    #expect(sessionizer.isOpen(session, at: 50))
  }
}

@Suite("A report becomes a play with a start and an end")
struct ListenTimingTests {
  private func timing(
    _ meaning: ListenRecord.StampMeaning, played: Double? = nil, recording: Double? = nil,
    track: Double? = nil, flagged: Bool = false
  ) -> ListenTiming {
    ListenTiming(
      stamp: 10_000, meaning: meaning, playedSeconds: played, recordingSeconds: recording,
      trackSeconds: track, isFlaggedSkip: flagged)
  }

  @Test("a stamp is the start or the end, and the length is the best one known")
  func lengths() {
    #expect(timing(.start, played: 100, recording: 200, track: 300).end == 10_100)
    #expect(timing(.start, recording: 200, track: 300).end == 10_300)
    #expect(timing(.start, recording: 200).end == 10_200)
    #expect(timing(.start).end == 10_240)
    #expect(timing(.end, played: 100).start == 9_900)
    #expect(timing(.end, track: 300).start == 9_700)
    #expect(timing(.end, played: -5).start == 10_000)
    #expect(timing(.start, played: 1e12).end == 10_000 + 86_400)
  }

  @Test("a skip lasted under thirty seconds and under half the recording, or is called one")
  func skips() {
    #expect(timing(.end, played: 29, track: 300).weight == 0)
    #expect(timing(.end, played: 30, track: 300).weight == 1)
    #expect(timing(.end, played: 20, track: 39).weight == 1)
    #expect(timing(.end, played: 20, track: 41).weight == 0)
    #expect(timing(.end, played: 20).weight == 0)
    #expect(timing(.end, played: 300, track: 300, flagged: true).weight == 0)
    #expect(timing(.start).weight == 1)
  }
}
