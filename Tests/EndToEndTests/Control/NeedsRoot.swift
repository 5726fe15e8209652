import Glibc
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips a test that has to become other users, with the reason.
  static var needsRoot: Self {
    .enabled(if: geteuid() == 0, "needs root, to become other users")
  }
}
