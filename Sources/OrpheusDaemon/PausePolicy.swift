/// Decides when analysis gives way to the listener's battery and to other programs.
///
/// A state machine over what ``PauseWatch`` reads; it knows no clock but the times it is given.
struct PausePolicy: Sendable {
  /// What the settings say.
  struct Rules: Hashable, Sendable {
    var runsOnBattery: Bool
    /// Of the whole processor, 0…1; from 1 on there is no limit.
    var loadLimit: Double
  }

  /// Up to so many waiting tracks are analysed whatever the battery and the others do: who drops in
  /// an album expects it in its moods, and it costs seconds. A library has to wait.
  static let handful = 20

  /// The time over which the others' use of the processor is averaged, at least and at most. Shorter
  /// would be the noise of a page being loaded; longer would average over a time without work, when
  /// nobody looked.
  private static let window: ClosedRange<Duration> = .seconds(10)...(.seconds(60))

  var rules: Rules
  private var source = PowerSource.mains
  private var sample: (times: ProcessorTimes, at: Duration)?
  private var isOverloaded = false

  init(rules: Rules) { self.rules = rules }

  /// Takes in what was read at `time`, on any clock that does not run backwards.
  mutating func observe(_ source: PowerSource, _ times: ProcessorTimes?, at time: Duration) {
    self.source = source
    guard let times else {
      sample = nil
      isOverloaded = false
      return
    }
    guard let former = sample, time - former.at <= Self.window.upperBound else {
      // The first look in a long while tells nothing yet.
      sample = (times, time)
      isOverloaded = false
      return
    }
    guard time - former.at >= Self.window.lowerBound else { return }
    sample = (times, time)
    guard let share = times.share(since: former.times) else { return }
    // An eighth lower to go on than to give way, so that a use about the limit does not have the
    // analysis start and stop all the time.
    isOverloaded = share > (isOverloaded ? rules.loadLimit * 7 / 8 : rules.loadLimit)
  }

  /// Why a library has to wait; nil when it has not. See ``handful``.
  var reason: PauseReason? {
    if source == .battery, !rules.runsOnBattery { return .onBattery }
    return isOverloaded && rules.loadLimit < 1 ? .load : nil
  }
}
