import ControlProtocol
import LibraryStorage
import ListeningHistory
import MoodModel
import MusicModel

/// What the listener is in the mood for, and what may come next.
struct ForecastService: Sendable {
  let store: LibraryStore
  let history: HistoryService
  let now: @Sendable () -> Int64

  /// Plays of a session that are looked at: an earlier one counts less than a hundred-thousandth.
  private static let playsRemembered = 50

  /// The running session, or the last one.
  struct Present: Sendable {
    var session: Session
    var isOpen: Bool
    /// The latest, oldest first.
    var plays: [ListenListing]
    var mood: SessionMood
  }

  /// What is foreseen.
  struct Forecast: Sendable {
    /// Likeliest first.
    var shares: [MoodShare]
    /// How many transitions it rests on.
    var evidence: Double
    var context: ListeningContext
    /// True when it follows a play of the running session.
    var isInSession: Bool
    /// True when anything at all has been learned.
    var knowsListener: Bool
  }

  /// The last session; nil before the first.
  func present() async throws(StoreError) -> Present? {
    try await history.learn()
    let gap = await history.rules.gap
    guard
      let (session, plays) = try await store.lastSession(gap: gap, limit: Self.playsRemembered)
    else { return nil }
    let mood = SessionMood(
      plays.map { play in
        let membership = play.match?.track.membership
        return SessionMood.Play(
          weight: play.weight, moods: membership?.shares ?? [], position: membership?.position)
      })
    let moment = now()
    // A session that is still to come was stamped by a wrong clock.
    let isOpen =
      session.start - moment <= gap && Sessionizer(gap: gap).isOpen(session, at: moment)
    return Present(session: session, isOpen: isOpen, plays: plays, mood: mood)
  }

  /// What tends to follow `present`, or to be played at this time of day when nothing runs.
  func forecast(after present: Present?) async throws(StoreError) -> Forecast {
    let transitions = try await habits().transitions
    let context = history.localTime.context(at: now())
    let isInSession = present?.isOpen ?? false
    let latest = isInSession ? present?.mood.latest ?? [] : []
    let probabilities = transitions.prediction(after: latest, in: context)
    let evidence = transitions.evidence(in: nil)
    let known = Dictionary(
      zip(transitions.moods, evidence), uniquingKeysWith: { first, _ in first })
    return Forecast(
      shares: zip(transitions.moods, probabilities)
        .map { MoodShare(mood: $0, share: $1) }
        .sorted { ($1.share, $0.mood.rawValue) < ($0.share, $1.mood.rawValue) },
      evidence: latest.isEmpty
        ? evidence.reduce(0, +)
        : latest.reduce(0) { $0 + $1.share * (known[$1.mood] ?? 0) },
      context: context, isInSession: !latest.isEmpty, knowsListener: evidence.contains { $0 > 0 })
  }

  /// What has been learned up to now, the running session included.
  func habits() async throws(StoreError) -> LearnedHabits {
    try await store.learnedHabits(
      gap: await history.rules.gap, localTime: history.localTime, now: now())
  }

  /// Tracks of a mood that were not played today or in the running session.
  func suggestions(
    from mood: MoodID, during present: Present?, limit: Int
  ) async throws(StoreError) -> [Track] {
    let day = now() - 86_400
    return try await store.suggestions(
      from: mood,
      notPlayedSince: present.flatMap { $0.isOpen ? min($0.session.start, day) : nil } ?? day,
      limit: limit)
  }

  /// How well transitions are foreseen on the last `share` of the listener's history.
  func evaluation(holdingOut share: Double) async throws(StoreError) -> TransitionEvaluation {
    try await history.learn()
    let gap = await history.rules.gap
    let moods = try await store.moods().map(\.id)
    var steps = 0
    try await store.forEachLearningSession(gap: gap, localTime: history.localTime) { sessions in
      for session in sessions { steps += TransitionMeasurement.steps(in: session, among: moods) }
    }
    // Plays that come between the two passes are at the end, and measured as well.
    var measurement = TransitionMeasurement(moods: moods, steps: steps, holdingOut: share)
    try await store.forEachLearningSession(gap: gap, localTime: history.localTime) { sessions in
      for session in sessions { measurement.add(session) }
    }
    return measurement.evaluation
  }
}
