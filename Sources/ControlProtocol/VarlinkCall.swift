package import FoundationEssentials

/// One method call as it came over the wire.
///
/// The frame is kept rather than decoded as a whole: only whoever routes the call knows the type of
/// its parameters.
package struct VarlinkCall: Sendable {
  /// The full name, for example `org.orpheus.Control.Status`.
  package let method: String
  /// True when the client wants no reply at all.
  package let isOneway: Bool
  /// True when the client takes any number of replies.
  package let wantsMore: Bool
  /// True when the client wants to speak another protocol from here on.
  package let wantsUpgrade: Bool

  private let frame: Data

  /// Reads the outside of a call; throws ``FrameBreach/malformed(reason:)`` when it is none.
  package init(frame: Data) throws(FrameBreach) {
    do {
      let envelope = try JSONDecoder().decode(CallEnvelope.self, from: frame)
      method = envelope.method
      isOneway = envelope.oneway ?? false
      wantsMore = envelope.more ?? false
      wantsUpgrade = envelope.upgrade ?? false
      self.frame = frame
    } catch {
      throw .malformed(
        reason: "the message is not a Varlink call: \(DecodingFault.sentence(error))")
    }
  }

  /// The interface, for example `org.orpheus.Control`; nil when ``method`` has no dot.
  package var interface: String? {
    method.lastIndex(of: ".").map { String(method[..<$0]) }
  }

  /// The parameters as a request type reads them; members it does not know are passed over.
  ///
  /// Throws ``ControlError/invalidParameter(parameter:)`` with the name of the one that is missing
  /// or of the wrong type.
  package func parameters<Parameters: Decodable>(
    as type: Parameters.Type = Parameters.self
  ) throws(ControlError) -> Parameters {
    do {
      return try ParameterEnvelope.parameters(of: frame)
    } catch {
      throw .invalidParameter(parameter: DecodingFault.member(error))
    }
  }

  /// The frame, NUL included, of a call to `Request`'s method.
  ///
  /// Throws `EncodingError` for a number that is not finite.
  package static func frame<Request: ControlRequest>(
    calling request: Request, more: Bool = false, oneway: Bool = false
  ) throws -> Data {
    Data(
      try Wire.frame(
        OutgoingCall(
          method: Request.qualifiedMethod, parameters: request, more: more ? true : nil,
          oneway: oneway ? true : nil)))
  }
}

private struct CallEnvelope: Decodable {
  var method: String
  var oneway: Bool?
  var more: Bool?
  var upgrade: Bool?
}

private struct OutgoingCall<Parameters: Encodable>: Encodable {
  var method: String
  var parameters: Parameters
  var more: Bool?
  var oneway: Bool?
}
