/// What a recording is placed in a mood by.
package struct MoodFeatures: Hashable, Sendable {
  package var embedding: Embedding
  package var affect: Affect

  /// Pairs what the networks say.
  package init(embedding: Embedding, affect: Affect) {
    self.embedding = embedding
    self.affect = affect
  }
}
