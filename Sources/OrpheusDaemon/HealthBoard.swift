import SystemPackage

/// Everything that keeps Orpheus from doing its work in full, and the way out of each.
///
/// A reason is put up under a key when it arises and taken down when it has passed; `status` shows
/// what is up.
actor HealthBoard {
  /// What a reason is about; at most one reason stands for each.
  enum Concern: Hashable, Sendable {
    case models
    case worker
    case watching(String)
    /// A folder or file of listening history.
    case history(String)
    case storage
    case moodSpace
  }

  private var standing: [Concern: String] = [:]
  private let onChange: @Sendable () async -> Void

  /// `onChange` is called after every real change.
  init(onChange: @escaping @Sendable () async -> Void) { self.onChange = onChange }

  /// The reasons that stand, as sentences, in a stable order.
  var reasons: [String] { standing.values.sorted() }

  /// Puts up `reason`; true if it was not already standing.
  @discardableResult
  func raise(_ concern: Concern, _ reason: String) async -> Bool {
    guard standing[concern] != reason else { return false }
    standing[concern] = reason
    await onChange()
    return true
  }

  /// Takes down what stands about history files and folders at and below `directory`.
  func clearHistory(below directory: FilePath) async {
    for case .history(let path) in standing.keys where FilePath(path).starts(with: directory) {
      await clear(.history(path))
    }
  }

  /// Takes down what stands under `concern`; true if anything did.
  @discardableResult
  func clear(_ concern: Concern) async -> Bool {
    guard standing.removeValue(forKey: concern) != nil else { return false }
    await onChange()
    return true
  }
}
