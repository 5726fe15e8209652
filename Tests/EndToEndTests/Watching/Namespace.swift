import Foundation
import OrpheusTestSupport
import SystemPackage
import Testing

/// A user and mount namespace that a daemon has to itself, for limits and mounts without root.
enum Namespace {
  /// Runs a shell script and then the program given as its arguments, in new namespaces.
  static func entering(running script: String = "") -> [String] {
    ["/usr/bin/unshare", "-Urm", "/bin/sh", "-ec", script + "\nexec \"$@\"", "sh"]
  }

  /// Runs a shell script in the namespaces of a process.
  static func run(_ script: String, inside process: Int32) async throws {
    let result = try await OrpheusTestSupport.run(
      "/usr/bin/nsenter",
      ["--preserve-credentials", "-U", "-m", "-t", "\(process)", "/bin/sh", "-ec", script])
    guard result.status == 0 else {
      throw MissingGround(description: "\(script) failed: \(result.errors)")
    }
  }

  /// A path as it is seen from outside the namespaces of a process.
  static func path(_ path: FilePath, inside process: Int32) -> FilePath {
    FilePath("/proc/\(process)/root").appending(path.components)
  }

  fileprivate static let isAllowed: Bool = allows("mount -t tmpfs none /mnt")

  fileprivate static let hasLoopDevices: Bool =
    geteuid() == 0
    && succeeds(
      "/bin/sh",
      [
        "-ec",
        "f=$(mktemp) && truncate -s 1M $f && d=$(losetup --find --show $f) && losetup -d $d && rm $f",
      ])

  private static func allows(_ script: String) -> Bool {
    succeeds("/usr/bin/unshare", ["-Urm", "/bin/sh", "-ec", script])
  }

  private static func succeeds(_ program: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    return process.sleepUntilExit() == .exited(0)
  }
}

/// The machine does not let a test do what it needs.
struct MissingGround: Error, CustomStringConvertible {
  let description: String
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, with the reason, where the machine allows no namespaces; never in CI.
  static var needsNamespaces: Self {
    .enabled(if: isInCI || Namespace.isAllowed, "the machine allows no user namespaces")
  }

  /// Skips the test, with the reason, where there are no loop devices or no root; never in CI.
  static var needsLoopDevices: Self {
    .enabled(if: isInCI || Namespace.hasLoopDevices, "needs root and loop devices")
  }

  private static var isInCI: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }
}
