extension Schema {
  /// Version 6: what the listener has said about moods and tracks.
  ///
  /// merged_into: the mood that a retired one is part of, at the listener's word; its centre stays in
  /// use. part_id: the mood whose centre holds a track, where that is one that was merged into the
  /// track's mood. A pin without a mood keeps its track out of all of them.
  ///
  /// former_place: where tracks were when other networks took over the listening. Their embeddings
  /// have nothing in common with the old ones, but a mood is found again where its tracks are.
  ///
  /// What is said of a track goes by its number, like its analysis and its plays: through renames,
  /// edits and a spell of absence. Rows are of moods as they were named then, merged since or not.
  static let version6 = """
    ALTER TABLE mood ADD COLUMN merged_into INTEGER REFERENCES mood (id)
      CHECK (merged_into IS NULL OR (retired = 1 AND merged_into <> id));
    CREATE INDEX mood_merged ON mood (merged_into) WHERE merged_into IS NOT NULL;
    ALTER TABLE membership ADD COLUMN part_id INTEGER REFERENCES mood (id)
      CHECK (part_id IS NULL OR part_id <> mood_id);

    CREATE TABLE mood_pin (
      track_id INTEGER PRIMARY KEY REFERENCES track (id) ON DELETE CASCADE,
      mood_id INTEGER REFERENCES mood (id)
    ) STRICT;

    CREATE TABLE mood_exclusion (
      track_id INTEGER NOT NULL REFERENCES track (id) ON DELETE CASCADE,
      mood_id INTEGER NOT NULL REFERENCES mood (id),
      PRIMARY KEY (track_id, mood_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE former_place (
      track_id INTEGER PRIMARY KEY REFERENCES track (id) ON DELETE CASCADE,
      mood_id INTEGER NOT NULL REFERENCES mood (id)
    ) STRICT;
    """
}
