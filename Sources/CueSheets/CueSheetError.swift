/// Why a sheet divides nothing.
///
/// A recorded outcome, not a fault of Orpheus: the message is shown next to the sheet's name, and the
/// file that it is about is then taken whole.
package struct CueSheetError: Error, Hashable, Sendable {
  /// What is wrong, as a sentence.
  package let message: String

  /// Wraps a sentence.
  package init(_ message: String) { self.message = message }

  /// What is wrong on a line, counted from 1.
  init(line: Int, _ message: String) { self.message = "Line \(line): \(message)" }
}
