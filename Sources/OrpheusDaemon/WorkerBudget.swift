import SystemPackage

/// How many workers the memory of the machine, and what the service may use of it, has room for.
struct WorkerBudget: Hashable, Sendable {
  /// What a worker takes at most, on files of any length, and the daemon beside it. Bytes; measured,
  /// see the README, and rounded up.
  private static let workerBytes: UInt64 = 220 << 20
  private static let daemonBytes: UInt64 = 100 << 20

  /// Bytes that Orpheus may fill; nil when nobody says.
  var bytes: UInt64?

  /// The least of half the machine's memory and the bounds of the control groups this process is
  /// in (`memory.high` and `memory.max`, control groups version 2).
  init(_ system: SystemFiles) {
    var bounds = [Self.total(system).map { $0 / 2 }].compactMap(\.self)
    // Of several lines only this one is of version 2: 0::/user.slice/…
    let line = system.text("proc/self/cgroup")?.split(separator: "\n").first {
      $0.hasPrefix("0::/")
    }
    if let line {
      var group = FilePath("sys/fs/cgroup").pushing(
        FilePath(String(line.dropFirst("0::/".count))).lexicallyNormalized())
      // The bounds of every group above count too.
      while group != "sys/fs/cgroup", group.starts(with: "sys/fs/cgroup") {
        for name in ["memory.high", "memory.max"] {
          // "max" is no number, and no bound.
          if let bound = system.word(group.appending(name)).flatMap({ UInt64($0) }) {
            bounds.append(bound)
          }
        }
        group.removeLastComponent()
      }
    }
    bytes = bounds.min()
  }

  /// `wanted`, or as many as there is room for, one at least.
  func workers(_ wanted: Int) -> Int {
    guard let bytes else { return wanted }
    let left = bytes > Self.daemonBytes ? bytes - Self.daemonBytes : 0
    return max(1, min(wanted, Int(left / Self.workerBytes)))
  }

  /// `MemTotal:  2014236 kB` of `/proc/meminfo` (proc_meminfo(5)), in bytes.
  private static func total(_ system: SystemFiles) -> UInt64? {
    guard let text = system.text("proc/meminfo") else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace)
    guard let label = words.firstIndex(of: "MemTotal:"), label + 1 < words.count else { return nil }
    return UInt64(words[label + 1]).map { $0 << 10 }
  }
}
