import Inference
import MusicModel

/// The mean of vectors of one length, accumulated in double precision.
struct RunningMean {
  private var sums: [Double] = []
  private var count = 0

  /// Takes one vector in; all have the length of the first.
  mutating func add(_ vector: [Float]) {
    if count == 0 {
      sums = vector.map(Double.init)
    } else {
      for (index, value) in vector.enumerated() { sums[index] += Double(value) }
    }
    count += 1
  }

  /// Nil before the first vector.
  var mean: [Float]? {
    count > 0 ? sums.map { Float($0 / Double(count)) } : nil
  }
}

/// What the networks have said of a track so far: means over patches and clips.
struct Pooling {
  /// Of musicnn, one a patch; empty in a profile without it.
  var embedding = RunningMean()
  var tags = RunningMean()
  /// Of VibeNet, one a clip.
  var affect = RunningMean()
  var pooledLayer = RunningMean()

  /// The means, put together with the rest of an analysis.
  ///
  /// The model version is that of the networks alone; the daemon knows how much they heard.
  func analysis(
    seconds: Double, loudness: Double?, descriptors: SoundDescriptors?, _ networks: Networks
  ) throws(AnalysisError) -> TrackAnalysis {
    guard let affect = affect.mean.flatMap(Affect.init(values:)),
      let embedding = (networks.musicnn == nil ? pooledLayer : embedding).mean
    else { throw .unreadable(.tooShort) }
    return TrackAnalysis(
      model: networks.version, seconds: seconds, loudness: loudness,
      embedding: Embedding(values: embedding),
      tags: zip(networks.musicnn?.tagNames ?? [], tags.mean ?? []).map {
        TagProbability(name: $0, probability: $1)
      },
      affect: affect, descriptors: descriptors)
  }
}
