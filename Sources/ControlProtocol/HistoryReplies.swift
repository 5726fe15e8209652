// What the daemon answers about listening histories. Times are seconds since 1970, UTC.

/// One play as `History` gives it.
package struct ListenInfo: Codable, Sendable, Hashable {
  /// Seconds since 1970, UTC.
  package var start: Int
  /// Seconds since 1970, UTC.
  package var end: Int
  /// The artist, as the history has it, else as the track.
  package var artist: String?
  /// The title, as the history has it, else as the track.
  package var title: String?
  /// The album, as the history has it, else as the track.
  package var album: String?
  /// What the history calls the file, where it names files.
  package var file: String?
  /// True when it was not listened to.
  package var skipped: Bool
  /// The format of the history that told of it.
  package var source: String
  /// The path of the track, as text; nil when none was found.
  package var path: String?
  /// The path as bytes, where the text cannot hold them; see ``WirePath``.
  package var pathBase64: String?
  /// How the track was found, a `MatchKind` raw value.
  package var match: String?
  /// How sure that is, 0…1.
  package var score: Double?
  /// The track's mood.
  package var mood: MoodReference?

  /// Gathers one play.
  package init(
    start: Int, end: Int, artist: String?, title: String?, album: String?, file: String?,
    skipped: Bool, source: String, path: WirePath?, match: String?, score: Double?,
    mood: MoodReference?
  ) {
    self.start = start
    self.end = end
    self.artist = artist
    self.title = title
    self.album = album
    self.file = file
    self.skipped = skipped
    self.source = source
    self.path = path?.text
    self.pathBase64 = path?.base64
    self.match = match
    self.score = score
    self.mood = mood
  }

  enum CodingKeys: String, CodingKey {
    case start, end, artist, title, album, file, skipped, source, path, match, score, mood
    case pathBase64 = "path_b64"
  }
}

/// What was played and is no track of the library.
package struct UnmatchedRecordingInfo: Codable, Sendable, Hashable {
  /// The artist, as the history has it, else as the track.
  package var artist: String?
  /// The title, as the history has it, else as the track.
  package var title: String?
  /// The album, as the history has it, else as the track.
  package var album: String?
  /// What the history calls the file, where it names files.
  package var file: String?
  /// How often it was played.
  package var listens: Int
  /// When it was last played.
  package var last: Int

  /// Gathers one recording.
  package init(
    artist: String?, title: String?, album: String?, file: String?, listens: Int, last: Int
  ) {
    self.artist = artist
    self.title = title
    self.album = album
    self.file = file
    self.listens = listens
    self.last = last
  }
}

/// A record that could not be read.
package struct HistoryDamageInfo: Codable, Sendable, Hashable {
  /// The line it starts on, counted from 1.
  package var line: Int
  /// A sentence about it.
  package var reason: String

  /// Gathers one damage.
  package init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }
}

/// A history file, or one member of an archive.
package struct HistorySourceInfo: Codable, Sendable, Hashable {
  /// The file's path as text.
  package var file: String
  /// The path as bytes, where the text cannot hold them; see ``WirePath``.
  package var fileBase64: String?
  /// The member of the archive; nil for a plain file.
  package var part: String?
  /// A `HistoryFormat` raw value.
  package var format: String
  /// Records of listens in it.
  package var listens: Int
  /// Records of something else.
  package var skipped: Int
  /// Records that cannot be read.
  package var damaged: Int
  /// The first of these.
  package var damages: [HistoryDamageInfo]
  /// `complete`, `reading`, `gone` or `unreadable`.
  package var state: String
  /// Why it is unreadable.
  package var reason: String?

  /// Gathers one source.
  package init(
    file: WirePath, part: String?, format: String, listens: Int, skipped: Int, damaged: Int,
    damages: [HistoryDamageInfo], state: String, reason: String?
  ) {
    self.file = file.text
    self.fileBase64 = file.base64
    self.part = part
    self.format = format
    self.listens = listens
    self.skipped = skipped
    self.damaged = damaged
    self.damages = damages
    self.state = state
    self.reason = reason
  }

  enum CodingKeys: String, CodingKey {
    case file, part, format, listens, skipped, damaged, damages, state, reason
    case fileBase64 = "file_b64"
  }
}

/// A stretch of listening.
package struct SessionInfo: Codable, Sendable, Hashable {
  /// Seconds since 1970, UTC.
  package var start: Int
  /// Seconds since 1970, UTC.
  package var end: Int
  /// Plays in it, skips included.
  package var listens: Int
  /// The parts of its moods, largest first.
  package var moods: [MoodShareInfo]

  /// Gathers one session.
  package init(start: Int, end: Int, listens: Int, moods: [MoodShareInfo]) {
    self.start = start
    self.end = end
    self.listens = listens
    self.moods = moods
  }
}

/// What `Sessions` answers.
package struct SessionsReply: Codable, Sendable, Hashable {
  /// Latest first.
  package var sessions: [SessionInfo]
  /// What continues after this page; nil at the end.
  package var cursor: String?

  /// Gathers one page.
  package init(sessions: [SessionInfo], cursor: String?) {
    self.sessions = sessions
    self.cursor = cursor
  }
}

/// What `History` answers.
package struct HistoryReply: Codable, Sendable, Hashable {
  /// Latest first.
  package var listens: [ListenInfo]
  /// What continues after this page; nil at the end.
  package var cursor: String?

  /// Gathers one page.
  package init(listens: [ListenInfo], cursor: String?) {
    self.listens = listens
    self.cursor = cursor
  }
}

/// What `UnmatchedHistory` answers.
package struct UnmatchedHistoryReply: Codable, Sendable, Hashable {
  /// Most played first.
  package var recordings: [UnmatchedRecordingInfo]
  /// What continues after this page; nil at the end.
  package var cursor: String?

  /// Gathers one page.
  package init(recordings: [UnmatchedRecordingInfo], cursor: String?) {
    self.recordings = recordings
    self.cursor = cursor
  }
}

/// What `HistoryStats` answers.
package struct HistoryStatsReply: Codable, Sendable, Hashable {
  /// Plays; one that two histories report counts once.
  package var listens: Int
  /// Plays of tracks that are here.
  package var matched: Int
  /// Plays of others.
  package var unmatched: Int
  /// The histories read, in order of file and part.
  package var sources: [HistorySourceInfo]
  /// What continues after these sources; nil at the end.
  package var cursor: String?

  /// Gathers one page.
  package init(
    listens: Int, matched: Int, unmatched: Int, sources: [HistorySourceInfo],
    cursor: String? = nil
  ) {
    self.listens = listens
    self.matched = matched
    self.unmatched = unmatched
    self.sources = sources
    self.cursor = cursor
  }
}

/// What `ImportHistory` answers, once or again and again.
package struct ImportHistoryReply: Codable, Sendable, Hashable {
  /// Records of listens read so far.
  package var listens: Int
  /// Those that were not known before.
  package var added: Int
  /// Records of something else.
  package var skipped: Int
  /// Records that cannot be read.
  package var damaged: Int
  /// The first of these.
  package var damages: [HistoryDamageInfo]
  /// True in the last reply.
  package var done: Bool

  /// Gathers one reply.
  package init(
    listens: Int, added: Int, skipped: Int, damaged: Int, damages: [HistoryDamageInfo], done: Bool
  ) {
    self.listens = listens
    self.added = added
    self.skipped = skipped
    self.damaged = damaged
    self.damages = damages
    self.done = done
  }
}
