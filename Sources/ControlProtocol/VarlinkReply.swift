package import FoundationEssentials

/// One reply as it came over the wire.
package struct VarlinkReply: Sendable {
  /// True when more replies to the same call follow.
  package let continues: Bool
  /// The error, when the call failed.
  package let error: ControlError?

  private let frame: Data

  /// Reads the outside of a reply; throws ``FrameBreach/malformed(reason:)`` when it is none.
  package init(frame: Data) throws(FrameBreach) {
    do {
      let envelope = try JSONDecoder().decode(ReplyEnvelope.self, from: frame)
      continues = envelope.continues ?? false
      error = try envelope.error.map { name in
        ControlError(wireName: name, parameters: try ParameterEnvelope.parameters(of: frame))
      }
      self.frame = frame
    } catch {
      throw .malformed(
        reason: "the message is not a Varlink reply: \(DecodingFault.sentence(error))")
    }
  }

  /// The parameters as a reply type reads them; throws ``FrameBreach/malformed(reason:)`` naming the
  /// member that is missing or of the wrong type.
  package func parameters<Parameters: Decodable>(
    as type: Parameters.Type = Parameters.self
  ) throws(FrameBreach) -> Parameters {
    do {
      return try ParameterEnvelope.parameters(of: frame)
    } catch {
      throw .malformed(reason: "the reply is not as expected: \(DecodingFault.sentence(error))")
    }
  }

  /// The frame, NUL included, of a successful reply; nil when it would have more than `limit` bytes,
  /// which is found out without writing more than that.
  ///
  /// Throws `EncodingError` for a number that is not finite.
  package static func frame(
    _ parameters: some Encodable, continues: Bool = false, limit: Int
  ) throws -> [UInt8]? {
    do {
      return try Wire.frame(
        OutgoingReply(parameters: parameters, continues: continues ? true : nil), limit: limit)
    } catch is JSONWriter.TooLong {
      return nil
    }
  }

  /// The frame, NUL included, of a successful reply of whatever length.
  ///
  /// Throws `EncodingError` for a number that is not finite.
  package static func frame(
    _ parameters: some Encodable, continues: Bool = false
  ) throws -> Data {
    Data(
      try Wire.frame(OutgoingReply(parameters: parameters, continues: continues ? true : nil)))
  }

  /// The frame, NUL included, of an error.
  package static func frame(error: ControlError) -> Data {
    let reply = OutgoingError(error: error.wireName, parameters: error.wireParameters)
    // Strings and integers always encode; should they not, a bare error is still a valid reply.
    let frame = (try? Wire.frame(reply)) ?? Array(#"{"error":"\#(error.wireName)"}"#.utf8) + [0]
    return Data(frame)
  }
}

private struct ReplyEnvelope: Decodable {
  var continues: Bool?
  var error: String?
}

private struct OutgoingReply<Parameters: Encodable>: Encodable {
  var parameters: Parameters
  var continues: Bool?
}

private struct OutgoingError: Encodable {
  var error: String
  var parameters: ErrorParameters
}
