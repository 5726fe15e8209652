/// How a frame can break the rules of the wire; the connection it came over is of no more use.
package enum FrameBreach: Error, Hashable, Sendable {
  /// More than `limit` bytes without a NUL.
  case tooLong(limit: Int)
  /// Objects and arrays nested more than `limit` deep.
  case tooDeep(limit: Int)
  /// Bytes that are not UTF-8.
  case notUTF8
  /// Something other than a JSON object.
  case notAnObject
  /// A JSON object that is not a call or a reply; `reason` says what is wrong with it.
  case malformed(reason: String)

  /// What the daemon answers before it closes the connection.
  package var controlError: ControlError {
    switch self {
    case .tooLong(let limit): .limitExceeded(limit: "a message has at most \(limit) bytes")
    case .tooDeep(let limit): .limitExceeded(limit: "a message nests at most \(limit) levels deep")
    case .notUTF8: .invalidRequest(reason: "the message is not UTF-8")
    case .notAnObject: .invalidRequest(reason: "the message is not a JSON object")
    case .malformed(let reason): .invalidRequest(reason: reason)
    }
  }
}
