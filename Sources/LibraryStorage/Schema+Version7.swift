extension Schema {
  /// Version 7: files that were refused before there were decoders for them are tried again.
  ///
  /// Until then AAC, Windows Media and the like had none, and in a chain of Ogg streams only the
  /// first was heard. A failure is not looked at again before its file changes.
  static let version7 = """
    UPDATE track SET state = 'pending', reason = NULL, strikes = 0
      WHERE state = 'failed' AND inode IS NOT NULL
        AND (reason LIKE 'Orpheus has no decoder for %' OR reason LIKE 'The file is damaged%');
    """
}
