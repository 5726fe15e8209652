import Inference
import MusicModel

/// Means over the patches of a track, accumulated in double precision.
struct MusicnnPooling {
  private var embedding: [Double] = []
  private var tags: [Double] = []
  private var count = 0

  /// Takes in what the network said of one patch.
  mutating func add(_ output: MusicnnModel.Output) {
    if count == 0 {
      embedding = output.embedding.map(Double.init)
      tags = output.tags.map(Double.init)
    } else {
      for (index, value) in output.embedding.enumerated() { embedding[index] += Double(value) }
      for (index, value) in output.tags.enumerated() { tags[index] += Double(value) }
    }
    count += 1
  }

  /// The means, put together with the rest of an analysis.
  ///
  /// The model version is that of the networks alone; the daemon knows how much they heard.
  func analysis(
    seconds: Double, loudness: Double?, affect: Affect, descriptors: SoundDescriptors?,
    _ networks: Networks
  ) throws(AnalysisError) -> TrackAnalysis {
    guard count > 0 else { throw .unreadable(.tooShort) }
    func mean(_ sums: [Double]) -> [Float] { sums.map { Float($0 / Double(count)) } }
    return TrackAnalysis(
      model: networks.version, seconds: seconds, loudness: loudness,
      embedding: Embedding(values: mean(embedding)),
      tags: zip(networks.musicnn.tagNames, mean(tags)).map {
        TagProbability(name: $0, probability: $1)
      },
      affect: affect, descriptors: descriptors)
  }
}

extension Affect {
  /// The mean of each value; nil for none.
  init?(meanOf all: [Affect]) {
    guard !all.isEmpty else { return nil }
    var sums = [Double](repeating: 0, count: Affect.names.count)
    for affect in all {
      for (index, value) in affect.values.enumerated() { sums[index] += Double(value) }
    }
    self.init(values: sums.map { Float($0 / Double(all.count)) })
  }
}
