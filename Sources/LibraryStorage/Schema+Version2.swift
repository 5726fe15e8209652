extension Schema {
  /// Version 2: listening histories.
  ///
  /// `history_file`, `history_part`, `heard_name` and the reports in `listen` are what was read and
  /// are never lost. Everything else is derived from them and from the tracks, and can be made
  /// again: which track was heard, when a play began and ended, which reports repeat another, the
  /// sessions, and what was learned from them.
  ///
  /// Triggers see to what other code could forget: tracks whose evidence changed are put down in
  /// `changed_track`, and what was learned goes stale in the transaction that changes what it was
  /// learned from.
  static let version2 = """
    ALTER TABLE membership ADD COLUMN runner_up_id INTEGER REFERENCES mood (id);

    -- A file of listening history, whether or not it is still there.
    CREATE TABLE history_file (
      id INTEGER PRIMARY KEY,
      directory BLOB NOT NULL CHECK (substr(directory, 1, 1) = x'2F'),
      name BLOB NOT NULL CHECK (length(name) > 0),
      missing_since INTEGER,
      problem TEXT,
      UNIQUE (directory, name)
    ) STRICT;

    -- A part of it: one with an empty name for a plain file, one a member for an archive. The
    -- counts are those of its present reading. tentative: the last record read had no end yet;
    -- tentative_listen_id: a listen that nothing but that record reports.
    CREATE TABLE history_part (
      id INTEGER PRIMARY KEY,
      file_id INTEGER NOT NULL REFERENCES history_file (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      format INTEGER NOT NULL,
      device INTEGER,
      inode INTEGER,
      size INTEGER,
      modified INTEGER,
      born INTEGER,
      read_bytes INTEGER NOT NULL,
      read_lines INTEGER NOT NULL,
      fingerprint BLOB NOT NULL,
      state TEXT NOT NULL CHECK (json_valid(state)),
      complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
      listens INTEGER NOT NULL CHECK (listens >= 0),
      passed_over INTEGER NOT NULL CHECK (passed_over >= 0),
      damaged INTEGER NOT NULL CHECK (damaged >= 0),
      tentative INTEGER NOT NULL DEFAULT 0 CHECK (tentative IN (0, 1)),
      tentative_listen_id INTEGER REFERENCES listen (id),
      UNIQUE (file_id, name),
      CHECK (tentative = 1 OR tentative_listen_id IS NULL),
      CHECK ((inode IS NULL) = (device IS NULL) AND (inode IS NULL) = (size IS NULL)
        AND (inode IS NULL) = (modified IS NULL) AND (inode IS NULL) = (born IS NULL))
    ) STRICT;
    CREATE INDEX history_part_tentative ON history_part (tentative_listen_id)
      WHERE tentative_listen_id IS NOT NULL;

    -- The first records of a part that could not be read.
    CREATE TABLE history_damage (
      part_id INTEGER NOT NULL REFERENCES history_part (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      line INTEGER NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY (part_id, position)
    ) STRICT, WITHOUT ROWID;

    -- A recording that histories tell of. listens: its rows in `listen` that are no echoes.
    -- due: to be matched anew. formats: one bit for each format it was ever reported in.
    -- seconds: the longest that any report gave. track_seconds: the length of the track that the
    -- times of its listens were computed with. play_group: recordings of one group may report the
    -- same plays. Narrow, and apart from the names, because every play counts here.
    CREATE TABLE heard (
      id INTEGER PRIMARY KEY,
      listens INTEGER NOT NULL DEFAULT 0 CHECK (listens >= 0),
      due INTEGER NOT NULL DEFAULT 1 CHECK (due IN (0, 1)),
      formats INTEGER NOT NULL,
      play_group INTEGER NOT NULL,
      seconds REAL CHECK (seconds > 0),
      track_seconds REAL,
      track_id INTEGER REFERENCES track (id),
      match_kind TEXT,
      match_score REAL,
      CHECK ((track_id IS NULL) = (match_kind IS NULL)
        AND (track_id IS NULL) = (match_score IS NULL))
    ) STRICT;
    CREATE INDEX heard_group ON heard (play_group);
    CREATE INDEX heard_track ON heard (track_id) WHERE track_id IS NOT NULL;
    CREATE INDEX heard_due ON heard (id) WHERE due = 1;
    -- Not while they are due, so that a first import does not move them about with every listen.
    CREATE INDEX heard_unmatched ON heard (listens DESC, id) WHERE track_id IS NULL AND due = 0;
    CREATE INDEX heard_fuzzy ON heard (id) WHERE match_kind = 'fuzzy' AND due = 0;

    -- What histories call it. digest: over all of the names. exact: what they come to once spelling
    -- is levelled.
    CREATE TABLE heard_name (
      id INTEGER PRIMARY KEY REFERENCES heard (id) ON DELETE CASCADE,
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 16),
      exact TEXT,
      artist TEXT,
      title TEXT,
      album TEXT,
      album_artist TEXT,
      mb_recording TEXT,
      isrc TEXT,
      relative_path TEXT
    ) STRICT;
    CREATE INDEX heard_exact ON heard_name (exact) WHERE exact IS NOT NULL;
    CREATE INDEX heard_recording ON heard_name (mb_recording) WHERE mb_recording IS NOT NULL;
    CREATE INDEX heard_isrc ON heard_name (isrc) WHERE isrc IS NOT NULL;
    CREATE INDEX heard_path ON heard_name (relative_path) WHERE relative_path IS NOT NULL;

    -- A report of a play: what the history says, then what follows from it. A report is known by
    -- its format, recording and stamp, wherever it was read.
    CREATE TABLE listen (
      id INTEGER PRIMARY KEY,
      heard_id INTEGER NOT NULL REFERENCES heard (id),
      format INTEGER NOT NULL,
      stamp INTEGER NOT NULL,
      stamp_meaning INTEGER NOT NULL CHECK (stamp_meaning IN (0, 1)),
      played REAL CHECK (played >= 0),
      flagged_skip INTEGER NOT NULL CHECK (flagged_skip IN (0, 1)),
      began INTEGER NOT NULL,
      ended INTEGER NOT NULL,
      weight REAL NOT NULL CHECK (weight BETWEEN 0 AND 1),
      is_echo INTEGER NOT NULL DEFAULT 0 CHECK (is_echo IN (0, 1)),
      CHECK (began <= stamp AND began <= ended)
    ) STRICT;
    -- The only index that is filled in no order of its own; the times of one recording's plays
    -- are looked up in it as well, for a play begins at its stamp or at most a day before.
    CREATE UNIQUE INDEX listen_report ON listen (heard_id, stamp, format);
    CREATE INDEX listen_time ON listen (began) WHERE is_echo = 0;

    -- What the tracks that are there can be recognised by. Without references to track: a row
    -- outlives its track until `changed_track` has been dealt with. words: the 32-bit hashes under
    -- which `match_word` holds it.
    CREATE TABLE match_key (
      track_id INTEGER PRIMARY KEY,
      exact TEXT,
      mb_recording TEXT,
      isrc TEXT,
      words BLOB NOT NULL CHECK (length(words) % 4 = 0)
    ) STRICT;
    CREATE INDEX match_key_exact ON match_key (exact) WHERE exact IS NOT NULL;
    CREATE INDEX match_key_recording ON match_key (mb_recording) WHERE mb_recording IS NOT NULL;
    CREATE INDEX match_key_isrc ON match_key (isrc) WHERE isrc IS NOT NULL;
    CREATE TABLE match_word (
      word INTEGER NOT NULL,
      track_id INTEGER NOT NULL,
      PRIMARY KEY (word, track_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX track_name ON track (name) WHERE missing_since IS NULL;

    -- Tracks whose match_key may be out of date.
    CREATE TABLE changed_track (track_id INTEGER PRIMARY KEY) STRICT;

    -- Sessions that have been learned from.
    CREATE TABLE session (
      began INTEGER PRIMARY KEY,
      ended INTEGER NOT NULL,
      listens INTEGER NOT NULL CHECK (listens > 0),
      CHECK (began <= ended)
    ) STRICT;

    -- What MoodTransitions keeps, in its own order.
    CREATE TABLE mood_transition (
      position INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      from_id INTEGER REFERENCES mood (id),
      to_id INTEGER REFERENCES mood (id),
      context INTEGER,
      value REAL NOT NULL
    ) STRICT;

    -- How much was played of each mood in each context.
    CREATE TABLE mood_play (
      context INTEGER NOT NULL,
      mood_id INTEGER NOT NULL REFERENCES mood (id),
      plays REAL NOT NULL,
      PRIMARY KEY (context, mood_id)
    ) STRICT, WITHOUT ROWID;

    -- One row. listens, matched: plays known, and those of tracks of the library; formats: one bit
    -- for each format ever read. What was learned: plays that begin before `boundary` have been learned from, and
    -- none that begins later can belong to a session that has; method, gap, zone and generation
    -- (of the moods) say what with; steps: transitions learned from; stale: learned from what is
    -- not so any more. What was matched: the version of the keys, the watched folders, and whether
    -- any key changed since all unmatched recordings were last looked at.
    CREATE TABLE history_state (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      listens INTEGER NOT NULL DEFAULT 0 CHECK (listens >= 0),
      matched INTEGER NOT NULL DEFAULT 0 CHECK (matched >= 0),
      formats INTEGER NOT NULL DEFAULT 0,
      boundary INTEGER NOT NULL DEFAULT -9223372036854775808,
      stale INTEGER NOT NULL DEFAULT 1 CHECK (stale IN (0, 1)),
      method TEXT NOT NULL DEFAULT '',
      gap INTEGER NOT NULL DEFAULT 0,
      zone TEXT NOT NULL DEFAULT '',
      generation INTEGER NOT NULL DEFAULT -1,
      steps INTEGER NOT NULL DEFAULT 0,
      key_version INTEGER NOT NULL DEFAULT 0,
      roots BLOB NOT NULL DEFAULT x'',
      keys_changed INTEGER NOT NULL DEFAULT 0 CHECK (keys_changed IN (0, 1))
    ) STRICT;
    INSERT INTO history_state (id) VALUES (1);

    CREATE TRIGGER heard_counted AFTER UPDATE OF listens, track_id ON heard
    WHEN OLD.track_id IS NOT NULL OR NEW.track_id IS NOT NULL BEGIN
      UPDATE history_state SET matched = matched + iif(NEW.track_id IS NULL, 0, NEW.listens)
        - iif(OLD.track_id IS NULL, 0, OLD.listens) WHERE id = 1;
    END;

    CREATE TRIGGER track_unmatched BEFORE DELETE ON track BEGIN
      UPDATE heard SET track_id = NULL, match_kind = NULL, match_score = NULL, due = 1
        WHERE track_id = OLD.id;
      INSERT INTO changed_track VALUES (OLD.id) ON CONFLICT DO NOTHING;
    END;
    CREATE TRIGGER track_recognisable AFTER INSERT ON track BEGIN
      INSERT INTO changed_track VALUES (NEW.id) ON CONFLICT DO NOTHING;
    END;
    CREATE TRIGGER track_evidence_changed AFTER UPDATE OF directory, name, missing_since, seconds,
      title, artist, album, album_artist, mb_recording, isrc ON track
    WHEN (\(evidence(of: "OLD"))) IS NOT (\(evidence(of: "NEW"))) BEGIN
      INSERT INTO changed_track VALUES (NEW.id) ON CONFLICT DO NOTHING;
    END;

    CREATE TRIGGER heard_rematched AFTER UPDATE OF track_id ON heard
    WHEN OLD.track_id IS NOT NEW.track_id
      AND EXISTS (SELECT 1 FROM history_state CROSS JOIN listen
        WHERE stale = 0 AND heard_id = NEW.id AND is_echo = 0 AND began < boundary) BEGIN
      UPDATE history_state SET stale = 1 WHERE id = 1;
    END;
    CREATE TRIGGER heard_mood_gained AFTER INSERT ON membership
    WHEN \(wasLearned(from: "NEW")) BEGIN
      UPDATE history_state SET stale = 1 WHERE id = 1;
    END;
    CREATE TRIGGER heard_mood_lost AFTER DELETE ON membership
    WHEN \(wasLearned(from: "OLD")) BEGIN
      UPDATE history_state SET stale = 1 WHERE id = 1;
    END;
    CREATE TRIGGER heard_mood_changed AFTER UPDATE OF mood_id, runner_up_id, confidence
      ON membership
    WHEN (OLD.mood_id, OLD.runner_up_id, OLD.confidence)
      IS NOT (NEW.mood_id, NEW.runner_up_id, NEW.confidence) AND \(wasLearned(from: "NEW")) BEGIN
      UPDATE history_state SET stale = 1 WHERE id = 1;
    END;
    """

  /// What a recording heard is matched by, and what the match is good for.
  private static func evidence(of row: String) -> String {
    let columns = [
      "directory", "name", "missing_since IS NULL", "seconds", "title", "artist", "album",
      "album_artist", "mb_recording", "isrc",
    ]
    return columns.map { "\(row).\($0)" }.joined(separator: ", ")
  }

  /// True when plays of the membership's track have been learned from, and nothing is stale yet.
  private static func wasLearned(from row: String) -> String {
    """
    EXISTS (SELECT 1 FROM history_state CROSS JOIN heard CROSS JOIN listen
        WHERE stale = 0 AND heard.track_id = \(row).track_id
          AND heard_id = heard.id AND is_echo = 0 AND began < boundary)
    """
  }
}
