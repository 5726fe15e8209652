/// What must hold of the listener's word, as queries that select what breaks it.
enum IdentityAudit {
  /// The rules, in the form of ``LibraryStore/audit(localTime:)``.
  static let rules: [(finding: String, sql: String)] = [
    (
      "merged mood that does not lead to a living one",
      """
      \(chains) SELECT mood.id FROM mood JOIN mood_space ON mood_space.id = space_id
        WHERE merged_into IS NOT NULL AND current = 1 AND NOT EXISTS
          (SELECT 1 FROM chain JOIN mood AS heir ON heir.id = ancestor
            WHERE chain.id = mood.id AND heir.retired = 0)
      """
    ),
    (
      "track held by a mood that is no part of its own",
      """
      \(chains) SELECT track_id FROM membership WHERE part_id IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM chain WHERE chain.id = part_id AND ancestor = membership.mood_id)
      """
    ),
    (
      "pinned track that is elsewhere",
      """
      \(chains) SELECT track_id FROM mood_pin JOIN membership USING (track_id)
        WHERE mood_pin.mood_id IS NULL OR EXISTS
          (SELECT 1 FROM chain JOIN mood AS heir ON heir.id = ancestor
            WHERE chain.id = mood_pin.mood_id AND heir.retired = 0
              AND heir.id <> membership.mood_id)
      """
    ),
    (
      "excluded track that is held all the same",
      """
      \(chains) SELECT membership.track_id FROM membership
        JOIN mood_exclusion ON mood_exclusion.track_id = membership.track_id
        JOIN chain ON chain.id = coalesce(part_id, membership.mood_id)
          AND ancestor = mood_exclusion.mood_id
        WHERE NOT EXISTS (SELECT 1 FROM mood_pin JOIN chain AS pinned ON pinned.id = mood_pin.mood_id
          WHERE mood_pin.track_id = membership.track_id
            AND pinned.ancestor = membership.mood_id)
      """
    ),
  ]

  /// Each mood with itself and whatever it was merged into, however often.
  private static let chains = """
    WITH RECURSIVE chain (id, ancestor) AS (
      SELECT id, id FROM mood
      UNION
      SELECT chain.id, merged_into FROM chain JOIN mood ON mood.id = ancestor
        WHERE merged_into IS NOT NULL)
    """
}
