/// Cuts a stream of bytes into records.
///
/// A state machine without input or output: bytes go in, cut anywhere, and records come out whole,
/// the same ones however the bytes were cut. One that begins at an offset and a line that a
/// ``SplitRecord`` told, with the ``state`` of that time, goes on as if it had read all before.
/// When `body` throws, the splitter is of no further use.
package protocol RecordSplitter: Sendable {
  /// Takes in the next bytes; `body` gets each record that is complete.
  mutating func consume(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (SplitRecord) throws -> Void) rethrows

  /// Hands out what remains at the end of the stream, as a record that is not terminated.
  mutating func finish(_ body: (SplitRecord) throws -> Void) rethrows

  /// What has to be remembered besides offset and line to go on later, as words.
  var state: ParserState { get }
}

/// One record cut out of a stream. Not `Sendable`, and only valid during the call that hands it
/// out: its bytes lie in the chunk they came with, or in the splitter.
package struct SplitRecord {
  /// Without the line end; empty when the record is too long to be kept.
  package var bytes: UnsafeBufferPointer<UInt8>
  /// The line it starts on, from 1.
  package var line: Int
  /// Lines that have been dealt with once it is.
  package var nextLine: Int
  /// Bytes that have been dealt with once it is.
  package var endOffset: Int64
  package var isTerminated: Bool
  /// Set when the bytes are no record (too long, unbalanced quote): damage, and this says which.
  package var problem: String?

  /// Gathers one record.
  package init(
    bytes: UnsafeBufferPointer<UInt8>, line: Int, nextLine: Int, endOffset: Int64,
    isTerminated: Bool, problem: String? = nil
  ) {
    self.bytes = bytes
    self.line = line
    self.nextLine = nextLine
    self.endOffset = endOffset
    self.isTerminated = isTerminated
    self.problem = problem
  }
}
