/// A point in a model's feature space; its length is the model's (200 for musicnn).
package struct Embedding: Hashable, Sendable, Codable {
  package let values: [Float]

  /// Wraps the pooled output of a network.
  package init(values: [Float]) { self.values = values }
}

/// How likely a listener is to give a track one word of a model's vocabulary.
package struct TagProbability: Hashable, Sendable, Codable {
  package var name: String
  /// 0…1.
  package var probability: Float

  /// Pairs a word with its probability.
  package init(name: String, probability: Float) {
    self.name = name
    self.probability = probability
  }
}

/// Everything the models and meters say about one recording.
package struct TrackAnalysis: Hashable, Sendable, Codable {
  /// What made these values.
  package var model: ModelVersion
  /// The recording's length in seconds.
  package var seconds: Double
  /// Integrated loudness in LUFS (EBU R128) over the analysed windows; nil for silence.
  package var loudness: Double?
  /// Loudness range in LU (EBU Tech 3342) over the same; nil for silence, for less than three seconds,
  /// and for analyses made before it was measured.
  package var loudnessRange: Double?
  package var embedding: Embedding
  /// One entry a word, in the model's order; empty for a model without tags.
  package var tags: [TagProbability]
  package var affect: Affect
  /// Nil for analyses made before these were measured.
  package var descriptors: SoundDescriptors?
  /// Nil for silence, and for analyses made before it was measured.
  package var spectrum: SpectralSummary?

  /// Gathers the results of one analysis.
  package init(
    model: ModelVersion, seconds: Double, loudness: Double?, loudnessRange: Double? = nil,
    embedding: Embedding, tags: [TagProbability], affect: Affect,
    descriptors: SoundDescriptors? = nil, spectrum: SpectralSummary? = nil
  ) {
    self.model = model
    self.seconds = seconds
    self.loudness = loudness
    self.loudnessRange = loudnessRange
    self.embedding = embedding
    self.tags = tags
    self.affect = affect
    self.descriptors = descriptors
    self.spectrum = spectrum
  }
}
