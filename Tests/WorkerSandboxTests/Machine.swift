import CLandlock
import Foundation
import Testing

/// What the machine that runs the tests offers.
enum Machine {
  /// The version of Landlock, in which version 6 brought the last of what is tested.
  static let landlockVersion = Int(orpheus_landlock_version())
}

extension Trait where Self == ConditionTrait {
  /// Skips the test where the kernel's Landlock is older than what is tested; never in CI.
  static var needsLandlock: Self {
    .enabled(
      if: ProcessInfo.processInfo.environment["CI"] == "true" || Machine.landlockVersion >= 6,
      "needs Landlock version 6 (Linux 6.12)")
  }
}
