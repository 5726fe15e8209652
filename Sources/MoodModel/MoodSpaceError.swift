/// Why a mood space could not be fitted, read or used.
package struct MoodSpaceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, for code that decides by it.
  package enum Code: Hashable, Sendable {
    /// Fewer than two tracks: nothing varies.
    case tooFewTracks
    /// An embedding of another length than the space's: another model made it.
    case wrongLength
    /// A value that is not a number, or infinite.
    case notFinite
    /// The bytes are not a mood space, or a damaged one.
    case damaged
    /// The bytes are of a format this version of Orpheus does not know.
    case unknownFormat
    /// LAPACK gave up.
    case decomposition
  }

  package let code: Code
  /// One sentence for people.
  package let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
