import Inference
import ModelCatalogue
import MusicModel

/// What the networks have said of the patches and clips of a track, put together as the manifests
/// say.
///
/// Sums are kept in double precision.
struct Pooling {
  private var embedding = PooledOutput()
  private var tags = PooledOutput()
  private var affect = PooledOutput()
  private var affectLayer = PooledOutput()

  /// Takes in what the network that embeds said of one patch.
  mutating func add(_ output: EmbeddingModel.Output) {
    embedding.add(output.embedding)
    tags.add(output.tags)
  }

  /// Takes in what VibeNet said of one clip.
  mutating func add(_ output: VibeNetModel.Output) {
    affect.add(output.affect.values)
    affectLayer.add(output.embedding)
  }

  /// The pooled outputs, put together with the rest of an analysis.
  ///
  /// The model version is that of the networks alone; the daemon knows how much they heard.
  func analysis(
    seconds: Double, _ measurements: Measurements, _ networks: Networks
  ) throws(AnalysisError) -> TrackAnalysis {
    guard networks.vibeNet != nil else { return try measured(seconds, measurements, networks) }
    guard affect.count > 0, let affect = Affect(values: affect.values(.mean)) else {
      throw .unreadable(.tooShort)
    }
    var analysis = TrackAnalysis(
      model: networks.version, seconds: seconds, loudness: measurements.loudness,
      loudnessRange: measurements.loudnessRange,
      embedding: Embedding(values: affectLayer.values(.mean)), tags: [], affect: affect,
      descriptors: measurements.descriptors, spectrum: measurements.spectrum)
    guard let model = networks.embedding else { return analysis }
    guard embedding.count > 0 else { throw .unreadable(.tooShort) }
    analysis.embedding = Embedding(values: embedding.values(model.embeddingPooling))
    analysis.tags = zip(model.tagNames, tags.values(model.tagPooling)).map {
      TagProbability(name: $0, probability: $1)
    }
    return analysis
  }

  /// What is measured takes the place of everything that networks say.
  private func measured(
    _ seconds: Double, _ measurements: Measurements, _ networks: Networks
  ) throws(AnalysisError) -> TrackAnalysis {
    let point = DescriptorPoint(measurements)
    guard let affect = Affect(values: point.affect) else { throw .unreadable(.tooShort) }
    return TrackAnalysis(
      model: networks.version, seconds: seconds, loudness: measurements.loudness,
      loudnessRange: measurements.loudnessRange, embedding: Embedding(values: point.values),
      tags: [], affect: affect, descriptors: measurements.descriptors,
      spectrum: measurements.spectrum)
  }
}

/// Sums and greatest values of one output.
private struct PooledOutput {
  private(set) var count = 0
  private var sums: [Double] = []
  private var greatest: [Float] = []

  mutating func add(_ values: [Float]) {
    if count == 0 {
      sums = values.map(Double.init)
      greatest = values
    } else {
      for (index, value) in values.enumerated() {
        sums[index] += Double(value)
        greatest[index] = max(greatest[index], value)
      }
    }
    count += 1
  }

  func values(_ pooling: Network.Pooling) -> [Float] {
    switch pooling {
    case .mean, .network: means
    case .maximum: greatest
    case .meanAndMaximum: means + greatest
    }
  }

  private var means: [Float] { sums.map { Float($0 / Double(count)) } }
}
