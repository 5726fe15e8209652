/// Which networks listen to a track, and which of them makes its embedding.
///
/// A worker is started for one profile and loads no more than that needs.
package enum AnalysisProfile: String, Hashable, Sendable, CaseIterable {
  /// musicnn for the embedding and the tags, VibeNet for affect.
  case full
  /// VibeNet alone: its pooled layer, 1280 values, is the embedding, and there are no tags.
  case fast

  /// The models by the names of their manifests, in the order in which a ``ModelVersion`` has them.
  package var networks: [String] {
    switch self {
    case .full: ["musicnn-msd", "vibenet"]
    case .fast: ["vibenet"]
    }
  }

  /// The argument a worker is started with; nil for none.
  package var workerOption: String? {
    switch self {
    case .full: nil
    case .fast: "--fast"
    }
  }

  /// The profile asked for by a worker's `arguments`.
  package init(workerArguments arguments: [String]) {
    self = Self.allCases.first { $0.workerOption.map(arguments.contains) == true } ?? .full
  }
}
