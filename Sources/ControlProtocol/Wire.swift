import FoundationEssentials

/// The way a message becomes bytes.
enum Wire {
  /// The JSON of `message` and the NUL that ends it.
  ///
  /// Throws ``JSONWriter/TooLong`` when the JSON has more than `limit` bytes.
  static func frame(_ message: some Encodable, limit: Int = .max) throws -> [UInt8] {
    var frame = try JSONWriter.bytes(of: message, limit: limit)
    frame.append(0)
    return frame
  }
}

/// The `parameters` member that calls and replies share.
enum ParameterEnvelope {
  private struct Envelope<Parameters: Decodable>: Decodable {
    var parameters: Parameters?
  }

  /// Decodes the `parameters` of `frame`; where there are none, an empty object stands for them.
  static func parameters<Parameters: Decodable>(of frame: Data) throws -> Parameters {
    let decoder = JSONDecoder()
    if let given = try decoder.decode(Envelope<Parameters>.self, from: frame).parameters {
      return given
    }
    return try decoder.decode(Parameters.self, from: Data("{}".utf8))
  }
}

/// What a decoding error is about, in words a client's author can act on.
enum DecodingFault {
  /// The member that is missing or wrong as the client wrote it, `topics.0` for an element;
  /// `parameters` when it is all of them or their JSON is broken.
  static func member(_ error: any Error) -> String { path(error) ?? "parameters" }

  /// What is wrong with the message as a whole.
  static func sentence(_ error: any Error) -> String {
    path(error).map { "\($0) is missing or of the wrong type" } ?? "the JSON is malformed"
  }

  private static func path(_ error: any Error) -> String? {
    var keys: [any CodingKey]
    switch error {
    case DecodingError.keyNotFound(let key, let context): keys = context.codingPath + [key]
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      keys = context.codingPath
    default: return nil
    }
    if keys.count > 1, keys.first?.stringValue == "parameters" { keys.removeFirst() }
    guard !keys.isEmpty else { return nil }
    return keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }
}
