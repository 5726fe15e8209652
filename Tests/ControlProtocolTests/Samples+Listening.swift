import ControlProtocol
import SystemPackage

// The methods about what was listened to and what may come next.
extension Samples {
  private static let reference = MoodReference(
    id: 3, slug: "calm-ambient", name: "Calm ambient", confidence: 0.75)
  private static let share = MoodShareInfo(
    id: 3, slug: "calm-ambient", name: "Calm ambient", share: 0.5)
  private static let damage = HistoryDamageInfo(line: 17, reason: "no title")

  private static let listen = ListenInfo(
    start: 1_700_000_000, end: 1_700_000_180, artist: "a", title: "t", album: "b", file: "a/t.ogg",
    skipped: false, source: "mpd-log", path: bytePath, match: "fuzzy", score: 0.9, mood: reference)
  private static let bareListen = ListenInfo(
    start: 1_700_000_000, end: 1_700_000_000, artist: nil, title: nil, album: nil, file: nil,
    skipped: true, source: "mpd-log", path: nil, match: nil, score: nil, mood: nil)

  private static let now = NowReply(
    session: RunningSessionInfo(
      start: 1_700_000_000, end: 1_700_003_600, listens: 12, open: true,
      path: [
        StepInfo(
          start: 1_700_000_000, artist: "a", title: "t", mood: reference, valence: 0.5,
          arousal: -0.5)
      ]), moods: [share], valence: 0.25, arousal: -0.25, context: "weekday-evening",
    follows: [share], evidence: 33.5)
  /// A session whose plays are not known, and then none at all.
  private static let bareNow = [
    NowReply(
      session: RunningSessionInfo(
        start: 1, end: 2, listens: 1, open: false,
        path: [
          StepInfo(start: 1, artist: nil, title: nil, mood: nil, valence: nil, arousal: nil)
        ]), moods: [], valence: nil, arousal: nil, context: "weekend-night", follows: [],
      evidence: 0),
    NowReply(
      session: nil, moods: [], valence: nil, arousal: nil, context: "weekend-night", follows: [],
      evidence: 0),
  ]

  private static func next(_ entry: PlaylistEntry, cursor: String?) -> NextReply {
    NextReply(
      moods: [
        NextMoodInfo(
          id: 3, slug: "calm-ambient", name: "Calm ambient", probability: 0.5, tracks: [entry])
      ], basis: "session", context: "weekday-evening", cursor: cursor)
  }

  private static func transitions(_ context: String?) -> TransitionsReply {
    TransitionsReply(
      context: context,
      rows: [
        TransitionRowInfo(
          id: 3, slug: "calm-ambient", name: "Calm ambient", probabilities: [1], evidence: 2.5)
      ], transitions: 3, model: "1")
  }

  private static func source(_ file: WirePath, part: String?, reason: String?) -> HistorySourceInfo
  {
    HistorySourceInfo(
      file: file, part: part, format: "listenbrainz-jsonl", listens: 3, skipped: 1, damaged: 1,
      damages: [damage], state: reason == nil ? "complete" : "unreadable", reason: reason)
  }

  private static let scores = ForecastScoresInfo(logLoss: 0.8, hit1: 0.5, hit3: 0.9, mrr: 0.7)

  static let listening = [
    MethodSample([NowRequest()], [now] + bareNow),
    MethodSample(
      [NextRequest(moods: 3, tracks: 2, cursor: "3"), NextRequest()],
      [
        next(entry, cursor: "5"),
        next(PlaylistEntry(path: path, title: nil, artist: nil, seconds: nil), cursor: nil),
      ]),
    MethodSample(
      [TransitionsRequest(context: "weekday-evening"), TransitionsRequest()],
      [transitions("weekday-evening"), transitions(nil)]),
    MethodSample(
      [SessionsRequest(since: 1_700_000_000, limit: 10, cursor: "x"), SessionsRequest()],
      [
        SessionsReply(
          sessions: [SessionInfo(start: 1, end: 2, listens: 3, moods: [share])], cursor: "y"),
        SessionsReply(
          sessions: [SessionInfo(start: 1, end: 2, listens: 3, moods: [])], cursor: nil),
      ]),
    MethodSample(
      [HistoryRequest(limit: 10, cursor: "x"), HistoryRequest()],
      [
        HistoryReply(listens: [listen], cursor: "y"),
        HistoryReply(listens: [bareListen], cursor: nil),
      ]),
    MethodSample(
      [UnmatchedHistoryRequest(limit: 10, cursor: "x"), UnmatchedHistoryRequest()],
      [
        UnmatchedHistoryReply(
          recordings: [
            UnmatchedRecordingInfo(
              artist: "a", title: "t", album: "b", file: "a/t.ogg", listens: 3, last: 1)
          ], cursor: "y"),
        UnmatchedHistoryReply(
          recordings: [
            UnmatchedRecordingInfo(
              artist: nil, title: nil, album: nil, file: nil, listens: 3, last: 1)
          ], cursor: nil),
      ]),
    MethodSample(
      [HistoryStatsRequest(limit: 10, cursor: "x"), HistoryStatsRequest()],
      [
        HistoryStatsReply(
          listens: 3, matched: 2, unmatched: 1,
          sources: [source(bytePath, part: "listens/2024/5.jsonl", reason: "not readable")],
          cursor: "y"),
        HistoryStatsReply(
          listens: 3, matched: 2, unmatched: 1, sources: [source(path, part: nil, reason: nil)]),
      ]),
    MethodSample(
      [ImportHistoryRequest(path: bytePath), ImportHistoryRequest(path: path)],
      [
        ImportHistoryReply(
          listens: 3, added: 2, skipped: 1, damaged: 1, damages: [damage], done: true)
      ]),
    MethodSample(
      [EvaluateTransitionsRequest(share: 0.25), EvaluateTransitionsRequest()],
      [
        EvaluateTransitionsReply(
          trainingSteps: 80, testSteps: 20, learned: scores, stay: scores, unigram: scores,
          model: "1")
      ]),
    MethodSample(
      [MoodsByTimeRequest()],
      [MoodsByTimeReply(times: [MoodTimesInfo(context: "weekend-night", plays: 2, moods: [share])])]
    ),
  ]
}
