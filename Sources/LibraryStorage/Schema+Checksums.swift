extension Schema {
  /// A checksum for each value that is longer than what damage to its page is sure to show; see
  /// ``BlobChecksum``. Last in the row, so that the shorter values still lie before the embedding.
  static let checksums = """
    ALTER TABLE analysis ADD COLUMN checksum INTEGER;
    UPDATE analysis SET checksum = checksum(affect, tags, embedding);
    ALTER TABLE mood_space ADD COLUMN checksum INTEGER;
    UPDATE mood_space SET checksum = checksum(parameters);
    """
}
