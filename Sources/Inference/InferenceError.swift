/// Why a network could not be loaded or run.
package struct InferenceError: Error, Hashable, Sendable {
  /// What kind of trouble it is, for programs.
  package enum Code: String, Hashable, Sendable {
    /// No usable ONNX Runtime library.
    case runtimeUnavailable
    /// The model's file cannot be loaded.
    case model
    /// The model is another than its manifest describes.
    case mismatch
    /// The caller's tensor does not fit.
    case input
    /// Running the model failed.
    case run
    /// The model answered with something that is not a number.
    case notFinite
  }

  package var code: Code
  /// A sentence the user can act on.
  package var message: String
  /// What the library said, where that helps.
  package var cause: String?

  /// Gathers an error.
  package init(_ code: Code, _ message: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }
}

extension InferenceError: CustomStringConvertible {
  /// The message, and the cause after a colon.
  package var description: String {
    cause.map { "\(message): \($0)" } ?? message
  }
}
