/// The interface the daemon serves, in the Varlink interface definition language.
///
/// The text is what `org.varlink.service.GetInterfaceDescription` answers; the structures in
/// `Requests.swift` and `Replies.swift` are its Swift side, and a test holds the two together.
package enum ControlInterface {
  /// The name clients prefix every method with.
  package static let name = "org.orpheus.Control"

  /// The version of the interface: raised by one with every incompatible change.
  package static let version = 1

  /// The interface definition.
  package static let description = """
    # Orpheus: moods of a music library. Interface version \(version).
    # A path that is not valid UTF-8 travels in path_b64 as well, base64 of its bytes.
    interface org.orpheus.Control

    # kind: music or history. tracks counts tracks below a music folder, listens below a history one.
    type Root (
      path: string,
      path_b64: ?string,
      kind: string,
      tracks: int,
      listens: ?int,
      state: string
    )

    type Model (name: string, version: string, state: string)

    type MoodReference (id: int, slug: string, name: string, confidence: float)

    type Affect (
      acousticness: float,
      danceability: float,
      energy: float,
      instrumentalness: float,
      liveness: float,
      speechiness: float,
      valence: float
    )

    # mode: minor (-1) to major (1). tempo in beats a minute, onsets a second, brightness in Hz,
    # dynamics in dB.
    # spectrum: over frames of 32 ms; centroid and rollOff (85 %) in Hz, flatness 0 (tone) to 1
    # (noise), flux 0 to 1.41, zeroCrossings a sample at 16 kHz, cepstrum: MFCC 0 to 12 in dB.
    type Moments (mean: float, deviation: float)

    type Spectrum (
      centroid: Moments,
      rollOff: Moments,
      flatness: Moments,
      flux: Moments,
      zeroCrossings: Moments,
      cepstrum: []Moments
    )

    type Sound (
      key: ?string,
      mode: float,
      tempo: ?float,
      onsets: float,
      brightness: float,
      dynamics: float,
      spectrum: ?Spectrum
    )

    # state: pending, analysed, failed, quarantined, skipped or missing. loudness is in LUFS,
    # loudnessRange in LU (EBU R 128), both over what was heard. loudnessRange, tags, sound, the values
    # relative to the middle of the library, embedding and what the listener has said are given by
    # Track alone, embedding only when asked for. pinned: the slug of the mood that the track was
    # pinned to; excluded: those of moods it was excluded from, or true in excludedFromAll. A track
    # that is a section of a file has # and two digits after the file's path; start and end are where
    # it lies in the file, in seconds, without end when that is the file's. copyOf, given by Track alone:
    # the file of the recording that it sounds like a copy of, and by which it is placed.
    type TrackInfo (
      path: string,
      path_b64: ?string,
      title: ?string,
      artist: ?string,
      album: ?string,
      seconds: ?float,
      state: string,
      reason: ?string,
      mood: ?MoodReference,
      valence: ?float,
      arousal: ?float,
      affect: ?Affect,
      tags: ?[string]float,
      loudness: ?float,
      loudnessRange: ?float,
      sound: ?Sound,
      relativeValence: ?float,
      relativeArousal: ?float,
      embedding: ?[]float,
      model: ?string,
      pinned: ?string,
      excluded: ?[]string,
      excludedFromAll: ?bool,
      start: ?float,
      end: ?float,
      copyOf: ?string
    )

    # merged: the moods that were merged into it, pinned: how many tracks were pinned to it; absent
    # for none.
    type MoodInfo (
      id: int,
      slug: string,
      name: string,
      tracks: int,
      valence: float,
      arousal: float,
      tags: []string,
      exemplars: []string,
      merged: ?[]MergedMood,
      pinned: ?int
    )

    # path is that of the file; section, start and end say which part of it is meant, in seconds.
    type PlaylistEntry (
      path: string,
      path_b64: ?string,
      title: ?string,
      artist: ?string,
      seconds: ?float,
      section: ?int,
      start: ?float,
      end: ?float
    )

    # How likely a mood is, or how large its part: 0 to 1.
    type MoodShare (id: int, slug: string, name: string, share: float)

    # One play. start and end are seconds since 1970, UTC. match says how the track was found: path,
    # musicbrainz, isrc, tags or fuzzy, the last with a score below 1; without a track all three are
    # absent. file names what the history calls the file, for histories without artist and title.
    type Listen (
      start: int,
      end: int,
      artist: ?string,
      title: ?string,
      album: ?string,
      file: ?string,
      skipped: bool,
      source: string,
      path: ?string,
      path_b64: ?string,
      match: ?string,
      score: ?float,
      mood: ?MoodReference
    )

    # A recording that was played and is no track of the library.
    type UnmatchedRecording (
      artist: ?string,
      title: ?string,
      album: ?string,
      file: ?string,
      listens: int,
      last: int
    )

    type HistoryDamage (line: int, reason: string)

    # A history file, or one member of an archive (part). skipped counts records of something else,
    # such as podcasts; damaged those that cannot be read, of which damages holds the first ones.
    # state: complete, reading, gone (the file is; its listens are kept) or unreadable (reason).
    type HistorySource (
      file: string,
      file_b64: ?string,
      part: ?string,
      format: string,
      listens: int,
      skipped: int,
      damaged: int,
      damages: []HistoryDamage,
      state: string,
      reason: ?string
    )

    type Session (start: int, end: int, listens: int, moods: []MoodShare)

    # A play of the running session and where it lay.
    type Step (
      start: int,
      artist: ?string,
      title: ?string,
      mood: ?MoodReference,
      valence: ?float,
      arousal: ?float
    )

    # open: a play now would go on with it. path: its last plays, oldest first, at most 50.
    type RunningSession (start: int, end: int, listens: int, open: bool, path: []Step)

    type NextMood (
      id: int,
      slug: string,
      name: string,
      probability: float,
      tracks: []PlaylistEntry
    )

    # probabilities: of each mood to follow this one, in the order of the rows. evidence: how many
    # transitions out of the mood they rest on, as far as these still count.
    type TransitionRow (
      id: int,
      slug: string,
      name: string,
      probabilities: []float,
      evidence: float
    )

    # logLoss in nats; hit1 and hit3: share of steps whose mood was first, or among the first three;
    # mrr: mean reciprocal rank.
    type ForecastScores (logLoss: float, hit1: float, hit3: float, mrr: float)

    # context: weekday or weekend, a hyphen, and night (0 to 6 o'clock), morning, afternoon or
    # evening. plays: how many plays of known mood there were.
    type MoodTimes (context: string, plays: float, moods: []MoodShare)

    # analyses counts the inferences run since the database was made. moodSpace says whose music the
    # mood space was fitted on: library, shipped (a small library) or none. health is ok or degraded;
    # degraded says why, a sentence each, with the remedy. activity: scanning, analysing, paused or
    # idle; paused completes “paused: …”, and is absent otherwise. generation is raised by one with
    # every change a subscriber may want to see. storage: ok, full (the disk) or failing. backup and
    # checked: when the database was last backed up, and found to be sound.
    method Status() -> (
      version: string,
      tracks: int,
      pending: int,
      failed: int,
      unread: ?int,
      quarantined: int,
      skipped: int,
      analyses: int,
      moods: int,
      moodSpace: string,
      health: string,
      degraded: []string,
      overflows: int,
      models: []Model,
      roots: []Root,
      activity: string,
      paused: ?string,
      workers: int,
      listens: int,
      matched: int,
      generation: int,
      storage: ?string,
      backup: ?int,
      checked: ?int
    )

    # Listings: at most 500 rows a reply, fewer where they are long or several clients
    # turn pages at once; cursor continues where the last
    # reply ended and is absent at the end. Texts that are longer than 4 KiB are cut, with an
    # ellipsis; paths never are.

    method Moods(limit: ?int, cursor: ?string) -> (moods: []MoodInfo, cursor: ?string)

    # mood: an id, a slug or a name.
    method Mood(mood: string) -> (mood: MoodInfo)

    # How likely a tag is in a mood (here) and in the library or another mood (there).
    type TagComparison (tag: string, here: float, there: float, lift: float)

    # valence, arousal: by how much those of the mood asked for are higher.
    type MoodNeighbour (
      id: int,
      slug: string,
      name: string,
      distance: float,
      valence: float,
      arousal: float,
      more: []TagComparison,
      less: []TagComparison
    )

    # other: the slug of the mood the track would be in next.
    type BorderlineTrack (track: PlaylistEntry, confidence: float, other: string)

    # Adjective and qualifier are absent from a name the listener chose. uncertain: tracks about
    # half-way to another mood.
    type MoodExplanation (
      namedByListener: bool,
      adjective: ?string,
      adjectiveValence: ?float,
      adjectiveArousal: ?float,
      qualifier: ?TagComparison,
      relativeValence: float,
      relativeArousal: float,
      tags: []TagComparison,
      neighbours: []MoodNeighbour,
      borderline: []BorderlineTrack,
      confidence: float,
      uncertain: int
    )

    # Why a mood is called what it is called, and what sets it apart.
    method ExplainMood(mood: string) -> (mood: MoodInfo, explanation: MoodExplanation)

    method RenameMood(mood: string, name: string) -> (mood: MoodInfo)

    \(identity)
    # Fits the mood space anew on the library and forms the moods in it. moodSpace as in Status:
    # shipped when the library is too small for its own. tracks: how many it was fitted on.
    method RefitMoods() -> (moodSpace: string, tracks: int, moods: int)

      # Without a mood in order of path, with one the most typical first.
    method Tracks(mood: ?string, state: ?string, limit: ?int, cursor: ?string) -> (
      tracks: []TrackInfo,
      cursor: ?string
    )

    method Track(path: string, path_b64: ?string, embedding: ?bool) -> (track: TrackInfo)

    # The tracks of one mood, most typical first.
    method Playlist(mood: string, limit: ?int, cursor: ?string) -> (
      mood: MoodInfo,
      entries: []PlaylistEntry,
      cursor: ?string
    )

    # The last session: moods weighs its plays by how recent they are, follows says what tends to
    # come next, evidence on how many transitions that rests. session is absent before the first.
    method Now() -> (
      session: ?RunningSession,
      moods: []MoodShare,
      valence: ?float,
      arousal: ?float,
      context: string,
      follows: []MoodShare,
      evidence: float
    )

    # Likely next moods, likeliest first, each with tracks not played lately. moods and tracks bound
    # the lists (5 and 3). basis: session (a session is running), habits (what is usual at this
    # time) or library (nothing is known of the listener). cursor continues with less likely moods.
    method Next(moods: ?int, tracks: ?int, cursor: ?string) -> (
      moods: []NextMood,
      basis: string,
      context: string,
      cursor: ?string
    )

    # What follows what, on the whole or in one context, learned from so many transitions since habits
    # last changed.
    method Transitions(context: ?string) -> (
      context: ?string,
      rows: []TransitionRow,
      transitions: int,
      model: string
    )

    # Sessions, latest first; since: only those that ended after this time.
    method Sessions(since: ?int, limit: ?int, cursor: ?string) -> (
      sessions: []Session,
      cursor: ?string
    )

    # Plays, latest first.
    method History(limit: ?int, cursor: ?string) -> (listens: []Listen, cursor: ?string)

    # Recordings that found no track, most played first.
    method UnmatchedHistory(limit: ?int, cursor: ?string) -> (
      recordings: []UnmatchedRecording,
      cursor: ?string
    )

    # listens counts plays, one that two histories report once.
    method HistoryStats(limit: ?int, cursor: ?string) -> (
      listens: int,
      matched: int,
      unmatched: int,
      sources: []HistorySource,
      cursor: ?string
    )

    # Reads one history file now, whether or not it lies in a watched folder. Called with more, it
    # tells its progress; done is true in the last reply. listens counts the records read, added
    # those that were not known before.
    method ImportHistory(path: string, path_b64: ?string) -> (
      listens: int,
      added: int,
      skipped: int,
      damaged: int,
      damages: []HistoryDamage,
      done: bool
    )

    # How well transitions are foreseen on the last share (0.2) of the listener's own history,
    # against “the mood stays” and “moods come as often as they always do”.
    method EvaluateTransitions(share: ?float) -> (
      trainingSteps: int,
      testSteps: int,
      learned: ForecastScores,
      stay: ForecastScores,
      unigram: ForecastScores,
      model: string
    )

    \(evaluation)
    # Which moods are played when: eight contexts.
    method MoodsByTime() -> (times: []MoodTimes)

    # Returns when everything that happened in the file system before the call has been committed or
    # has a recorded outcome. seconds bounds the wait.
    method Sync(seconds: ?float) -> ()

    # Looks at every file again, below path or everywhere.
    method Rescan(path: ?string, path_b64: ?string) -> ()

    # Tries failed and quarantined files again, at and below path or everywhere; tells how many.
    method Retry(path: ?string, path_b64: ?string) -> (tracks: int)

    method Pause() -> ()

    method Resume() -> ()

    \(upkeep)
    \(models)
    # Streams changes (call with more). topics: any of library, moods, session, health; all when absent. The
    # first reply tells the present generation; with since, a reply comes at once when anything has
    # changed after that generation, and fresh says that it is not of this run of the daemon.
    method Monitor(topics: ?[]string, since: ?int) -> (
      generation: int,
      topics: []string,
      fresh: bool
    )

    error MoodNotFound (mood: string, nearest: ?string)
    error TrackNotFound (path: string)
    error InvalidRequest (reason: string)
    error NotPermitted (reason: string)
    error LimitExceeded (limit: string)
    error TimedOut (pending: int)
    error Failed (reason: string)
    """
}
