/// Why a model cannot be described, installed or found.
package struct ModelError: Error, Hashable, Sendable {
  /// What kind of trouble it is, for programs.
  package enum Code: String, Hashable, Sendable {
    /// A manifest is missing, malformed or contradicts itself.
    case manifest
    /// No manifest has this name.
    case unknownModel
    /// The model is not installed, or damaged.
    case notInstalled
    /// No build of this model was verified for the machine's processor.
    case unsupportedProcessor
    /// python3 or its pip is missing.
    case toolMissing
    /// The package could not be fetched.
    case download
    /// A file is not the one the manifest names.
    case checksum
    /// A downloaded file cannot be read as what it claims to be.
    case format
    /// The file system is full.
    case diskFull
    /// Another installation is running in the same directory.
    case busy
    /// Any other refusal of the file system.
    case fileSystem
  }

  package var code: Code
  /// A sentence the user can act on.
  package var message: String
  /// What the system or a tool said, where that helps.
  package var cause: String?

  /// Gathers an error.
  package init(_ code: Code, _ message: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }
}

extension ModelError: CustomStringConvertible {
  /// The message, and the cause after a colon.
  package var description: String {
    cause.map { "\(message): \($0)" } ?? message
  }
}
