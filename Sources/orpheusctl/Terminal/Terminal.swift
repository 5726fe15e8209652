import Glibc

/// What is known of the place text goes to.
struct Terminal: Sendable, Hashable {
  /// False for a file or a pipe.
  var isTerminal: Bool
  /// Columns of a terminal; nil elsewhere, where nothing is cut to fit.
  var width: Int?
  /// Whether to use colour.
  var hasColour: Bool

  /// A file or pipe.
  static let none = Terminal(isTerminal: false, columns: nil, environment: [:])

  /// Draws the conclusions from what the system says.
  ///
  /// - Parameters:
  ///   - columns: as the terminal driver has it; nil or 0 when it does not know.
  ///   - environment: `COLUMNS` overrides the driver; `NO_COLOR` (no-color.org) and `TERM=dumb`
  ///     switch colour off.
  init(isTerminal: Bool, columns: Int?, environment: [String: String]) {
    self.isTerminal = isTerminal
    guard isTerminal else {
      width = nil
      hasColour = false
      return
    }
    let given = environment["COLUMNS"].flatMap { Int($0) } ?? columns ?? 0
    width = given > 0 ? given : 80
    hasColour = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  /// Asks the system about an open descriptor.
  init(descriptor: CInt, environment: [String: String]) {
    var size = winsize()
    // Swift's Glibc has ioctl(2) in the one form used here; it fails on what is no terminal.
    let answered = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
    self.init(
      isTerminal: isatty(descriptor) == 1, columns: answered ? Int(size.ws_col) : nil,
      environment: environment)
  }
}
