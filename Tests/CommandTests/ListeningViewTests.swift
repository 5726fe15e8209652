import ControlProtocol
import SystemPackage
import Testing

@testable import orpheusctl

@Suite("What people see of their listening")
struct ListeningViewTests {
  private func now(_ reply: NowReply, _ terminal: Terminal) -> String {
    NowView(now: reply, clock: .sundayEvening).render(for: terminal)
  }

  @Test("now: the session, its moods, its way and what tends to follow")
  func session() {
    #expect(
      now(.session(), .none) == """
        ● A session is running: since today 17:40, 49 min, 14 plays.

        feeling  serene, valence +0.30, arousal -0.40
        moods
          calm-ambient  75 %  ███████████████░░░░░
          Gym (metal)   25 %  █████░░░░░░░░░░░░░░░

           TIME   ARTIST – TITLE    MOOD          VALENCE  AROUSAL
        a  18:17  Ann – Dawn        calm-ambient    +1.00    -1.00
           18:21  Ann – 音楽        —                   —        —
        c  18:25  Ann – Rain\\u{1B}  calm-ambient    -0.50    +0.50

        What tends to follow, on weekday evenings, from 34 transitions:
          Gym (metal)   60 %  ████████████░░░░░░░░
          calm-ambient  40 %  ████████░░░░░░░░░░░░

        """)
  }

  @Test("now: when the last session ended, and what is usual instead")
  func ended() {
    let text = now(.session(open: false), .plain(80))
    #expect(
      text.hasPrefix(
        """
        No session is running; the last one ended 3 hours ago (today 14:31–15:20, 14
        plays).

        """))
    #expect(text.contains("\nWhat you tend to play on weekday evenings, from 34 transitions:\n"))
  }

  @Test("now: too little history, and none at all")
  func little() {
    let text = now(.session(evidence: 4.9), .none)
    #expect(text.hasSuffix("\nWhat tends to follow: too little history to say.\n"))
    #expect(now(.never, .none).hasPrefix("no sessions yet: name a folder"))
  }

  @Test("now: at most a dozen plays, and a way where there is one")
  func path() throws {
    var reply = NowReply.session()
    #expect(!now(reply, .plain(80)).contains("pleasant"))
    let step = try #require(reply.session?.path.first)
    reply.session?.path = Array(repeating: step, count: 50)
    let text = now(reply, .plain(80))
    #expect(text.matches(of: #/ Ann – Dawn /#).count == 12)
    // All at one place, at the far end of pleasant and calm: the latest is seen.
    #expect(text.contains("l│\n   └─"))
    #expect(!now(reply, .none).contains("pleasant"))
    #expect(!now(reply, .plain(40)).contains("pleasant"))
  }

  @Test("now: fits the terminal", arguments: [56, 60, 80, 200])
  func width(width: Int) {
    let lines = now(.session(), .plain(width)).split(separator: "\n").dropFirst()
    #expect(lines.allSatisfy { String($0).columns <= width })
  }

  @Test("a plane has its points where they are, whatever they are")
  func plane() {
    let points = [
      AffectPlane.Point(letter: "a", valence: -1, arousal: 1),
      AffectPlane.Point(letter: "b", valence: 0, arousal: 0),
      AffectPlane.Point(letter: "c", valence: 9, arousal: -9),
      AffectPlane.Point(letter: "z", valence: .nan, arousal: 0),
    ]
    let lines = AffectPlane(points: points).lines
    #expect(lines.allSatisfy { $0.columns == AffectPlane.width })
    #expect(lines[1].hasPrefix("│a"))
    #expect(lines[lines.count - 2].hasSuffix("c│"))
    #expect(lines[lines.count / 2].contains("─b─"))
    #expect(!lines.joined().contains("z"))
  }

  private let next = NextReply(
    moods: [
      NextMoodInfo(
        id: 1, slug: "calm-ambient", name: "Calm Ambient", probability: 0.62,
        tracks: [
          PlaylistEntry(path: WirePath("/m/a.ogg"), title: "Dawn", artist: "Ann", seconds: 187),
          PlaylistEntry(path: WirePath("/m/b.ogg"), title: nil, artist: nil, seconds: nil),
        ]),
      NextMoodInfo(id: 2, slug: "metal", name: "Gym", probability: 0.004, tracks: []),
    ], basis: "session", context: "weekend-morning")

  @Test("next: likely moods with tracks, and what they rest on")
  func suggestions() {
    #expect(
      NextView(next: next).render(for: .none) == """
        What tends to follow the running session, on weekend mornings:

        calm-ambient  62 %  ████████████░░░░░░░░
          Ann – Dawn  /m/a.ogg
          b           /m/b.ogg

        Gym (metal)   <1 %  ░░░░░░░░░░░░░░░░░░░░

        """)
    var other = next
    other.basis = "habits"
    #expect(
      NextView(next: other).render(for: .none)
        .hasPrefix("No session is running; what you tend to play on weekend mornings:\n"))
    other.basis = "library"
    #expect(
      NextView(next: other).render(for: .none).hasPrefix("Nothing is known of your listening yet"))
    other.moods = []
    #expect(NextView(next: other).render(for: .none).hasPrefix("no moods yet"))
  }

  @Test("sessions: one line each, by the local clock")
  func sessions() {
    let sessions = [
      SessionInfo(
        start: WallClock.before(90), end: WallClock.before(30), listens: 14,
        moods: [.calm(0.75), .gym(0.25)]),
      SessionInfo(
        start: WallClock.before(1500), end: WallClock.before(1490), listens: 1204, moods: []),
    ]
    #expect(
      SessionsView(sessions: sessions, clock: .sundayEvening).render(for: .none) == """
        START                LENGTH  PLAYS  MOODS
        today 17:00      1 h 00 min     14  calm-ambient 75 %, metal 25 %
        yesterday 17:30      10 min  1,204  —

        """)
    #expect(SessionsView(sessions: [], clock: .sundayEvening).render(for: .none) == "no sessions\n")
  }

  @Test("an evaluation: the best log-loss, and whether learning pays")
  func evaluation() {
    func scores(_ logLoss: Double) -> ForecastScoresInfo {
      ForecastScoresInfo(logLoss: logLoss, hit1: 0.5, hit3: 0.931, mrr: 0.7)
    }
    var reply = EvaluateTransitionsReply(
      trainingSteps: 4936, testSteps: 1234, learned: scores(0.8), stay: scores(1.204),
      unigram: scores(1.93), model: "1")
    let text = EvaluationView(reply: reply).render(for: .none)
    #expect(
      text.contains(
        """
        FORECAST  LOG-LOSS  HIT@1  HIT@3    MRR
        learned      0.800   50 %   93 %  0.700  what tends to follow, as learned
        stay         1.204   50 %   93 %  0.700  the mood stays
        unigram      1.930   50 %   93 %  0.700  moods come as often as they always do

        """))
    #expect(text.contains("lower is better"))
    #expect(text.hasSuffix("beats the better of the other two by 0.404 nats a step.\n"))
    reply.learned.logLoss = 1.3
    reply.testSteps = 12
    #expect(
      EvaluationView(reply: reply).render(for: .none).hasSuffix(
        "is behind the better of the other two by 0.096 nats a step. With so few steps that may be "
          + "chance: more history makes it certain.\n"))
    reply.learned.logLoss = 1.2041
    #expect(EvaluationView(reply: reply).render(for: .none).contains("as good as the better of"))
    reply.testSteps = 0
    #expect(
      EvaluationView(reply: reply).render(for: .none).hasPrefix("too little history to measure"))
  }

  @Test("a status with histories: what they came to, and their folders")
  func status() {
    var status = StatusReply.idle
    status.listens = 12_345
    status.matched = 11_900
    status.roots += [
      RootInfo(
        path: WirePath("/h"), kind: "history", tracks: 0, listens: 12_000, state: "watching"),
      RootInfo(path: WirePath("/n"), kind: "music", tracks: 1, state: "offline"),
    ]
    #expect(
      StatusView(status: status).render(for: .plain(80)).hasSuffix(
        """

        tracks   12
        moods    2
        music    /m, watching, 12 tracks
                 /n, offline, 1 track
        history  12,345 listens, 11,900 of tracks here
                 /h, watching, 12,000 listens

        """))
  }

  @Test("a change of what is listened to")
  func change() {
    var status = StatusReply.idle
    status.listens = 12_345
    let change = MonitorReply(generation: 4, topics: ["session"], fresh: false)
    #expect(
      WatchCommand.line(for: change, status, at: "12:04:31")
        == "12:04:31  session  12 tracks, 2 moods, 12,345 listens\n")
  }
}
