// What the daemon answers about the running session and what may follow. Times are seconds since
// 1970, UTC.

/// How likely a mood is, or how large its part.
package struct MoodShareInfo: Codable, Sendable, Hashable {
  /// The mood's number.
  package var id: Int
  /// The mood's stable handle.
  package var slug: String
  /// The mood's name as people read it.
  package var name: String
  /// 0…1
  package var share: Double

  /// Gathers one share.
  package init(id: Int, slug: String, name: String, share: Double) {
    self.id = id
    self.slug = slug
    self.name = name
    self.share = share
  }
}

/// One play on the path of a session.
package struct StepInfo: Codable, Sendable, Hashable {
  /// Seconds since 1970, UTC.
  package var start: Int
  /// The artist, as the history has it, else as the track.
  package var artist: String?
  /// The title, as the history has it, else as the track.
  package var title: String?
  /// The track's mood.
  package var mood: MoodReference?
  /// Valence of the track, −1…1.
  package var valence: Double?
  /// Arousal of the track, −1…1.
  package var arousal: Double?

  /// Gathers one step.
  package init(
    start: Int, artist: String?, title: String?, mood: MoodReference?, valence: Double?,
    arousal: Double?
  ) {
    self.start = start
    self.artist = artist
    self.title = title
    self.mood = mood
    self.valence = valence
    self.arousal = arousal
  }
}

/// The last session.
package struct RunningSessionInfo: Codable, Sendable, Hashable {
  /// Seconds since 1970, UTC.
  package var start: Int
  /// Seconds since 1970, UTC.
  package var end: Int
  /// Plays in it, skips included.
  package var listens: Int
  /// True when a play now would go on with it.
  package var open: Bool
  /// Its last plays, oldest first, at most 50.
  package var path: [StepInfo]

  /// Gathers one session.
  package init(start: Int, end: Int, listens: Int, open: Bool, path: [StepInfo]) {
    self.start = start
    self.end = end
    self.listens = listens
    self.open = open
    self.path = path
  }
}

/// What `Now` answers.
package struct NowReply: Codable, Sendable, Hashable {
  /// Nil before the first session.
  package var session: RunningSessionInfo?
  /// The moods of the session, recent plays counting more; largest first.
  package var moods: [MoodShareInfo]
  /// The mean valence of its plays, likewise weighed.
  package var valence: Double?
  /// The mean arousal of its plays, likewise weighed.
  package var arousal: Double?
  /// The present `ListeningContext` as text.
  package var context: String
  /// What tends to come next, likeliest first.
  package var follows: [MoodShareInfo]
  /// How many transitions that rests on, as far as they still count.
  package var evidence: Double

  /// Gathers the answer.
  package init(
    session: RunningSessionInfo?, moods: [MoodShareInfo], valence: Double?, arousal: Double?,
    context: String, follows: [MoodShareInfo], evidence: Double
  ) {
    self.session = session
    self.moods = moods
    self.valence = valence
    self.arousal = arousal
    self.context = context
    self.follows = follows
    self.evidence = evidence
  }
}

/// A mood that may come next.
package struct NextMoodInfo: Codable, Sendable, Hashable {
  /// The mood's number.
  package var id: Int
  /// The mood's stable handle.
  package var slug: String
  /// The mood's name as people read it.
  package var name: String
  /// 0…1
  package var probability: Double
  /// Tracks of the mood that were not played lately.
  package var tracks: [PlaylistEntry]

  /// Gathers one mood.
  package init(id: Int, slug: String, name: String, probability: Double, tracks: [PlaylistEntry]) {
    self.id = id
    self.slug = slug
    self.name = name
    self.probability = probability
    self.tracks = tracks
  }
}

