import CToml

/// A value of a TOML document; tables are flattened into the ``TOMLEntry/path`` of their values.
package enum TOMLValue: Hashable, Sendable {
  case string(String)
  case integer(Int64)
  case float(Double)
  case boolean(Bool)
  /// A date or time, as written.
  case date(String)
  case array([TOMLValue])
}

/// One `key = value` of a document.
package struct TOMLEntry: Hashable, Sendable {
  /// The keys from the root down: `analysis.windows` is `["analysis", "windows"]`.
  package var path: [String]
  package var value: TOMLValue
  /// The line of the value, from 1.
  package var line: Int

  /// The path as it is written in a document.
  package var key: String { path.joined(separator: ".") }
}

/// Why a document could not be read.
package struct TOMLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// From 1.
  package var line: Int
  /// From 1.
  package var column: Int
  package var message: String

  package var description: String { "line \(line), column \(column): \(message)" }
}

/// A parsed TOML document (toml.io, version 1.0) as a flat list of its values.
package struct TOMLDocument: Hashable, Sendable {
  /// Every value, sorted by line.
  package let entries: [TOMLEntry]

  /// Parses `text`.
  package init(parsing text: String) throws(TOMLError) {
    var builder = EntryBuilder()
    var error = orpheus_toml_error()
    var text = text
    let status = text.withUTF8 { bytes in
      withUnsafeMutablePointer(to: &builder) { builder in
        // An empty string may have no storage at all.
        orpheus_toml_parse(
          bytes.baseAddress ?? UnsafePointer(bitPattern: 1), bytes.count, builder,
          { context, node in
            guard let context, let node else { return }
            context.assumingMemoryBound(to: EntryBuilder.self).pointee.visit(node.pointee)
          }, &error)
      }
    }
    guard status == 0 else {
      let message = withUnsafeBytes(of: error.message) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw TOMLError(line: Int(error.line), column: Int(error.column), message: message)
    }
    entries = builder.entries.sorted { $0.line < $1.line }
  }
}

/// Collects what the walk visits; open arrays wait on a stack.
private struct EntryBuilder {
  var entries: [TOMLEntry] = []
  var openArrays: [[TOMLValue]] = []

  mutating func visit(_ node: orpheus_toml_node) {
    switch node.kind {
    case ORPHEUS_TOML_ARRAY_BEGIN:
      openArrays.append([])
    case ORPHEUS_TOML_ARRAY_END:
      if let elements = openArrays.popLast() { add(.array(elements), from: node) }
    case ORPHEUS_TOML_STRING: add(.string(text(of: node)), from: node)
    case ORPHEUS_TOML_DATE: add(.date(text(of: node)), from: node)
    case ORPHEUS_TOML_INTEGER: add(.integer(node.integer), from: node)
    case ORPHEUS_TOML_FLOAT: add(.float(node.real), from: node)
    case ORPHEUS_TOML_BOOLEAN: add(.boolean(node.integer != 0), from: node)
    default: break
    }
  }

  private mutating func add(_ value: TOMLValue, from node: orpheus_toml_node) {
    if openArrays.isEmpty {
      let path = (0..<node.path_count).map { index in
        node.path[index].map { String(cString: $0) } ?? ""
      }
      entries.append(TOMLEntry(path: path, value: value, line: Int(node.line)))
    } else {
      openArrays[openArrays.count - 1].append(value)
    }
  }

  private func text(of node: orpheus_toml_node) -> String {
    String(
      decoding: UnsafeRawBufferPointer(start: node.text, count: node.text_length), as: UTF8.self)
  }
}
