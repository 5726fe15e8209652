package import AudioDecoding
import Inference
import ModelCatalogue

/// Why there is no analysis.
package enum AnalysisError: Error, Sendable {
  /// The file is at fault; recorded with it.
  case unreadable(AudioFileError)
  /// The set-up is at fault; the file waits.
  case unavailable(String)

  /// The runtime's complaint: about the numbers it was fed, which is the file's doing, or about
  /// itself.
  init(_ error: InferenceError) {
    switch error.code {
    case .notFinite, .input:
      self = .unreadable(AudioFileError(.damaged, "Its sound gives no meaningful numbers."))
    case .runtimeUnavailable, .model, .mismatch, .run: self = .unavailable(error.description)
    }
  }

  init(_ error: ModelError) { self = .unavailable(error.description) }
}

extension AudioFileError {
  /// A file that ended before anything could be heard.
  static var tooShort: Self { Self(.empty, "The file holds no sound.") }
}

/// Runs `body`, which reads the file, and blames the file for what goes wrong.
func reading<Value>(
  _ body: () throws(AudioFileError) -> Value
) throws(AnalysisError) -> Value {
  do throws(AudioFileError) {
    return try body()
  } catch {
    throw .unreadable(error)
  }
}
