import Clustering
package import MusicModel

/// Fits a ``MoodSpace`` in one pass over the tracks.
///
/// Keeps only means and co-moments, in double precision: a library of any size needs the memory of
/// one `[length × length]` matrix. Affect goes in as three more columns beside the embedding, so
/// that what the canonical form needs to know of both together comes out of the same matrix.
package struct MoodSpaceFitter: Sendable {
  private let model: ModelVersion
  private let length: Int
  private var moments: RunningCovariance

  /// Starts with no tracks, for embeddings of `embeddingLength` ≥ 1 values made by `model`.
  package init(model: ModelVersion, embeddingLength: Int) {
    precondition(embeddingLength > 0, "an embedding has at least one value")
    self.model = model
    length = embeddingLength
    moments = RunningCovariance(length: embeddingLength + Self.affectCount)
  }

  /// How many tracks have been added.
  package var trackCount: Int { moments.count }

  /// Takes one track in.
  ///
  /// Throws `wrongLength` or `notFinite`, and then is as it was before.
  package mutating func add(
    _ embedding: Embedding, _ affect: Affect
  ) throws(MoodSpaceError) {
    let values = embedding.values
    guard values.count == length else { throw .wrongLength(values.count, expected: length) }
    let cues = [affect.valence, affect.energy, affect.danceability]
    guard values.allSatisfy(\.isFinite), cues.allSatisfy(\.isFinite) else { throw .notFinite }
    moments.add(values + cues)
  }

  /// The space of the tracks added so far.
  ///
  /// There are at most `components` principal components, and fewer where the tracks span fewer
  /// directions: n tracks span n − 1 at most, identical embeddings none. A direction whose variance
  /// rounding could explain is left out, as its sign and angle would be noise. A valence or energy
  /// that does not vary makes its coordinate 0.
  ///
  /// Throws `tooFewTracks` below two tracks, and `decomposition`.
  package func fitted(
    _ form: MoodSpace.Form = .joined, origin: MoodSpace.Origin,
    components maximum: Int = MoodSpace.standardComponentCount
  ) throws(MoodSpaceError) -> MoodSpace {
    guard trackCount >= 2 else {
      throw MoodSpaceError(
        .tooFewTracks, "A mood space needs at least two analysed tracks, not \(trackCount).")
    }
    let statistics = Statistics(moments.result(), length: length)
    let axes = try PrincipalAxes(
      statistics, trackCount: trackCount, maximum: min(maximum, form.componentLimit))
    let projection =
      switch form {
      case .direction: axes.unscaled()
      case .joined: axes.steadied()
      case .canonical: try axes.canonical(statistics)
      }
    return MoodSpace(
      form: form, model: model, origin: origin, trackCount: trackCount,
      valence: statistics.standardisation(of: .valence),
      energy: statistics.standardisation(of: .energy),
      embeddingWeight: form.embeddingWeight, embeddingMean: statistics.mean.map { Float($0) },
      components: projection, explainedVariance: Float(axes.explainedVariance))
  }

  /// The affect columns in order: those the canonical form is fitted to.
  enum Cue: Int, CaseIterable {
    case valence, energy, danceability
  }

  static let affectCount = Cue.allCases.count
}

extension MoodSpaceFitter {
  /// Means and covariances of embedding and affect, taken apart.
  struct Statistics {
    /// `[length]`
    let mean: [Double]
    /// Of the embedding: upper triangle, `[length × length]`.
    let covariance: [Double]
    /// Of each cue with each value of the embedding, `[cues × length]`.
    let cross: [[Double]]
    /// Of each cue.
    let cueMeans: [Double]
    /// Symmetric, `[cues × cues]`.
    let cueCovariance: [[Double]]

    init(_ joint: (mean: [Double], covariance: [Double]), length: Int) {
      let width = length + affectCount
      func entry(_ row: Int, _ column: Int) -> Double {
        joint.covariance[min(row, column) * width + max(row, column)]
      }
      let cues = length..<width
      mean = Array(joint.mean[..<length])
      covariance = (0..<length).flatMap { row in
        joint.covariance[row * width..<row * width + length]
      }
      cross = cues.map { cue in (0..<length).map { entry($0, cue) } }
      cueMeans = Array(joint.mean[cues])
      cueCovariance = cues.map { row in cues.map { entry(row, $0) } }
    }

    /// Mean and deviation of one cue. Deviations below a millionth of the scale of 0…1 are
    /// rounding, and count as none.
    func standardisation(of cue: Cue) -> MoodSpace.Standardisation {
      let deviation = max(cueCovariance[cue.rawValue][cue.rawValue], 0).squareRoot()
      return MoodSpace.Standardisation(
        mean: Float(cueMeans[cue.rawValue]), deviation: deviation > 1e-6 ? Float(deviation) : 0)
    }
  }
}

extension MoodSpace {
  /// Fits a space on tracks at hand; `embeddings` and `affect` go in pairs.
  ///
  /// Throws `tooFewTracks`, `wrongLength` (for embeddings of different lengths, or arrays that do
  /// not pair up), `notFinite` or `decomposition`.
  package static func fit(
    _ form: Form = .joined, embeddings: [Embedding], affect: [Affect], model: ModelVersion,
    origin: Origin, components: Int = standardComponentCount
  ) throws(MoodSpaceError) -> MoodSpace {
    guard embeddings.count == affect.count else {
      throw MoodSpaceError(
        .wrongLength,
        "\(embeddings.count) embeddings cannot be paired with \(affect.count) affect values.")
    }
    let length = embeddings.first?.values.count ?? 0
    var fitter = MoodSpaceFitter(model: model, embeddingLength: max(length, 1))
    for (embedding, affect) in zip(embeddings, affect) { try fitter.add(embedding, affect) }
    return try fitter.fitted(form, origin: origin, components: components)
  }
}
