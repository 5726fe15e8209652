import Settings
import SystemPackage
import TOML

/// `orpheusctl config show` for people: a settings file with the origin of each value beside it.
struct SettingsView {
  var loaded: LoadedSettings

  /// The whole text, which is valid TOML.
  func render(for terminal: Terminal) -> String {
    var text = TextStyle.dim.apply(
      to: "# " + (loaded.file.map { "read from \($0.string.printable)" } ?? "no settings file"),
      on: terminal)
    text += "\n"
    // Not cut to the terminal: half a path would be a wrong setting.
    var unbounded = terminal
    unbounded.width = nil
    let keys = SettingsKey.all
    for table in keys.compactMap(\.path.first).uniqued {
      text += "\n" + TextStyle.bold.apply(to: "[\(table)]", on: terminal) + "\n"
      var rows = TextTable(columns: [.init(""), .init("")])
      rows.rows = keys.filter { $0.path.first == table }.map { key in
        let origin = loaded.origins[key.name] ?? .builtIn
        return [
          StyledText("\(key.path.last ?? "") = \(key.value(loaded.settings).written)"),
          StyledText("# " + origin.words, .dim),
        ]
      }
      text += rows.render(for: unbounded)
    }
    return text
  }
}

/// What `config show --json` prints.
struct SettingsDocument: Encodable {
  /// One setting.
  struct Entry: Encodable {
    var value: JSONValue
    var origin: String
    /// In the file, when the origin is that.
    var line: Int?
  }

  var file: String?
  /// By the key's full name, for example `analysis.windows`.
  var settings: [String: Entry]

  init(_ loaded: LoadedSettings) {
    file = loaded.file?.string
    settings = [:]
    for key in SettingsKey.all {
      let origin = loaded.origins[key.name] ?? .builtIn
      let line: Int? = if case .file(let line) = origin { line } else { nil }
      settings[key.name] = Entry(
        value: JSONValue(key.value(loaded.settings)), origin: origin.code, line: line)
    }
  }
}

/// A TOML value on its way to JSON.
struct JSONValue: Encodable {
  private let value: TOMLValue

  init(_ value: TOMLValue) { self.value = value }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch value {
    case .string(let text), .date(let text): try container.encode(text)
    case .integer(let number): try container.encode(number)
    case .float(let number): try container.encode(number)
    case .boolean(let flag): try container.encode(flag)
    case .array(let values): try container.encode(values.map(JSONValue.init))
    }
  }
}

extension SettingsOrigin {
  /// As a comment says it.
  fileprivate var words: String {
    switch self {
    case .builtIn: "default"
    case .environment(let name): "from $\(name)"
    case .file(let line): "line \(line)"
    case .flag(let name): "from \(name)"
    }
  }

  /// As a script tells it apart: `default`, `environment`, `file` or `flag`.
  fileprivate var code: String {
    switch self {
    case .builtIn: "default"
    case .environment: "environment"
    case .file: "file"
    case .flag: "flag"
    }
  }
}

extension [String] {
  /// Each element once, in the order of first appearance.
  fileprivate var uniqued: [String] {
    reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
