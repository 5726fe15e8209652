extension Schema {
  /// Version 1.
  ///
  /// Three things are kept by triggers rather than by the code that changes rows, so that no path
  /// can forget them: the counts in `tally`, the tracks a directory holds, and the sums each mood
  /// averages. A track counts for its mood only while its `standing` is `analysed`.
  static let version1 = """
    -- What made derived values. tag_names: JSON array, in the order of analysis.tags.
    CREATE TABLE model_version (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      tag_names TEXT NOT NULL CHECK (json_valid(tag_names)),
      embedding_dimension INTEGER NOT NULL CHECK (embedding_dimension > 0)
    ) STRICT;

    -- A recording, known by the fingerprint of its audio, wherever its files lie.
    CREATE TABLE content (
      id INTEGER PRIMARY KEY,
      fingerprint BLOB NOT NULL UNIQUE CHECK (length(fingerprint) = 16)
    ) STRICT;

    -- Never changed once written. The vectors are 32-bit little-endian; the longest comes last, so
    -- that reading the short ones does not touch it. Not WITHOUT ROWID: at about 1 KiB a row most
    -- would spill into overflow pages.
    CREATE TABLE analysis (
      content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
      model_version_id INTEGER NOT NULL REFERENCES model_version (id),
      seconds REAL NOT NULL CHECK (seconds >= 0),
      loudness REAL,
      affect BLOB NOT NULL CHECK (length(affect) = 28),
      tags BLOB NOT NULL CHECK (length(tags) % 4 = 0),
      embedding BLOB NOT NULL CHECK (length(embedding) % 4 = 0),
      PRIMARY KEY (content_id, model_version_id)
    ) STRICT;

    -- A file. state survives absence; standing is what everyone is shown. content_id and
    -- model_version_id tell the analysis the track was last recorded with: a changed file keeps
    -- them until its new audio is known.
    CREATE TABLE track (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      directory BLOB NOT NULL CHECK (substr(directory, 1, 1) = x'2F'),
      name BLOB NOT NULL CHECK (length(name) > 0),
      device INTEGER,
      inode INTEGER,
      size INTEGER,
      modified INTEGER,
      born INTEGER,
      state TEXT NOT NULL
        CHECK (state IN ('pending', 'analysed', 'failed', 'quarantined', 'skipped')),
      reason TEXT,
      missing_since INTEGER,
      standing TEXT NOT NULL
        GENERATED ALWAYS AS (iif(missing_since IS NULL, state, 'missing')) VIRTUAL,
      in_flight INTEGER NOT NULL DEFAULT 0 CHECK (in_flight IN (0, 1)),
      strikes INTEGER NOT NULL DEFAULT 0 CHECK (strikes >= 0),
      first_seen INTEGER NOT NULL,
      queued_at INTEGER NOT NULL,
      content_id INTEGER,
      model_version_id INTEGER,
      seconds REAL,
      title TEXT,
      artist TEXT,
      album TEXT,
      album_artist TEXT,
      genre TEXT,
      year INTEGER,
      mb_recording TEXT,
      mb_release TEXT,
      mb_artist TEXT,
      isrc TEXT,
      FOREIGN KEY (content_id, model_version_id)
        REFERENCES analysis (content_id, model_version_id),
      CHECK ((content_id IS NULL) = (model_version_id IS NULL)),
      CHECK (state <> 'analysed' OR content_id IS NOT NULL),
      CHECK ((state IN ('failed', 'quarantined', 'skipped')) = (reason IS NOT NULL)),
      -- Only a file that could not be looked at has no identity.
      CHECK (state = 'failed' OR inode IS NOT NULL),
      CHECK ((inode IS NULL) = (device IS NULL) AND (inode IS NULL) = (size IS NULL)
        AND (inode IS NULL) = (modified IS NULL) AND (inode IS NULL) = (born IS NULL))
    ) STRICT;

    -- One file a path; any number of files that were there once.
    CREATE UNIQUE INDEX track_path ON track (directory, name) WHERE missing_since IS NULL;
    CREATE INDEX track_former_path ON track (directory, name, missing_since)
      WHERE missing_since IS NOT NULL;
    CREATE INDEX track_tombstone ON track (missing_since) WHERE missing_since IS NOT NULL;
    CREATE INDEX track_standing ON track (standing, directory, name);
    CREATE INDEX track_identity ON track (inode, device);
    CREATE INDEX track_content ON track (content_id, model_version_id);
    CREATE INDEX track_queue ON track (queued_at DESC, id)
      WHERE state = 'pending' AND in_flight = 0 AND missing_since IS NULL;
    CREATE INDEX track_in_flight ON track (in_flight) WHERE in_flight = 1;

    -- Directories that hold tracks not missing, and how many.
    CREATE TABLE directory (
      path BLOB PRIMARY KEY,
      tracks INTEGER NOT NULL CHECK (tracks >= 0)
    ) STRICT, WITHOUT ROWID;

    -- A fitted projection; parameters are the fitting code's own.
    CREATE TABLE mood_space (
      id INTEGER PRIMARY KEY,
      model_version_id INTEGER NOT NULL REFERENCES model_version (id),
      created INTEGER NOT NULL,
      track_count INTEGER NOT NULL CHECK (track_count >= 0),
      origin TEXT NOT NULL CHECK (origin IN ('prior', 'library')),
      current INTEGER NOT NULL CHECK (current IN (0, 1)),
      parameters BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX mood_space_current ON mood_space (current) WHERE current = 1;

    -- tags: JSON array of the words shown. tag_sums: 64-bit little-endian, empty for no tracks.
    CREATE TABLE mood (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      space_id INTEGER NOT NULL REFERENCES mood_space (id),
      slug TEXT NOT NULL,
      name TEXT NOT NULL,
      named_by_listener INTEGER NOT NULL CHECK (named_by_listener IN (0, 1)),
      retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
      weight REAL NOT NULL CHECK (weight >= 0),
      track_count INTEGER NOT NULL DEFAULT 0 CHECK (track_count >= 0),
      valence_sum REAL NOT NULL DEFAULT 0,
      arousal_sum REAL NOT NULL DEFAULT 0,
      tags TEXT NOT NULL CHECK (json_valid(tags)),
      centroid BLOB NOT NULL CHECK (length(centroid) % 4 = 0),
      tag_sums BLOB NOT NULL DEFAULT x'',
      CHECK (retired = 0 OR track_count = 0)
    ) STRICT;
    CREATE UNIQUE INDEX mood_slug ON mood (slug) WHERE retired = 0;

    -- A track's place. content_id and model_version_id name the analysis that put it there;
    -- standing repeats track.standing, for the index.
    CREATE TABLE membership (
      track_id INTEGER PRIMARY KEY REFERENCES track (id) ON DELETE CASCADE,
      mood_id INTEGER NOT NULL REFERENCES mood (id),
      content_id INTEGER NOT NULL,
      model_version_id INTEGER NOT NULL,
      standing TEXT NOT NULL,
      confidence REAL NOT NULL,
      distance REAL NOT NULL,
      valence REAL NOT NULL CHECK (valence BETWEEN -1 AND 1),
      arousal REAL NOT NULL CHECK (arousal BETWEEN -1 AND 1)
    ) STRICT;
    CREATE INDEX membership_place ON membership (mood_id, standing, distance, track_id);

    -- Directories and files that could not be read.
    CREATE TABLE problem (
      path BLOB PRIMARY KEY,
      reason TEXT NOT NULL,
      noticed INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Tracks by standing; analyses: inferences run; overflows: of the inotify queue;
    -- generation: how often the moods have been replaced;
    -- clustered: how many tracks they were last formed from.
    CREATE TABLE tally (
      name TEXT PRIMARY KEY,
      value INTEGER NOT NULL DEFAULT 0 CHECK (value >= 0)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO tally (name) VALUES
      ('pending'), ('analysed'), ('failed'), ('quarantined'), ('skipped'), ('missing'),
      ('analyses'), ('overflows'), ('problems'), ('generation'), ('clustered');

    CREATE TRIGGER track_added AFTER INSERT ON track BEGIN
      UPDATE tally SET value = value + 1 WHERE name = NEW.standing;
    END;
    CREATE TRIGGER track_removed AFTER DELETE ON track BEGIN
      UPDATE tally SET value = value - 1 WHERE name = OLD.standing;
    END;
    CREATE TRIGGER track_changed AFTER UPDATE OF state, missing_since ON track
    WHEN OLD.standing <> NEW.standing BEGIN
      UPDATE tally SET value = value - 1 WHERE name = OLD.standing;
      UPDATE tally SET value = value + 1 WHERE name = NEW.standing;
      UPDATE membership SET standing = NEW.standing WHERE track_id = NEW.id;
    END;

    CREATE TRIGGER track_appeared AFTER INSERT ON track
    WHEN NEW.missing_since IS NULL BEGIN
      INSERT INTO directory VALUES (NEW.directory, 1)
        ON CONFLICT (path) DO UPDATE SET tracks = tracks + 1;
    END;
    CREATE TRIGGER track_disappeared AFTER DELETE ON track
    WHEN OLD.missing_since IS NULL BEGIN
      UPDATE directory SET tracks = tracks - 1 WHERE path = OLD.directory;
      DELETE FROM directory WHERE path = OLD.directory AND tracks = 0;
    END;
    CREATE TRIGGER track_left AFTER UPDATE OF directory, missing_since ON track
    WHEN OLD.missing_since IS NULL
      AND (NEW.missing_since IS NOT NULL OR OLD.directory <> NEW.directory) BEGIN
      UPDATE directory SET tracks = tracks - 1 WHERE path = OLD.directory;
      DELETE FROM directory WHERE path = OLD.directory AND tracks = 0;
    END;
    CREATE TRIGGER track_arrived AFTER UPDATE OF directory, missing_since ON track
    WHEN NEW.missing_since IS NULL
      AND (OLD.missing_since IS NOT NULL OR OLD.directory <> NEW.directory) BEGIN
      INSERT INTO directory VALUES (NEW.directory, 1)
        ON CONFLICT (path) DO UPDATE SET tracks = tracks + 1;
    END;

    CREATE TRIGGER problem_noticed AFTER INSERT ON problem BEGIN
      UPDATE tally SET value = value + 1 WHERE name = 'problems';
    END;
    CREATE TRIGGER problem_cleared AFTER DELETE ON problem BEGIN
      UPDATE tally SET value = value - 1 WHERE name = 'problems';
    END;

    CREATE TRIGGER membership_gained AFTER INSERT ON membership
    WHEN NEW.standing = 'analysed' BEGIN
      \(gain)
    END;
    CREATE TRIGGER membership_lost AFTER DELETE ON membership
    WHEN OLD.standing = 'analysed' BEGIN
      \(loss)
    END;
    CREATE TRIGGER membership_left AFTER UPDATE ON membership
    WHEN OLD.standing = 'analysed' AND \(moved) BEGIN
      \(loss)
    END;
    CREATE TRIGGER membership_entered AFTER UPDATE ON membership
    WHEN NEW.standing = 'analysed' AND \(moved) BEGIN
      \(gain)
    END;
    """

  /// Only what the sums depend on: regrouping 100,000 tracks leaves most where they are.
  private static let moved = """
    (OLD.mood_id, OLD.standing, OLD.content_id, OLD.model_version_id, OLD.valence, OLD.arousal)
      IS NOT
      (NEW.mood_id, NEW.standing, NEW.content_id, NEW.model_version_id, NEW.valence, NEW.arousal)
    """

  private static let gain = """
    UPDATE mood SET
        track_count = track_count + 1,
        valence_sum = valence_sum + NEW.valence,
        arousal_sum = arousal_sum + NEW.arousal,
        tag_sums = add_tags(tag_sums, (SELECT tags FROM analysis
          WHERE content_id = NEW.content_id AND model_version_id = NEW.model_version_id), 1)
        WHERE id = NEW.mood_id;
    """

  /// The last track out leaves exact zeros behind: rounding never outlives a mood's tracks.
  private static let loss = """
    UPDATE mood SET
        track_count = track_count - 1,
        valence_sum = iif(track_count = 1, 0.0, valence_sum - OLD.valence),
        arousal_sum = iif(track_count = 1, 0.0, arousal_sum - OLD.arousal),
        tag_sums = iif(track_count = 1, x'', add_tags(tag_sums, (SELECT tags FROM analysis
          WHERE content_id = OLD.content_id AND model_version_id = OLD.model_version_id), -1))
        WHERE id = OLD.mood_id;
    """
}
