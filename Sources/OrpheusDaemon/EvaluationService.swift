import CLinux
import LibraryStorage
import ListeningHistory
import MoodModel
import MusicModel

/// Measures how well the moods hold, from what is stored.
///
/// Nothing waits for it: tracks are read a batch at a time, figures are computed on whatever thread
/// asks, and the moods may change meanwhile.
struct EvaluationService: Sendable {
  let store: LibraryStore
  let policy: MoodClustering

  /// What was measured.
  struct Evaluation: Sendable {
    var figures = MoodFigures()
    /// How well the space fits.
    var space: [MoodSpaceReport.Row] = []
    /// The moods by the numbers they have in ``MoodFigures/sizes``.
    var moods: [Int: Mood] = [:]
    /// What made the analyses; nil before the first space.
    var model: ModelVersion?
  }

  /// How often measuring begins anew because the moods were formed anew meanwhile.
  private static let attempts = 3

  /// What became of an attempt to measure.
  enum Outcome: Sendable {
    case measured(Evaluation)
    /// Nobody wants to know any more.
    case cancelled
    /// The moods were formed anew whenever it was tried.
    case unsettled
  }

  /// Measures.
  ///
  /// Takes a second or two for a large library. Memory holds a batch, forty bytes a track and a
  /// sample, all of which goes back to the system afterwards.
  @concurrent
  func evaluate() async throws(StoreError) -> Outcome {
    for _ in 0..<Self.attempts {
      let generation = try await store.centroids().generation
      let evaluation = try await measure()
      orpheus_release_free_memory()
      guard !Task.isCancelled else { return .cancelled }
      // Tracks of moods before and after a change of all moods do not go together.
      if try await store.centroids().generation == generation { return .measured(evaluation) }
    }
    return .unsettled
  }

  private func measure() async throws(StoreError) -> Evaluation {
    guard let stored = try await store.currentSpace() else { return Evaluation() }
    guard let space = try? MoodSpace(decoding: stored.parameters) else {
      throw StoreError(.corrupt, "The mood space in the library database cannot be read.")
    }
    var measurement = MoodMeasurement(space, seed: policy.seed(for: space.model))
    var genres = GenreReader()
    var folders: [[UInt8]: Int] = [:]
    try await store.forEachPlacedTrack(by: space.model) { tracks in
      for track in tracks {
        let folder = folders[track.folder] ?? folders.count
        folders[track.folder] = folder
        measurement.add(
          MoodMeasurement.Track(
            mood: Int(track.mood.rawValue), confidence: track.confidence,
            position: track.position, genre: genres.label(of: track.genre), folder: folder,
            embedding: track.features.embedding, affect: track.features.affect))
      }
    }
    try await store.releaseMemory()
    var evaluation = Evaluation()
    evaluation.model = space.model
    guard !Task.isCancelled, let figures = measurement.figures(isCancelled: { Task.isCancelled })
    else { return evaluation }
    evaluation.figures = figures
    evaluation.space = measurement.spaceRows()
    evaluation.moods = Dictionary(
      try await store.moods().map { (Int($0.id.rawValue), $0) }, uniquingKeysWith: { $1 })
    return evaluation
  }
}

/// Reads genres of tags, each spelling once.
private struct GenreReader {
  private var known: [String: GenreLabel] = [:]

  mutating func label(of tag: String?) -> GenreLabel {
    guard let tag else { return .missing }
    if let label = known[tag] { return label }
    let label = GenreLabel(tag: tag)
    // As many spellings as tracks are none.
    if known.count < 10_000 { known[tag] = label }
    return label
  }
}

extension GenreLabel {
  /// Reads a genre as tags have it: case, accents and alphabets levelled as in names.
  init(tag: String) {
    self.init(folded: NameFolding.levelled(tag))
  }
}
