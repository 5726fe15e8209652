/// A parsed interface definition (varlink.org, "Interface Definition"), as much of it as the tests
/// need.
struct InterfaceDefinition {
  /// A type as it is written after a colon.
  indirect enum FieldType: Equatable {
    case bool, int, float, string, object
    case named(String)
    case optional(FieldType)
    case array(FieldType)
    case map(FieldType)
  }

  typealias Fields = [String: FieldType]

  struct Method: Equatable {
    var parameters: Fields
    var reply: Fields
  }

  struct SyntaxError: Error { var near: String }

  private(set) var name = ""
  private(set) var types: [String: Fields] = [:]
  private(set) var methods: [String: Method] = [:]
  private(set) var errors: [String: Fields] = [:]

  private var tokens: ArraySlice<String>

  init(parsing text: String) throws {
    tokens = Self.tokens(of: text)[...]
    try expect("interface")
    name = try take()
    while let keyword = tokens.popFirst() {
      let member = try take()
      switch keyword {
      case "type": types[member] = try fields()
      case "error": errors[member] = try fields()
      case "method":
        let parameters = try fields()
        try expect("->")
        methods[member] = Method(parameters: parameters, reply: try fields())
      default: throw SyntaxError(near: keyword)
      }
    }
  }

  private static func tokens(of text: String) -> [String] {
    text.split(separator: "\n").flatMap { line in
      line.prefix { $0 != "#" }.matches(of: #/->|\[string\]|\[\]|[?:,()]|[A-Za-z0-9_.]+/#)
        .map { String($0.output) }
    }
  }

  private mutating func take() throws -> String {
    guard let token = tokens.popFirst() else { throw SyntaxError(near: "the end") }
    return token
  }

  private mutating func expect(_ token: String) throws {
    let found = try take()
    guard found == token else { throw SyntaxError(near: found) }
  }

  private mutating func fields() throws -> Fields {
    try expect("(")
    var fields: Fields = [:]
    if tokens.first == ")" {
      tokens.removeFirst()
      return fields
    }
    while true {
      let name = try take()
      try expect(":")
      guard fields.updateValue(try type(), forKey: name) == nil else {
        throw SyntaxError(near: name)
      }
      let separator = try take()
      if separator == ")" { return fields }
      guard separator == "," else { throw SyntaxError(near: separator) }
    }
  }

  private mutating func type() throws -> FieldType {
    switch try take() {
    case "?": .optional(try type())
    case "[]": .array(try type())
    case "[string]": .map(try type())
    case "bool": .bool
    case "int": .int
    case "float": .float
    case "string": .string
    case "object": .object
    case let name where name.first?.isUppercase == true: .named(name)
    case let other: throw SyntaxError(near: other)
    }
  }
}

/// Any JSON value, for looking at what the structures encode to.
enum JSONValue: Decodable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }
}

extension InterfaceDefinition {
  /// Where `value` is not what `fields` declare, a sentence each. With `complete`, optional fields
  /// count as missing too: the samples fill every one.
  func differences(
    _ value: JSONValue, from fields: Fields, at path: String, complete: Bool
  ) -> [String] {
    guard case .object(let members) = value else { return ["\(path) is not an object"] }
    var found = members.keys.filter { fields[$0] == nil }.map { "\(path).\($0) is not declared" }
    for (name, type) in fields {
      if let member = members[name] {
        found += differences(member, from: type, at: "\(path).\(name)", complete: complete)
      } else if case .optional = type, !complete {
        continue
      } else {
        found.append("\(path).\(name) is missing")
      }
    }
    return found.sorted()
  }

  private func differences(
    _ value: JSONValue, from type: FieldType, at path: String, complete: Bool
  ) -> [String] {
    switch (type, value) {
    case (.bool, .bool), (.float, .number), (.string, .string), (.object, .object): []
    case (.int, .number(let number)) where number == number.rounded(): []
    case (.optional(let inner), _):
      differences(value, from: inner, at: path, complete: complete)
    case (.array(let inner), .array(let elements)):
      elements.flatMap { differences($0, from: inner, at: "\(path)[]", complete: complete) }
    case (.map(let inner), .object(let members)):
      members.flatMap {
        differences($0.value, from: inner, at: "\(path).\($0.key)", complete: complete)
      }
    case (.named(let name), _):
      types[name].map { differences(value, from: $0, at: path, complete: complete) }
        ?? ["\(path) has the undeclared type \(name)"]
    default: ["\(path) is not of type \(type)"]
    }
  }
}
