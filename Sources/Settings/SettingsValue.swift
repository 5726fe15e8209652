import SystemPackage
import TOML

/// What one kind of value looks like in the file: how it is read, shown and asked for.
struct SettingsValue<Value: Sendable>: Sendable {
  /// Completes “expected …”.
  var expected: String
  /// Nil when the value is not of this kind or out of bounds.
  var read: @Sendable (TOMLValue, XDGPaths) -> Value?
  /// The value as the file would hold it.
  var show: @Sendable (Value) -> TOMLValue
}

extension SettingsValue<Bool> {
  static let boolean = SettingsValue(
    expected: "true or false",
    read: { value, _ in if case .boolean(let flag) = value { flag } else { nil } },
    show: { .boolean($0) })
}

extension SettingsValue<Int> {
  static func integer(_ range: ClosedRange<Int>) -> SettingsValue {
    SettingsValue(
      expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      read: { value, _ in
        guard case .integer(let number) = value, let number = Int(exactly: number) else {
          return nil
        }
        return range.contains(number) ? number : nil
      },
      show: { .integer(Int64($0)) })
  }
}

extension SettingsValue<Double> {
  /// A number in `range`, `unit` being how people say what it counts, if anything.
  static func number(_ range: ClosedRange<Double>, _ unit: String?) -> SettingsValue {
    SettingsValue(
      expected:
        "a number\(unit.map { " of \($0)" } ?? "") from \(shortest(range.lowerBound)) to \(shortest(range.upperBound))",
      read: { value, _ in
        let number: Double
        switch value {
        case .integer(let whole): number = Double(whole)
        case .float(let real): number = real
        default: return nil
        }
        return range.contains(number) ? number : nil
      },
      show: { value in
        Int64(exactly: value).map(TOMLValue.integer) ?? .float(value)
      })
  }

  private static func shortest(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}

extension SettingsValue where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the raw values of an enumeration.
  static func oneOf(_: Value.Type) -> SettingsValue {
    let names = Value.allCases.map { "\"\($0.rawValue)\"" }
    return SettingsValue(
      expected: names.dropLast().joined(separator: ", ") + " or " + (names.last ?? ""),
      read: { value, _ in
        if case .string(let text) = value { Value(rawValue: text) } else { nil }
      },
      show: { .string($0.rawValue) })
  }
}

extension SettingsValue<String> {
  /// A word that may become part of a file name.
  static let name = SettingsValue(
    expected: "a name of lower-case letters, digits and hyphens",
    read: { value, _ in
      guard case .string(let text) = value, !text.isEmpty,
        text.utf8.allSatisfy({ "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) })
      else { return nil }
      return text
    },
    show: { .string($0) })
}

extension SettingsValue<[String]> {
  static let patterns = SettingsValue(
    expected: "a list of patterns such as \"*.tmp\"",
    read: { value, _ in
      elements(of: value) { element in
        guard case .string(let text) = element, !text.isEmpty else { return nil }
        return text
      }
    },
    show: { .array($0.map(TOMLValue.string)) })
}

extension SettingsValue<[FilePath]> {
  static func folders(atLeast minimum: Int) -> SettingsValue {
    SettingsValue(
      expected: "a list of \(minimum > 0 ? "at least one folder" : "folders"), "
        + "each an absolute path or beginning with ~/",
      read: { value, paths in
        let folders = elements(of: value) { element in
          if case .string(let text) = element { paths.expand(text) } else { nil }
        }
        guard let folders, folders.count >= minimum else { return nil }
        return folders
      },
      show: { .array($0.map { .string($0.string) }) })
  }
}

extension SettingsValue<FilePath> {
  /// A path; an empty string stands for the automatic one.
  static func path(automatic: @escaping @Sendable (XDGPaths) -> FilePath) -> SettingsValue {
    SettingsValue(
      expected: "an absolute path, one beginning with ~/, or \"\" for the automatic one",
      read: { value, paths in
        guard case .string(let text) = value else { return nil }
        return text.isEmpty ? automatic(paths) : paths.expand(text)
      },
      show: { .string($0.string) })
  }
}

/// Reads each element of an array; nil when `value` is none or one element cannot be read.
private func elements<Element>(
  of value: TOMLValue, _ read: (TOMLValue) -> Element?
) -> [Element]? {
  guard case .array(let values) = value else { return nil }
  let elements = values.compactMap(read)
  return elements.count == values.count ? elements : nil
}
