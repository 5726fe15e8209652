/// Counts the crashes of the daemon over its restarts, and says when it should stop trying.
///
/// A run signs in when it begins and out when it ends in order. Whoever finds the former run still
/// signed in knows that it crashed: was killed, ran out of memory, or hung until the service
/// manager's patience ended.
struct CrashLedger: Codable, Hashable, Sendable {
  /// So many crashes …
  static let limit = 3
  /// … in this time are too many. Seconds.
  static let period: Int64 = 600

  /// A run of the daemon.
  struct Run: Codable, Hashable, Sendable {
    /// Seconds since 1970.
    var began: Int64
    /// Which start of the machine it was in; empty where that cannot be told.
    var boot: String
    var version: String
  }

  /// The run that is signed in.
  private(set) var running: Run?
  /// When crashes were noticed, the latest last. Seconds since 1970.
  private(set) var crashes: [Int64] = []
  /// True from too many crashes until ``forgive()``.
  private(set) var isHolding = false

  /// Signs `run` in, and counts the former one if it did not sign out; true when it did not.
  mutating func begin(_ run: Run) -> Bool {
    let former = running
    running = run
    // Another version may have mended what brought the former one down.
    if let former, former.version != run.version { forgive() }
    // A power cut, or a crash of the whole machine, is not the daemon's.
    guard let former, former.boot == run.boot, former.version == run.version else { return false }
    // Crashes of the future: the clock has been set back, and they would count for ever.
    crashes.removeAll { $0 > run.began || $0 <= run.began - Self.period }
    crashes.append(run.began)
    if crashes.count >= Self.limit { isHolding = true }
    return true
  }

  /// Signs the run out.
  mutating func end() { running = nil }

  /// Starts counting anew, and lets the workers go.
  mutating func forgive() {
    crashes = []
    isHolding = false
  }
}
