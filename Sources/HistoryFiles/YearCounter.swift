import ListeningHistory

/// Counts how often the year turns in a log that does not name its years, before it is parsed.
///
/// Such a log is dated from its end, which is when the file was last written.
struct YearCounter {
  private var counter = MPDLogYearCounter()

  /// Nil for a format that needs no counting.
  init?(_ format: HistoryFormat) {
    guard format == .mpdLog else { return nil }
  }

  /// Takes the next bytes of the log.
  mutating func consume(_ chunk: [UInt8]) {
    chunk.withUnsafeBufferPointer { counter.consume($0) }
  }

  /// `context` with what was counted.
  mutating func finished(_ context: ParserContext) -> ParserContext {
    var context = context
    context.yearsSpanned = counter.finish(
      modified: context.modified, localTime: context.localTime)
    return context
  }
}
