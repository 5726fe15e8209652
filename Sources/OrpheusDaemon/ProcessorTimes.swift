import SystemPackage

/// How long the processor has been busy since it was started, all cores taken together, in the
/// kernel's ticks.
///
/// Why this and neither of the figures that are made for it: the load average counts our own
/// workers, which would pause themselves; and pressure (`/proc/pressure/cpu`) counts whoever waits,
/// which at idle priority is us, so that analysis would stop for its own politeness, find the
/// pressure gone, and start again. What is wanted is what the *others* use. The kernel counts the
/// time of processes with a nice value apart, and the workers have one.
struct ProcessorTimes: Hashable, Sendable {
  /// Spent by processes that do not give way to others.
  var others: UInt64
  /// Everything, idling included.
  var all: UInt64

  /// Reads the first line of `/proc/stat` (proc_stat(5)); nil where there is none.
  init?(_ system: SystemFiles) {
    guard let text = system.text("proc/stat", limit: 512) else { return nil }
    self.init(line: text.prefix { $0 != "\n" })
  }

  /// Reads `cpu  user nice system idle iowait irq softirq steal guest guest_nice`.
  init?(line: Substring) {
    let words = line.split(separator: " ")
    let ticks = words.dropFirst().compactMap { UInt64($0) }
    guard words.first == "cpu", ticks.count >= 7, ticks.count == words.count - 1 else {
      return nil
    }
    others = ticks[0] + ticks[2] + ticks[5] + ticks[6]
    // The last two are contained in user and nice; steal is time that another machine was given.
    all = ticks.prefix(8).reduce(0, +)
  }

  /// The share of the processor that others used since `earlier`, 0…1; nil when no time has passed.
  func share(since earlier: ProcessorTimes) -> Double? {
    // Single figures have been seen to run backwards (proc_stat(5)).
    guard all > earlier.all else { return nil }
    let busy = others > earlier.others ? Double(others - earlier.others) : 0
    return min(1, busy / Double(all - earlier.all))
  }
}
