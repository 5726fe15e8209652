/// How a piece of text stands out, where there is colour.
enum TextStyle: Sendable, Hashable {
  case plain
  case bold
  case dim
  case good
  case warning
  case bad
  case accent
  /// A step of ``HeatScale``, as the background.
  case heat(Int)

  /// The parameter of ECMA-48 “select graphic rendition”.
  fileprivate var code: String? {
    switch self {
    case .plain: nil
    case .bold: "1"
    case .dim: "2"
    case .good: "32"
    case .warning: "33"
    case .bad: "31"
    case .accent: "36"
    case .heat(let step): HeatScale.code(step)
    }
  }

  /// `text` in this style, for `terminal`.
  func apply(to text: String, on terminal: Terminal) -> String {
    guard terminal.hasColour, let code, !text.isEmpty else { return text }
    if case .heat = self, !terminal.hasPalette { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}

/// Printable text and its style, apart so that it can be measured and cut before it is coloured.
struct StyledText: Sendable, Hashable, ExpressibleByStringLiteral {
  /// Printable.
  var text: String
  var style: TextStyle

  /// Escapes `text` and gives it a style.
  init(_ text: String, _ style: TextStyle = .plain) {
    self.text = text.printable
    self.style = style
  }

  init(stringLiteral value: String) { self.init(value) }
}
