extension Schema {
  /// Version 10: copies of a recording that are not the same audio: in another format, at another level.
  ///
  /// copy_of: the content that this one is a copy of, to this model, and which is no copy itself; NULL
  /// for everything that is none, and for what was analysed before. mood_features: what tracks are
  /// placed by, which for a copy is what its original sounds like.
  static let version10 = """
    ALTER TABLE analysis ADD COLUMN copy_of INTEGER;

    CREATE INDEX analysis_length ON analysis (model_version_id, seconds)
      WHERE copy_of IS NULL AND spectrum IS NOT NULL;
    CREATE INDEX analysis_copy ON analysis (copy_of, model_version_id) WHERE copy_of IS NOT NULL;

    CREATE TRIGGER analysis_original_gone AFTER DELETE ON analysis BEGIN
      UPDATE analysis SET copy_of = NULL
        WHERE copy_of = OLD.content_id AND model_version_id = OLD.model_version_id;
    END;

    CREATE VIEW mood_features AS
      SELECT own.content_id, own.model_version_id, source.embedding, source.affect
        FROM analysis AS own
        CROSS JOIN analysis AS source ON source.content_id = coalesce(own.copy_of, own.content_id)
          AND source.model_version_id = own.model_version_id;
    """
}
