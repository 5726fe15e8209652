/// Why a file gave no sound, no tags or no fingerprint.
///
/// A recorded outcome, not a fault of Orpheus: the message is shown to the listener next to the
/// file's name.
package struct AudioFileError: Error, Hashable, Sendable {
  /// What kind of trouble.
  package enum Code: Hashable, Sendable {
    /// Nothing in it: no bytes, or a header without sound.
    case empty
    /// Its content is no kind of audio file that is known here, whatever its name says.
    case notAudio
    /// Audio, but too broken to decode a second of it.
    case damaged
    /// Audio that is whole, in a format without a decoder here.
    case unsupported(format: String)
    /// The system would not read it.
    case io
  }

  package let code: Code
  /// A sentence for the listener.
  package let message: String
  /// What the library or the system said, for the log.
  package let cause: String?

  /// Gathers one error.
  package init(_ code: Code, _ message: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }
}

extension AudioFileError: CustomStringConvertible {
  package var description: String { cause.map { "\(message) (\($0))" } ?? message }
}

extension AudioFileError {
  static func empty(_ message: String) -> Self { AudioFileError(.empty, message) }

  static func damaged(_ format: String, cause: String? = nil) -> Self {
    AudioFileError(
      .damaged, "The file is damaged: too little of its \(format) decodes.", cause: cause)
  }

  static func unsupported(_ format: String, cause: String? = nil) -> Self {
    AudioFileError(
      .unsupported(format: format), "Orpheus has no decoder for \(format).", cause: cause)
  }
}
