import SystemPackage

/// Everything that keeps Orpheus from doing its work in full, and the way out of each.
///
/// A reason is put up under a key when it arises and taken down when it has passed; `status` shows
/// what is up.
actor HealthBoard {
  /// What a reason is about; at most one reason stands for each.
  enum Concern: Hashable, Sendable {
    case models
    /// A model that cannot take over.
    case succession
    case worker
    /// Workers that die on one file after the other.
    case workerDeaths
    /// Walls around the workers that do not stand.
    case sandbox
    /// Each kind of watch has troubles of its own.
    case watching(WatchKind, String)
    /// A folder or file of listening history.
    case history(String)
    case storage
    /// The disk takes nothing more.
    case room
    case backup
    /// A damaged database has been replaced.
    case restored
    case moodSpace
    /// The daemon has crashed again and again.
    case crashes
  }

  /// What is watched.
  enum WatchKind: Hashable, Sendable {
    case music
    case historyFolders
    case historyFiles
  }

  private var standing: [Concern: String] = [:] { didSet { standingReasons.publish(reasons) } }
  /// ``reasons``, for those who must not wait.
  nonisolated let standingReasons = Published<[String]>([])
  private let onChange: @Sendable () async -> Void

  /// `onChange` is called after every real change.
  init(onChange: @escaping @Sendable () async -> Void) { self.onChange = onChange }

  /// The reasons that stand, as sentences, in a stable order.
  ///
  /// Of many histories in trouble only the first are told: a reply has a limit.
  var reasons: [String] {
    var histories: [String] = []
    var others: [String] = []
    for (concern, reason) in standing {
      if case .history = concern { histories.append(reason) } else { others.append(reason) }
    }
    histories.sort()
    let left = histories.count - Self.historiesShown
    if left > 0 {
      histories[Self.historiesShown...] = ["\(left) more histories: orpheusctl history stats"]
    }
    return others.sorted() + histories
  }

  private static let historiesShown = 5

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
