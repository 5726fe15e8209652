extension Schema {
  /// Version 9: more of what is measured without a model.
  ///
  /// loudness_range: LU. spectrum: 36 32-bit values in the order of `SpectralSummary.values`, covered
  /// by the checksum. Both are NULL for silence and for analyses made before they were measured.
  static let version9 = """
    ALTER TABLE analysis ADD COLUMN loudness_range REAL;
    ALTER TABLE analysis ADD COLUMN spectrum BLOB
      CHECK (spectrum IS NULL OR length(spectrum) = 144);
    """
}
