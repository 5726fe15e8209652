import Glibc

/// What is known of the place text goes to.
struct Terminal: Sendable, Hashable {
  /// False for a file or a pipe.
  var isTerminal: Bool
  /// Columns of a terminal; nil elsewhere, where nothing is cut to fit.
  var width: Int?
  /// Whether to use colour.
  var hasColour: Bool
  /// Whether there are 256 colours, and not just the eight of ECMA-48.
  var hasPalette: Bool

  /// A file or pipe.
  static let none = Terminal(isTerminal: false, columns: nil, environment: [:])

  /// Draws the conclusions from what the system says.
  ///
  /// - Parameters:
  ///   - columns: as the terminal driver has it; nil or 0 when it does not know.
  ///   - environment: `COLUMNS` overrides the driver; `NO_COLOR` (no-color.org) and `TERM=dumb`
  ///     switch colour off; the palette is there when `TERM` or `COLORTERM` says so.
  init(isTerminal: Bool, columns: Int?, environment: [String: String]) {
    self.isTerminal = isTerminal
    guard isTerminal else {
      width = nil
      hasColour = false
      hasPalette = false
      return
    }
    let given = environment["COLUMNS"].flatMap { Int($0) } ?? columns ?? 0
    width = given > 0 ? given : 80
    let type = environment["TERM"] ?? ""
    hasColour = (environment["NO_COLOR"] ?? "").isEmpty && type != "dumb"
    hasPalette =
      hasColour
      && (type.contains("256color") || type.contains("direct")
        || ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? ""))
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
