extension Schema {
  /// Version 5: what is measured without a model, and which formula placed a track.
  ///
  /// descriptors: eight 32-bit values in the order of `SoundDescriptors.values`; NULL for analyses
  /// made before these were measured. formula: the version of `AffectFusion` that derived valence
  /// and arousal from the analysis; 0 for the values of the network alone, as in versions 1 to 4.
  ///
  /// The checksum of an analysis covers the descriptors too, where there are any; those of analyses
  /// without are as they were.
  static let version5 = """
    ALTER TABLE analysis ADD COLUMN descriptors BLOB
      CHECK (descriptors IS NULL OR length(descriptors) = 32);
    ALTER TABLE membership ADD COLUMN formula INTEGER NOT NULL DEFAULT 0;
    """
}
