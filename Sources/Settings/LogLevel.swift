/// How much the daemon says, from everything to almost nothing.
///
/// The names are those of the logging library, so that a value converts by its raw value.
package enum LogLevel: String, Sendable, Hashable, CaseIterable {
  case trace
  case debug
  case info
  case notice
  case warning
  case error
  case critical
}
