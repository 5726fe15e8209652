/// A watched folder.
package struct RootInfo: Codable, Sendable, Hashable {
  /// The folder as text.
  package var path: String
  /// The folder as bytes, where the text cannot hold them; see ``WirePath``.
  package var pathBase64: String?
  /// `music` or `history`.
  package var kind: String
  /// How many tracks are known below it; 0 for a history folder.
  package var tracks: Int
  /// How many listens came from below it; nil for a music folder.
  package var listens: Int?
  /// `watching`, `scanning` or `offline`.
  package var state: String

  /// Gathers one folder.
  package init(path: WirePath, kind: String, tracks: Int, listens: Int? = nil, state: String) {
    self.path = path.text
    self.pathBase64 = path.base64
    self.kind = kind
    self.tracks = tracks
    self.listens = listens
    self.state = state
  }

  enum CodingKeys: String, CodingKey {
    case path, kind, tracks, listens, state
    case pathBase64 = "path_b64"
  }
}

/// A model as `status` lists it.
package struct ModelInfo: Codable, Sendable, Hashable {
  /// The model's name in the catalogue.
  package var name: String
  /// The version its results are stored under.
  package var version: String
  /// `ready` or `missing`.
  package var state: String

  /// Gathers one model.
  package init(name: String, version: String, state: String) {
    self.name = name
    self.version = version
    self.state = state
  }
}

/// What `Status` answers.
package struct StatusReply: Codable, Sendable, Hashable {
  /// The daemon's own version.
  package var version: String
  /// Tracks known, whatever their state.
  package var tracks: Int
  /// Tracks that wait for analysis.
  package var pending: Int
  /// Tracks that could not be read or decoded.
  package var failed: Int
  /// Folders and CUE sheets that could not be read; `Diagnose` names them.
  package var unread: Int?
  /// Tracks left alone because they brought a worker down.
  package var quarantined: Int
  /// Tracks that are not analysed on purpose, for example because they are too short.
  package var skipped: Int
  /// Inferences run since the database was made.
  package var analyses: Int
  /// How many moods there are.
  package var moods: Int
  /// Whose music the mood space was fitted on: `library`, `shipped` or `none`.
  package var moodSpace: String
  /// `ok` or `degraded`.
  package var health: String
  /// Why health is degraded, a sentence each, with the remedy.
  package var degraded: [String]
  /// How often the kernel dropped file notices, each answered with a rescan.
  package var overflows: Int
  /// The models in use or missing.
  package var models: [ModelInfo]
  /// The folders watched.
  package var roots: [RootInfo]
  /// `scanning`, `analysing`, `paused` or `idle`.
  package var activity: String
  /// Completes “paused: …”, when ``activity`` is that.
  package var paused: String?
  /// Worker processes running now.
  package var workers: Int
  /// Plays known from listening histories, and how many of them are of a track here.
  package var listens: Int
  package var matched: Int
  /// Raised by one with every change a subscriber may want to see.
  package var generation: Int
  /// Whether the database can be written: `ok`, `full` or `failing`.
  package var storage: String?
  /// When the last backup was made, and when the database was last read through and found sound;
  /// seconds since 1970, UTC, nil before the first time.
  package var backup: Int?
  package var checked: Int?

  /// Gathers a status; ``health`` follows from `degraded`.
  package init(
    version: String, tracks: Int, pending: Int, failed: Int, quarantined: Int, skipped: Int,
    analyses: Int, moods: Int, moodSpace: String, degraded: [String], overflows: Int,
    models: [ModelInfo], roots: [RootInfo], activity: String, paused: String? = nil, workers: Int,
    listens: Int = 0, matched: Int = 0, generation: Int, storage: String? = nil,
    backup: Int? = nil, checked: Int? = nil, unread: Int? = nil
  ) {
    self.version = version
    self.tracks = tracks
    self.pending = pending
    self.failed = failed
    self.unread = unread
    self.quarantined = quarantined
    self.skipped = skipped
    self.analyses = analyses
    self.moods = moods
    self.moodSpace = moodSpace
    self.health = degraded.isEmpty ? "ok" : "degraded"
    self.degraded = degraded
    self.overflows = overflows
    self.models = models
    self.roots = roots
    self.activity = activity
    self.paused = paused
    self.workers = workers
    self.listens = listens
    self.matched = matched
    self.generation = generation
    self.storage = storage
    self.backup = backup
    self.checked = checked
  }
}