/// What `Next` answers.
package struct NextReply: Codable, Sendable, Hashable {
  /// Likeliest first.
  package var moods: [NextMoodInfo]
  /// `session`, `habits` or `library`.
  package var basis: String
  /// The present `ListeningContext` as text.
  package var context: String
  /// What continues with less likely moods; nil when these are all.
  package var cursor: String?

  /// Gathers the answer.
  package init(moods: [NextMoodInfo], basis: String, context: String, cursor: String? = nil) {
    self.moods = moods
    self.basis = basis
    self.context = context
    self.cursor = cursor
  }
}

/// What follows one mood.
package struct TransitionRowInfo: Codable, Sendable, Hashable {
  /// The mood's number.
  package var id: Int
  /// The mood's stable handle.
  package var slug: String
  /// The mood's name as people read it.
  package var name: String
  /// Of each mood to follow, in the order of the rows.
  package var probabilities: [Double]
  /// How many transitions they rest on, as far as these still count.
  package var evidence: Double

  /// Gathers one row.
  package init(id: Int, slug: String, name: String, probabilities: [Double], evidence: Double) {
    self.id = id
    self.slug = slug
    self.name = name
    self.probabilities = probabilities
    self.evidence = evidence
  }
}

/// What `Transitions` answers.
package struct TransitionsReply: Codable, Sendable, Hashable {
  /// The context asked for; nil for the whole.
  package var context: String?
  /// One row a mood.
  package var rows: [TransitionRowInfo]
  /// The transitions learned from since habits last changed.
  package var transitions: Int
  /// The version of the method that learned them.
  package var model: String

  /// Gathers the answer.
  package init(context: String?, rows: [TransitionRowInfo], transitions: Int, model: String) {
    self.context = context
    self.rows = rows
    self.transitions = transitions
    self.model = model
  }
}

/// How well one way of foreseeing did.
package struct ForecastScoresInfo: Codable, Sendable, Hashable {
  /// Mean −ln of the probability given to what came, in nats.
  package var logLoss: Double
  /// Share of steps whose mood came first.
  package var hit1: Double
  /// Share of steps whose mood was among the first three.
  package var hit3: Double
  /// Mean reciprocal rank.
  package var mrr: Double

  /// Gathers the scores.
  package init(logLoss: Double, hit1: Double, hit3: Double, mrr: Double) {
    self.logLoss = logLoss
    self.hit1 = hit1
    self.hit3 = hit3
    self.mrr = mrr
  }
}

/// What `EvaluateTransitions` answers.
package struct EvaluateTransitionsReply: Codable, Sendable, Hashable {
  /// Steps learned from before measuring.
  package var trainingSteps: Int
  /// Steps foreseen.
  package var testSteps: Int
  /// What was learned.
  package var learned: ForecastScoresInfo
  /// “The mood stays.”
  package var stay: ForecastScoresInfo
  /// “Moods come as often as they always do.”
  package var unigram: ForecastScoresInfo
  /// The version of the method.
  package var model: String

  /// Gathers the answer.
  package init(
    trainingSteps: Int, testSteps: Int, learned: ForecastScoresInfo, stay: ForecastScoresInfo,
    unigram: ForecastScoresInfo, model: String
  ) {
    self.trainingSteps = trainingSteps
    self.testSteps = testSteps
    self.learned = learned
    self.stay = stay
    self.unigram = unigram
    self.model = model
  }
}

/// The moods of one context.
package struct MoodTimesInfo: Codable, Sendable, Hashable {
  /// A `ListeningContext` as text.
  package var context: String
  /// Plays of known mood.
  package var plays: Double
  /// Their moods, largest first.
  package var moods: [MoodShareInfo]

  /// Gathers one context.
  package init(context: String, plays: Double, moods: [MoodShareInfo]) {
    self.context = context
    self.plays = plays
    self.moods = moods
  }
}

/// What `MoodsByTime` answers.
package struct MoodsByTimeReply: Codable, Sendable, Hashable {
  /// Eight contexts, working days first.
  package var times: [MoodTimesInfo]

  /// Gathers the answer.
  package init(times: [MoodTimesInfo]) {
    self.times = times
  }
}
