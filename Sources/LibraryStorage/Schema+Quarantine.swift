extension Schema {
  /// Which decoders a quarantined file brought down.
  ///
  /// NULL for a file that was quarantined before anyone knew, because the daemon itself was cut
  /// short on it: the next worker's decoders are written down then.
  static let quarantine = """
    ALTER TABLE track ADD COLUMN quarantined_by TEXT;
    """
}