/// A mood as a track refers to it.
package struct MoodReference: Codable, Sendable, Hashable {
  /// The mood's number, which never changes.
  package var id: Int
  /// The mood's stable handle, for example `calm-ambient`.
  package var slug: String
  /// The mood's name as people read it.
  package var name: String
  /// How firmly the track belongs to it, 0…1.
  package var confidence: Double

  /// Gathers one reference.
  package init(id: Int, slug: String, name: String, confidence: Double) {
    self.id = id
    self.slug = slug
    self.name = name
    self.confidence = confidence
  }
}

/// A track as `Tracks` and `Track` give it.
package struct TrackInfo: Codable, Sendable, Hashable {
  /// The file's path as text; for a section of a file the path with `#` and two digits.
  package var path: String
  /// The file's path as bytes, where the text cannot hold them; see ``WirePath``.
  package var pathBase64: String?
  /// The title tag.
  package var title: String?
  /// The artist tag.
  package var artist: String?
  /// The album tag.
  package var album: String?
  /// Length in seconds.
  package var seconds: Double?
  /// A `TrackState` raw value.
  package var state: String
  /// Why it failed, was quarantined or skipped.
  package var reason: String?
  /// The mood it was put into.
  package var mood: MoodReference?
  /// Valence, −1…1.
  package var valence: Double?
  /// Arousal, −1…1.
  package var arousal: Double?
  /// The seven affect values by name, each 0…1.
  package var affect: [String: Double]?
  /// The likeliest tags with their probability, 0…1; given by `Track` alone.
  package var tags: [String: Double]?
  /// Integrated loudness in LUFS (EBU R 128).
  package var loudness: Double?
  /// Loudness range in LU (EBU Tech 3342) over what was heard; given by `Track` alone.
  package var loudnessRange: Double?
  /// What was measured without a model; given by `Track` alone.
  package var sound: SoundInfo?
  /// Valence seen from the middle of the library; given by `Track` alone.
  package var relativeValence: Double?
  /// Arousal seen from the middle of the library; given by `Track` alone.
  package var relativeArousal: Double?
  /// The embedding the mood rests on; given by `Track` alone, when asked for.
  package var embedding: [Float]?
  /// The version of the models that made all this.
  package var model: String?
  /// The slug of the mood that the listener pinned it to; given by `Track` alone, as what follows.
  package var pinned: String?
  /// The slugs of the moods that the listener excluded it from.
  package var excluded: [String]?
  /// True when the listener wants it in no mood.
  package var excludedFromAll: Bool?
  /// Where a section begins in its file, in seconds; nil for a whole file.
  package var start: Double?
  /// Where a section ends in its file, in seconds; nil at the end of the file.
  package var end: Double?
  /// The path of the recording that it sounds like a copy of, and whose mood it shares; given by
  /// `Track` alone, nil for a copy of none.
  package var copyOf: String?

  /// Begins with what every track has; the rest is set member by member.
  package init(path: WirePath, state: String) {
    self.path = path.text
    self.pathBase64 = path.base64
    self.state = state
  }

  enum CodingKeys: String, CodingKey {
    case path, title, artist, album, seconds, state, reason, mood, valence, arousal
    case affect, tags, loudness, loudnessRange, embedding, model, sound, relativeValence,
      relativeArousal
    case pinned, excluded, excludedFromAll, start, end, copyOf
    case pathBase64 = "path_b64"
  }
}

/// A mood as `Moods` and `Mood` give it.
package struct MoodInfo: Codable, Sendable, Hashable {
  /// The mood's number, which never changes.
  package var id: Int
  /// The mood's stable handle, for example `calm-ambient`.
  package var slug: String
  /// The mood's name as people read it.
  package var name: String
  /// How many tracks are in it.
  package var tracks: Int
  /// Mean valence of its tracks, −1…1.
  package var valence: Double
  /// Mean arousal of its tracks, −1…1.
  package var arousal: Double
  /// Words more likely here than in the whole library, most telling first.
  package var tags: [String]
  /// Paths of the most typical tracks, most typical first.
  package var exemplars: [String]
  /// The moods that the listener merged into it; nil for none.
  package var merged: [MergedMoodInfo]?
  /// How many tracks the listener pinned to it; nil for none.
  package var pinned: Int?

  /// Gathers one mood.
  package init(
    id: Int, slug: String, name: String, tracks: Int, valence: Double, arousal: Double,
    tags: [String], exemplars: [String], merged: [MergedMoodInfo]? = nil, pinned: Int? = nil
  ) {
    self.id = id
    self.slug = slug
    self.name = name
    self.tracks = tracks
    self.valence = valence
    self.arousal = arousal
    self.tags = tags
    self.exemplars = exemplars
    self.merged = merged
    self.pinned = pinned
  }
}

