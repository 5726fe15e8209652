import Clustering
package import MusicModel

/// Measures ``MoodFigures`` in one pass over the tracks.
///
/// What is counted and averaged counts every track; some forty bytes of each are kept. What looks at
/// points or compares pairs of them looks at a random sample of fixed size, so that a library of a
/// hundred thousand tracks takes no more memory than one of ten thousand, and hardly more time.
package struct MoodMeasurement: Sendable {
  /// One track.
  package struct Track: Sendable {
    /// Any number that tells its mood from the others.
    package var mood: Int
    package var confidence: Float
    package var position: ValenceArousal
    package var genre: GenreLabel
    /// Any number that tells its folder from the others.
    package var folder: Int
    package var embedding: Embedding
    package var affect: Affect

    /// Gathers one track.
    package init(
      mood: Int, confidence: Float, position: ValenceArousal, genre: GenreLabel, folder: Int,
      embedding: Embedding, affect: Affect
    ) {
      self.mood = mood
      self.confidence = confidence
      self.position = position
      self.genre = genre
      self.folder = folder
      self.embedding = embedding
      self.affect = affect
    }
  }

  /// How large the samples are.
  package struct Limits: Hashable, Sendable {
    /// Points that are kept: what forming moods compares halves of, see ``ClusterStability``.
    package var sample = ClusterStability.sampleLimit
    /// Points of which all pairs are compared: of 3,000 the standard error of a silhouette is about
    /// .005, and they take half a second.
    package var pairs = 3_000
    /// Points whose distances are all kept, for mutual proximity: 8 MB twice.
    package var distances = 1_000
    /// How often the library is halved.
    package var draws = 10

    /// The usual ones.
    package init() {}
  }

  private let space: MoodSpace
  private let limits: Limits
  private let seed: UInt64

  private var figures = MoodFigures()
  private var moods: [Int] = []
  private var valences: [Double] = []
  private var arousals: [Double] = []
  private var folders: [Int] = []
  /// The number of each genre.
  private var genres: [String: Int] = [:]
  private var genreLabels: [(mood: Int, genre: Int)] = []

  private var reservoir: Reservoir
  private var points: PointMatrix
  private var embeddings: PointMatrix
  private var affects: [Affect] = []
  private var sampleMoods: [Int] = []

  /// Starts without tracks; all chance is drawn from `seed`.
  package init(_ space: MoodSpace, seed: UInt64, limits: Limits = Limits()) {
    self.space = space
    self.seed = seed
    self.limits = limits
    reservoir = Reservoir(limit: limits.sample, seed: seed)
    points = PointMatrix(dimension: max(space.dimension, 1))
    embeddings = PointMatrix(dimension: max(space.embeddingLength, 1))
  }

  /// Takes one track in. One that the space does not take, which another model heard, or that lies
  /// nowhere, is left out altogether; the result says whether it was taken.
  @discardableResult
  package mutating func add(_ track: Track) -> Bool {
    guard track.position.valence.isFinite, track.position.arousal.isFinite,
      track.embedding.values.count == space.embeddingLength,
      track.embedding.values.allSatisfy(\.isFinite), track.affect.values.allSatisfy(\.isFinite)
    else { return false }
    moods.append(track.mood)
    valences.append(Double(track.position.valence))
    arousals.append(Double(track.position.arousal))
    folders.append(track.folder)
    figures.sizes[track.mood, default: 0] += 1
    if track.confidence < MoodFigures.borderConfidence { figures.borderCount += 1 }
    switch track.genre {
    case .genre(let name):
      let number = genres[name] ?? genres.count
      genres[name] = number
      genreLabels.append((track.mood, number))
    case .junk: figures.genre.junkCount += 1
    case .missing: figures.genre.missingCount += 1
    }
    keep(track)
    return true
  }

  private mutating func keep(_ track: Track) {
    let place = reservoir.next()
    guard place != .skip else { return }
    // Only an embedding too large for single precision fails here; the middle does least harm.
    let point =
      (try? space.project(track.embedding, track.affect))
      ?? [Float](repeating: 0, count: points.dimension)
    switch place {
    case .append:
      points.append(point)
      embeddings.append(track.embedding.values)
      affects.append(track.affect)
      sampleMoods.append(track.mood)
    case .replace(let row):
      points.replace(row: row, with: point)
      embeddings.replace(row: row, with: track.embedding.values)
      affects[row] = track.affect
      sampleMoods[row] = track.mood
    case .skip: break
    }
  }

  /// Measures; nil when `isCancelled` says so on the way.
  ///
  /// A second or two for a full sample. `isCancelled` is asked every few milliseconds but while a
  /// half of the library is clustered or a silhouette is taken, a few tenths of a second each.
  package func figures(isCancelled: () -> Bool = { false }) -> MoodFigures? {
    var figures = figures
    figures.trackCount = moods.count
    figures.genre = agreement(
      genreLabels.map(\.mood), genreLabels.map(\.genre), counting: figures.genre)
    figures.folder = agreement(moods, folders, counting: figures.folder)
    guard figures.moodCount >= 2, figures.moodCount < figures.trackCount else { return figures }

    figures.valence = explained(valences)
    figures.arousal = explained(arousals)
    figures.sampleCount = points.count
    figures.embedding = LabelledPoints(embeddings, labels: sampleMoods).explainedVariance?.number
    let labelled = LabelledPoints(points, labels: sampleMoods)
    // Where all tracks are at one point there is no geometry.
    guard labelled.explainedVariance != nil else { return figures }
    figures.daviesBouldin = labelled.daviesBouldin?.number
    figures.calinskiHarabasz = labelled.calinskiHarabasz?.number
    guard !isCancelled() else { return nil }

    let paired = pairedRows
    figures.pairedCount = paired.count
    let some = LabelledPoints(points.rows(paired), labels: paired.map { sampleMoods[$0] })
    figures.silhouette = some.silhouette?.number
    guard !isCancelled(),
      let occurrences = some.points.neighbourOccurrences(isCancelled: isCancelled)
    else { return nil }
    // With eleven points each is a neighbour of every other.
    figures.hubness = occurrences.count > 11 ? skewness(occurrences.map(Double.init)).number : nil
    if let hubness = figures.hubness, hubness > 1 {
      let fewer = DistanceMatrix(points.rows(Array(paired.prefix(limits.distances))))
      figures.mutualHubness = fewer.mutualProximity.hubness().number
    }

    guard let agreements = agreements(of: figures.moodCount, isCancelled) else { return nil }
    figures.agreement = Self.agreement(agreements)
    return figures
  }

  /// How well the space itself fits the sample; empty where that cannot be told.
  package func spaceRows() -> [MoodSpaceReport.Row] {
    var report = MoodSpaceReport(space)
    for (row, affect) in affects.enumerated() {
      // A track that does not fit is left out.
      try? report.add(Embedding(values: Array(embeddings[row])), affect)
    }
    return (try? report.rows()) ?? []
  }

  // MARK: - Parts

  private func explained(_ values: [Double]) -> Double? {
    guard let first = values.first, values.contains(where: { $0 != first }) else { return nil }
    return correlationRatio(of: values, by: moods).number
  }

  /// The rows of which all pairs are compared: the sample is in random order only where it has been
  /// drawn from more, so they are drawn again.
  private var pairedRows: [Int] {
    var rows = Array(0..<points.count)
    guard rows.count > limits.pairs else { return rows }
    var generator = SeededGenerator(seed: seed)
    generator.shuffle(&rows)
    return Array(rows.prefix(max(limits.pairs, 0)))
  }

  /// The agreement of halves for each draw; nil when cancelled.
  private func agreements(of count: Int, _ isCancelled: () -> Bool) -> [Double]? {
    var generator = SeededGenerator(seed: seed)
    var agreements: [Double] = []
    for _ in 0..<max(limits.draws, 1) {
      guard !isCancelled() else { return nil }
      // As when the number of moods is chosen, so that its threshold means the same here.
      let scores = ClusterStability.scores(
        of: points, for: count...count, seed: generator.next(), splits: 1)
      agreements += scores.map(\.agreement).filter(\.isFinite)
    }
    return agreements
  }

  private static func agreement(_ values: [Double]) -> MoodFigures.Agreement? {
    guard !values.isEmpty else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return MoodFigures.Agreement(
      mean: mean, deviation: values.count > 1 ? (squares / (count - 1)).squareRoot() : nil,
      draws: values.count)
  }

  private func agreement(
    _ moods: [Int], _ labels: [Int], counting counted: LabelAgreement
  ) -> LabelAgreement {
    var result = counted
    var sizes: [Int: Int] = [:]
    for label in labels { sizes[label, default: 0] += 1 }
    result.trackCount = labels.count
    result.labelCount = sizes.count
    // One label says nothing, and as many as tracks nothing that would be seen again.
    guard (2..<max(labels.count, 2)).contains(sizes.count), Set(moods).count >= 2 else {
      return result
    }
    let table = ContingencyTable(moods, labels)
    result.purity = table.purity.number
    result.commonest = Double(sizes.values.max() ?? 0) / Double(labels.count)
    result.information = table.normalisedMutualInformation.number
    result.adjusted = table.adjustedMutualInformation.number
    return result
  }
}

extension Double {
  /// The value, unless it is none.
  fileprivate var number: Double? { isFinite ? self : nil }
}
