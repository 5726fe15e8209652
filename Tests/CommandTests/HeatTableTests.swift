import ControlProtocol
import Testing

@testable import orpheusctl

@Suite("A table of shares")
struct HeatTableTests {
  private let table = HeatTable(
    heading: "MOOD",
    columns: [.init(title: "1", group: "A"), .init(title: "2", group: "A"), .init(title: "3")],
    noteHeading: "NOTE",
    rows: [
      .init(label: "音楽", shares: [1, 0, 0.004], note: "7"),
      .init(label: "calm", shares: [0.5, nil, .nan], note: "1,204"),
      .init(label: "short", shares: [-1]),
    ])

  @Test("aligns percentages, with dots for zeros on terminals only")
  func aligned() {
    #expect(
      table.render([0, 1, 2], for: .plain(80))
        == """
               A
        MOOD    1   2   3   NOTE
        音楽  100   ·   ·      7
        calm   50       —  1,204
        short   ·

        """)
    #expect(table.render([0, 2], for: .none).contains("\n音楽  100   0      7\n"))
  }

  @Test("has colours behind the shares only where there is a palette")
  func colours() {
    #expect(!table.render([0], for: .plain(80)).contains("\u{1B}"))
    #expect(!table.render([0], for: .coloured(80)).contains("48;5"))
    let text = table.render([0, 1], for: .palette(80))
    #expect(text.contains("\u{1B}[48;5;220;38;5;16m100 \u{1B}[0m\u{1B}[2m  · \u{1B}[0m"))
  }

  @Test("grows warmer with the share")
  func scale() {
    #expect(HeatScale.step(0.004) == nil)
    #expect(HeatScale.step(.nan) == nil)
    #expect(HeatScale.step(0.01) == 0)
    #expect(HeatScale.step(1) == HeatScale.count - 1)
    #expect(HeatScale.step(7) == HeatScale.count - 1)
    let steps = stride(from: 0.01, through: 1, by: 0.01).compactMap { HeatScale.step($0) }
    #expect(steps == steps.sorted())
    #expect(Set(steps).count == HeatScale.count)
    #expect(Set(steps.map(HeatScale.code)).count == HeatScale.count)
  }
}

@Suite("Transitions")
struct TransitionsViewTests {
  @Test("are a matrix whose rows are the legend of its columns")
  func matrix() {
    var reply = TransitionsReply.staying(3)
    reply.rows[1].name = "Gym"
    reply.rows[1].evidence = 2.4
    #expect(
      TransitionsView(reply: reply).render(for: .plain(80)) == """
        What follows what, in percent: from the mood of the row to the mood of the
        column, from 12,034 transitions in all.

          FROM           1   2   3  EVIDENCE
        1 mood-1        90   ·   ·     1,200
        2 Gym (mood-2)  10  90   ·       2.4
        3 mood-3        10   ·  90     1,200

        Rows with an evidence below 5 transitions have too little history to say much.

        """)
    reply.context = "weekend-night"
    #expect(
      TransitionsView(reply: reply).render(for: .none)
        .hasPrefix("What follows what on weekend nights, in percent: from"))
  }

  @Test(
    "of 24 moods fit any terminal, and say what is left out", arguments: [40, 80, 100, 132, 200])
  func widths(width: Int) {
    let text = TransitionsView(reply: .staying(24)).render(for: .plain(width))
    #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= width })
    // Labels are 9 wide and evidence 9: 24 columns of 4 take 115.
    #expect(text.contains("left out") == (width < 115))
    #expect(text.contains("\n24 mood-24 "))
  }

  @Test("leave out the moods that come least")
  func left() {
    var reply = TransitionsReply.staying(24)
    reply.rows[22].evidence = 99_999
    let text = TransitionsView(reply: reply).render(for: .plain(40))
    // The first is reached from everywhere, the 23rd stays longest.
    #expect(text.contains("FROM      1   2   3   4  23  EVIDENCE\n"))
    #expect(text.contains("19 columns of moods that come less often\nare left out"))
  }

  @Test("say why there are none")
  func none() {
    var reply = TransitionsReply.staying(2)
    reply.transitions = 0
    #expect(TransitionsView(reply: reply).render(for: .none).hasPrefix("no transitions yet"))
    reply.rows = []
    #expect(TransitionsView(reply: reply).render(for: .none).hasPrefix("no moods yet"))
  }

  @Test("of a damaged reply do no harm")
  func damaged() {
    var reply = TransitionsReply.staying(3)
    reply.rows[0].probabilities = []
    reply.rows[1].probabilities = [.infinity, -7, 1e300, 0.5]
    reply.rows[1].evidence = .nan
    #expect(TransitionsView(reply: reply).render(for: .palette(30)).contains("mood-2"))
  }
}

@Suite("Moods by time of day")
struct MoodTimesViewTests {
  private let times = [
    MoodTimesInfo(context: "weekday-night", plays: 0, moods: []),
    MoodTimesInfo(context: "weekday-morning", plays: 1200, moods: [.calm(0.9), .gym(0.1)]),
    MoodTimesInfo(context: "weekday-afternoon", plays: 10, moods: [.gym(1)]),
    MoodTimesInfo(context: "weekday-evening", plays: 10, moods: [.gym(1)]),
    MoodTimesInfo(context: "weekend-night", plays: 0, moods: []),
    MoodTimesInfo(context: "weekend-morning", plays: 0, moods: []),
    MoodTimesInfo(context: "weekend-afternoon", plays: 0, moods: []),
    MoodTimesInfo(context: "weekend-evening", plays: 2, moods: [.calm(1)]),
  ]

  @Test("are columns that add up, with the most played moods first")
  func table() {
    #expect(
      MoodTimesView(times: times).render(for: .plain(80)) == """
        What is played when: the moods of each time of day, in percent of its plays.

                      WEEKDAY                     WEEKEND
        MOOD          NIGHT   MORN   AFTN    EVE  NIGHT   MORN   AFTN    EVE
        calm-ambient            90      ·      ·                         100
        Gym (metal)             10    100    100                           ·
        plays             0  1,200     10     10      0      0      0      2

        """)
    let wide = MoodTimesView(times: times).render(for: .plain(120))
    #expect(wide.contains("  AFTERNOON    EVENING"))
  }

  @Test("say which times a narrow terminal leaves out")
  func narrow() {
    let text = MoodTimesView(times: times).render(for: .plain(40))
    #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= 40 })
    #expect(text.contains("Left out for want of room:"))
    #expect(text.contains("weekend-evening;"))
  }

  @Test("say why there are none")
  func none() {
    #expect(
      MoodTimesView(times: Array(times.prefix(1))).render(for: .none)
        .hasPrefix("no plays of known mood yet"))
  }
}
