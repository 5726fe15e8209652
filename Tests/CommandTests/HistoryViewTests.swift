import ControlProtocol
import SystemPackage
import Testing

@testable import orpheusctl

@Suite("What people see of their history")
struct HistoryViewTests {
  @Test("plays: by the local clock, with marks for skips and strangers")
  func plays() {
    var skipped = ListenInfo.play(at: WallClock.before(30))
    skipped.skipped = true
    var unsure = ListenInfo.play(at: WallClock.before(60))
    unsure.score = 0.87
    unsure.mood = nil
    var stranger = ListenInfo.play(at: WallClock.before(1500))
    (stranger.path, stranger.mood, stranger.artist, stranger.title) = (nil, nil, nil, nil)
    stranger.file = "x/音楽\n.ogg"
    let listens = [.play(at: WallClock.before(5)), skipped, unsure, stranger]
    #expect(
      HistoryView(listens: listens, clock: .sundayEvening).render(for: .none) == """
        PLAYED           ARTIST – TITLE  MOOD
        today 18:25      Ann – Dawn      calm-ambient
        today 18:00      Ann – Dawn      calm-ambient  skipped
        today 17:30      Ann – Dawn      —             87 % sure
        yesterday 17:30  x/音楽\\n.ogg    —             not here

        """)
    #expect(
      HistoryView(listens: [], clock: .sundayEvening).render(for: .none)
        .contains("orpheusctl history import"))
  }

  @Test("plays fit a terminal", arguments: [60, 80, 120])
  func fit(width: Int) {
    var listen = ListenInfo.play(at: WallClock.before(9))
    listen.title = String(repeating: "音楽 and more ", count: 20)
    let text = HistoryView(listens: [listen], clock: .sundayEvening).render(for: .plain(width))
    #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= width })
  }

  @Test("strangers: how often and when last")
  func unmatched() {
    let recordings = [
      UnmatchedRecordingInfo(
        artist: "Ann", title: "Dusk", album: "Days", file: nil, listens: 1204,
        last: WallClock.before(5)),
      UnmatchedRecordingInfo(
        artist: nil, title: nil, album: nil, file: nil, listens: 1, last: .max),
    ]
    #expect(
      UnmatchedView(recordings: recordings, clock: .sundayEvening).render(for: .none) == """
        PLAYS  LAST         ARTIST – TITLE  ALBUM
        1,204  today 18:25  Ann – Dusk      Days
            1  —            —

        """)
    #expect(
      UnmatchedView(recordings: [], clock: .sundayEvening).render(for: .none)
        == "every play is of a track that is here\n")
  }

  @Test("sources: counts, and every damage as editors take it")
  func stats() {
    func source(_ file: FilePath, _ part: String?, _ damaged: Int) -> HistorySourceInfo {
      HistorySourceInfo(
        file: WirePath(file), part: part, format: "listenbrainz-jsonl", listens: 1345, skipped: 7,
        damaged: damaged,
        damages: damaged > 0 ? [HistoryDamageInfo(line: 17, reason: "no\ttitle")] : [],
        state: "complete", reason: nil)
    }
    var gone = source("/h/b.log", nil, 0)
    gone.state = "unreadable"
    gone.reason = "permission denied"
    let stats = HistoryStatsReply(
      listens: 12_345, matched: 12_000, unmatched: 345,
      sources: [source("/h/a.zip", "5.jsonl", 3), gone])
    #expect(
      HistoryStatsView(stats: stats).render(for: .none) == """
        12,345 listens, 12,000 of tracks here, 345 of others (orpheusctl history --unmatched)

        FILE               FORMAT              LISTENS  SKIPPED  DAMAGED  STATE
        /h/a.zip: 5.jsonl  listenbrainz-jsonl    1,345        7        3  complete
        /h/b.log           listenbrainz-jsonl    1,345        7        0  unreadable

        /h/b.log: permission denied
        /h/a.zip: 5.jsonl:17: no\\ttitle
        /h/a.zip: 5.jsonl: 2 more that cannot be read

        """)
    let none = HistoryStatsReply(listens: 0, matched: 0, unmatched: 0, sources: [])
    #expect(HistoryStatsView(stats: none).render(for: .none).hasPrefix("no histories yet"))
  }
}