/// One line of a playlist.
package struct PlaylistEntry: Codable, Sendable, Hashable {
  /// The file's path as text.
  package var path: String
  /// The file's path as bytes, where the text cannot hold them; see ``WirePath``.
  package var pathBase64: String?
  /// The title tag.
  package var title: String?
  /// The artist tag.
  package var artist: String?
  /// Length in seconds.
  package var seconds: Double?
  /// Which section of the file it is, from 1; nil for the whole file.
  package var section: Int?
  /// Where the section begins in the file, in seconds.
  package var start: Double?
  /// Where the section ends in the file, in seconds; nil at the end of the file.
  package var end: Double?

  /// Gathers one line.
  package init(path: WirePath, title: String?, artist: String?, seconds: Double?) {
    self.path = path.text
    self.pathBase64 = path.base64
    self.title = title
    self.artist = artist
    self.seconds = seconds
  }

  enum CodingKeys: String, CodingKey {
    case path, title, artist, seconds, section, start, end
    case pathBase64 = "path_b64"
  }
}

/// What `Moods` answers.
package struct MoodsReply: Codable, Sendable {
  /// In order of their slugs.
  package var moods: [MoodInfo]
  /// What continues after this page; nil at the end.
  package var cursor: String?

  /// Gathers one page.
  package init(moods: [MoodInfo], cursor: String? = nil) {
    self.moods = moods
    self.cursor = cursor
  }
}

/// What `RefitMoods` answers.
package struct RefitMoodsReply: Codable, Sendable {
  /// Whose music the mood space is fitted on now: `library`, `shipped` or `none`.
  package var moodSpace: String
  /// How many tracks it was fitted on; 0 for none.
  package var tracks: Int
  package var moods: Int

  /// Gathers the parts of the reply.
  package init(moodSpace: String, tracks: Int, moods: Int) {
    self.moodSpace = moodSpace
    self.tracks = tracks
    self.moods = moods
  }
}

/// What `Mood` and `RenameMood` answer.
package struct MoodReply: Codable, Sendable {
  /// The mood asked for.
  package var mood: MoodInfo

  /// Wraps `mood`.
  package init(mood: MoodInfo) { self.mood = mood }
}

/// What `Tracks` answers.
package struct TracksReply: Codable, Sendable {
  /// At most 500 rows.
  package var tracks: [TrackInfo]
  /// What continues after this page; nil at the end.
  package var cursor: String?

  /// Gathers one page.
  package init(tracks: [TrackInfo], cursor: String?) {
    self.tracks = tracks
    self.cursor = cursor
  }
}

/// What `Track` answers.
package struct TrackReply: Codable, Sendable {
  /// The track asked for.
  package var track: TrackInfo

  /// Wraps `track`.
  package init(track: TrackInfo) { self.track = track }
}

/// What `Playlist` answers.
package struct PlaylistReply: Codable, Sendable {
  /// The mood the playlist is of.
  package var mood: MoodInfo
  /// At most 500 entries, most typical first.
  package var entries: [PlaylistEntry]
  /// What continues after this page; nil at the end.
  package var cursor: String?

  /// Gathers one page.
  package init(mood: MoodInfo, entries: [PlaylistEntry], cursor: String?) {
    self.mood = mood
    self.entries = entries
    self.cursor = cursor
  }
}

/// What a subscriber may ask to hear about.
package enum Topic: String, Codable, Sendable, CaseIterable {
  /// Tracks came, went or changed.
  case library
  /// Moods were made, merged, refitted or renamed.
  case moods
  /// Somebody listened to something.
  case session
  /// Something became degraded, or better.
  case health
}

/// One reply of a `Monitor` stream.
package struct MonitorReply: Codable, Sendable {
  /// The generation this reply brings the client up to.
  package var generation: Int
  /// `Topic` raw values that changed.
  package var topics: [String]
  /// True when the `since` of the request was not of this run, so everything may have changed.
  package var fresh: Bool

  /// Gathers one notice.
  package init(generation: Int, topics: [String], fresh: Bool) {
    self.generation = generation
    self.topics = topics
    self.fresh = fresh
  }
}
