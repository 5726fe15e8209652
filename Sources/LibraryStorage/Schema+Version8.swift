extension Schema {
  /// Version 8: tracks that are sections of a file.
  ///
  /// section: a `FileSection` as JSON; NULL for a whole file. The name of a section's row is the
  /// file's with `#` and the number added, so that what is unique, sorted or moved by its path needs
  /// no rule of its own. A row's span never changes.
  ///
  /// image: what a worker has read of files that have sections, so that a file is read once for all
  /// of them, and a sheet that was edited costs no reading at all. metadata: a `TrackMetadata` as
  /// JSON. is_sheet: the problem is with a sheet, not with a folder.
  static let version8 = """
    ALTER TABLE track ADD COLUMN section TEXT CHECK (section IS NULL OR json_valid(section));
    ALTER TABLE problem ADD COLUMN is_sheet INTEGER NOT NULL DEFAULT 0 CHECK (is_sheet IN (0, 1));

    CREATE INDEX problem_sheet ON problem (path) WHERE is_sheet = 1;

    CREATE TABLE image (
      inode INTEGER NOT NULL,
      device INTEGER NOT NULL,
      size INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      born INTEGER NOT NULL,
      fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 16),
      seconds REAL,
      metadata TEXT NOT NULL CHECK (json_valid(metadata)),
      PRIMARY KEY (inode, device, size, modified, born)
    ) STRICT, WITHOUT ROWID;
    """
}
