import SystemPackage
import TOML

extension LoadedSettings {
  /// Applies the values of a file, as far as they are right, and says what is not.
  mutating func apply(_ entries: [TOMLEntry], paths: XDGPaths) -> [SettingsProblem] {
    var problems: [SettingsProblem] = []
    for entry in entries {
      guard let key = SettingsKey.all.first(where: { $0.path == entry.path }) else {
        problems.append(unknown(entry))
        continue
      }
      if key.set(&settings, entry.value, paths) {
        origins[key.name] = .file(line: entry.line)
      } else {
        problems.append(
          SettingsProblem(
            line: entry.line, key: key.name,
            message: "\(key.name): expected \(key.expected); found \(entry.value.found)"))
      }
    }
    return (problems + contradictions()).sorted { ($0.line ?? 0) < ($1.line ?? 0) }
  }

  private func unknown(_ entry: TOMLEntry) -> SettingsProblem {
    let tables = Set(SettingsKey.all.compactMap(\.path.first)).sorted()
    // A quoted key may hold dots, and has to show that it is one key.
    let written = entry.path.map { $0.contains(".") ? "\"\($0)\"" : $0 }.joined(separator: ".")
    let message =
      if tables.contains(entry.key) {
        "\(entry.key) is a table: write [\(entry.key)] on a line of its own and its keys below"
      } else if let nearest = SettingsKey.nearest(to: entry.path) {
        "unknown key \(written); did you mean \(nearest.name)?"
      } else {
        "unknown key \(written); the tables are " + tables.joined(separator: ", ")
      }
    return SettingsProblem(line: entry.line, key: entry.key, message: message)
  }

  /// Values that are right alone and wrong together, and paths the kernel would refuse.
  private func contradictions() -> [SettingsProblem] {
    var problems: [SettingsProblem] = []
    func complain(_ name: String, about other: String? = nil, _ message: String) {
      // A value from elsewhere has no line; then the line of the value it disagrees with.
      for name in [name, other].compactMap(\.self) {
        guard case .file(let line) = origins[name] else { continue }
        problems.append(SettingsProblem(line: line, key: name, message: message))
        return
      }
    }
    let library = settings.library
    if library.maximumLength > 0, library.maximumLength < library.minimumLength {
      complain(
        "library.maximum-length", about: "library.minimum-length",
        "library.maximum-length is below library.minimum-length; "
          + "expected 0 (no bound) or a longer time")
    }
    // unix(7): sun_path has 108 bytes, one of them the terminating zero.
    if settings.daemon.socket.length > 107 {
      complain(
        "daemon.socket",
        "daemon.socket: expected at most 107 bytes; found \(settings.daemon.socket.length)")
    }
    return problems
  }
}

extension TOMLValue {
  /// The value as an error message shows it: short, with its type where that is the surprise.
  fileprivate var found: String {
    switch self {
    case .string(let text): text.count > 60 ? "a text of \(text.count) characters" : written
    case .array(let values): values.count > 4 ? "a list of \(values.count)" : written
    default: written
    }
  }

  /// The value as TOML (toml.io, version 1.0) writes it.
  package var written: String {
    switch self {
    case .string(let text): "\"" + text.unicodeScalars.map(Self.escape).joined() + "\""
    case .integer(let number): String(number)
    case .float(let number):
      number.isNaN ? "nan" : number.isInfinite ? (number < 0 ? "-inf" : "inf") : String(number)
    case .boolean(let flag): String(flag)
    case .date(let text): text
    case .array(let values): "[" + values.map(\.written).joined(separator: ", ") + "]"
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\t": return "\\t"
    case "\r": return "\\r"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: return String(scalar)
    }
  }
}
