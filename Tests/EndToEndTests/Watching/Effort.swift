import Foundation
import Testing

/// How much the tests of what watching promises do: a short form in every run of the suite, and
/// everything that was promised with `make soak`.
enum Effort {
  static let isSoak = ProcessInfo.processInfo.environment["ORPHEUS_SOAK"] == "1"

  static func count(_ short: Int, soak: Int) -> Int { isSoak ? soak : short }

  static func time(_ short: Duration, soak: Duration) -> Duration { isSoak ? soak : short }
}

extension Trait where Self == ConditionTrait {
  /// Runs the test with `make soak` only.
  static var soakOnly: Self { .enabled(if: Effort.isSoak, "takes minutes: make soak") }
}

/// Waits until `condition` holds, asking again and again; false when it does not after the deadline
/// either.
func eventually(
  within limit: Duration, _ condition: () async throws -> Bool
) async rethrows -> Bool {
  let deadline = ContinuousClock.now + limit
  while ContinuousClock.now < deadline {
    if try await condition() { return true }
  }
  return try await condition()
}
