import FoundationEssentials

/// What `--json` prints.
enum JSONDocument {
  /// One document, ending in a newline: keys sorted so that two runs can be compared, slashes as
  /// they are.
  ///
  /// - Parameter onOneLine: for a stream of documents, one a line.
  static func text(_ value: some Encodable, onOneLine: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if !onOneLine { encoder.outputFormatting.insert(.prettyPrinted) }
    // JSON has no number for what a damaged reply could hold.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let text = String(decoding: try encoder.encode(value), as: UTF8.self)
    // Pretty printing spreads even an empty object or array over three lines.
    return (["{\n\n}", "[\n\n]"].contains(text) ? text.filter { !$0.isNewline } : text) + "\n"
  }
}
