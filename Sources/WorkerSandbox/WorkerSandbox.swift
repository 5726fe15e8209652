internal import CLinux
internal import Glibc
package import SystemPackage
package import WorkerProtocol

/// The walls around a process that reads files it has every reason to distrust.
///
/// They go up in two stages. ``prepare(reading:limits:layers:)`` comes first of all, while the
/// process has one thread; then libraries and models are loaded, which takes reading files and
/// executable memory. ``confine()`` takes that away as well, and only then may a stranger's file be
/// looked at. A wall the system does not offer is left out and told of; the others stand without it.
///
/// Nothing here can be undone.
package struct WorkerSandbox: ~Copyable {
  private let limits: ResourceLimits
  private let layers: Set<SandboxLayer>
  private var gaps: [SandboxReport.Gap] = []

  /// Puts up everything that does not hinder loading.
  ///
  /// - Parameters:
  ///   - paths: files and folders that may be read until ``confine()``, besides those where
  ///     libraries and descriptions of the processor lie.
  ///   - limits: what may be used up.
  ///   - layers: the walls wanted; all but in tests that look at them one by one.
  package static func prepare(
    reading paths: [FilePath], limits: ResourceLimits = .worker(),
    layers: Set<SandboxLayer> = Set(SandboxLayer.allCases)
  ) -> WorkerSandbox {
    var sandbox = WorkerSandbox(limits: limits, layers: layers)
    // Without it neither Landlock nor seccomp is to be had; it is refused nowhere.
    sandbox.raise(.privileges) { () throws(SystemRefusal) in
      _ = try SystemRefusal.check(orpheus_renounce_privileges())
      _ = try SystemRefusal.check(orpheus_forbid_inspection())
    }
    sandbox.raise(.priority) { () throws(SystemRefusal) in
      _ = try SystemRefusal.check(orpheus_become_idle())
    }
    sandbox.raise(.limits) { () throws(SystemRefusal) in
      try limits.enter()
      try limits.renewProcessorTime()
    }
    sandbox.raise(.landlock) { () throws(SystemRefusal) in
      let ruleset = try LandlockRuleset.takingEverything()
      for path in systemPaths + paths { try ruleset.permitReading(path) }
      try ruleset.enforce()
    }
    sandbox.raise(.systemCalls) { () throws(SystemRefusal) in
      try SystemCallFilter.making(preparingRules(process: getpid())).enforce()
    }
    return sandbox
  }

  private init(limits: ResourceLimits, layers: Set<SandboxLayer>) {
    self.limits = limits
    self.layers = layers
  }

  /// Takes the rest away: from here on no file can be opened, nothing be made executable, and only
  /// the socket, the file in hand, memory and threads are left. Returns what is in force.
  ///
  /// Everything that opens files lazily has to have done so. Do it on the thread that will read
  /// the files: before Linux 7.0 Landlock binds one thread and those it starts. The system call
  /// filter binds all.
  package consuming func confine() -> SandboxReport {
    var version = 0
    raise(.landlock) { () throws(SystemRefusal) in
      let ruleset = try LandlockRuleset.takingEverything()
      version = ruleset.version
      try ruleset.enforce()
    }
    raise(.systemCalls) { () throws(SystemRefusal) in
      try SystemCallFilter.making(confinedRules(process: getpid())).enforce()
    }
    return SandboxReport(
      landlockVersion: gaps.contains { $0.layer == .landlock } ? 0 : version, gaps: gaps)
  }

  /// Puts up one wall, or writes down why it does not stand.
  private mutating func raise(
    _ layer: SandboxLayer, _ body: () throws(SystemRefusal) -> Void
  ) {
    guard !gaps.contains(where: { $0.layer == layer }) else { return }
    guard layers.contains(layer) else {
      return gaps.append(SandboxReport.Gap(layer, reason: "switched off"))
    }
    do throws(SystemRefusal) {
      try body()
    } catch {
      gaps.append(SandboxReport.Gap(layer, reason: error.reason(against: layer)))
    }
  }

  /// Where libraries lie, and what they look at to know the processor.
  private static let systemPaths: [FilePath] = [
    "/usr", "/lib", "/lib32", "/lib64", "/opt", "/nix/store", "/gnu/store", "/etc/ld.so.cache",
    "/proc/cpuinfo", "/proc/meminfo", "/proc/self", "/sys/devices/system", "/dev/null",
    "/dev/urandom",
  ]
}

/// Gives the file that is about to be read the processor time of one file.
///
/// Works in a confined process, and is no wall of its own: a worker that has been taken over can
/// renew it, until the daemon's clock ends it.
package func allowProcessorTimeForOneFile(_ limits: ResourceLimits = .worker()) {
  try? limits.renewProcessorTime()
}
