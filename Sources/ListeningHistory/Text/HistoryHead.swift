/// The first records of a file, by which its format is told.
struct HistoryHead {
  /// As many as tell a format; the rest of the head is looked at by nobody.
  static let usual = 64

  private let records: [[UInt8]]

  /// Cuts `head` into at most `limit` records, with what the head cuts short or leaves open.
  init(
    _ head: UnsafeBufferPointer<UInt8>, framing: RecordFraming, limit: Int = HistoryHead.usual
  ) {
    var records: [[UInt8]] = []
    func keep(_ record: SplitRecord) {
      if records.count < limit, record.problem == nil { records.append(Array(record.bytes)) }
    }
    if var splitter = TextFormats.splitter(framing) {
      splitter.consume(head, keep)
      splitter.finish(keep)
    }
    self.records = records
  }

  func forEach(_ body: (TextSlice) -> Void) {
    for record in records { record.withUnsafeBufferPointer { body(TextSlice($0)) } }
  }
}
