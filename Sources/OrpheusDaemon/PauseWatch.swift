import LibraryStorage

/// Says whether a track may be taken now, looking at the machine as it is asked: while there is no
/// work nobody asks, and nothing is looked at.
actor PauseWatch {
  /// How long to wait before asking again when the answer was to wait.
  static let interval = Duration.seconds(15)

  /// What was read is taken for true so long, however often it is asked.
  private static let freshness = Duration.seconds(1)

  private let system: SystemFiles
  private let crashes: CrashRecord
  private let now: @Sendable () -> ContinuousClock.Instant
  private let beginning: ContinuousClock.Instant
  private var policy: PausePolicy
  private var looked: ContinuousClock.Instant?

  init(
    rules: PausePolicy.Rules, system: SystemFiles, crashes: CrashRecord,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    policy = PausePolicy(rules: rules)
    self.system = system
    self.crashes = crashes
    self.now = now
    beginning = now()
  }

  /// Follows changed settings.
  func adopt(_ rules: PausePolicy.Rules) { policy.rules = rules }

  /// Why no track may be taken; nil when one may. `waiting` says how many there are.
  func reason(
    waiting: @Sendable () async throws(StoreError) -> Int
  ) async throws(StoreError) -> PauseReason? {
    if crashes.isHolding { return .crashes }
    look()
    guard let reason = policy.reason else { return nil }
    return try await waiting() <= PausePolicy.handful ? nil : reason
  }

  private func look() {
    let time = now()
    if let looked, looked.duration(to: time) < Self.freshness { return }
    looked = time
    policy.observe(
      PowerSource(system), ProcessorTimes(system), at: beginning.duration(to: time))
  }
}
