/// The fields of one row of comma-separated values (RFC 4180).
///
/// Quotes count as ``QuotedLineRule`` has them count: only where a field begins. A field that goes
/// on after its closing quote, as `"Weird Al" Yankovic` does, is what it is, quotes and all.
struct CommaSeparatedRow {
  private struct Field {
    var start: Int
    var end: Int
    var hasDoubledQuotes = false
  }

  private var fields: [Field] = []
  /// True when a quote is opened and not closed.
  private(set) var isOpen = false

  var count: Int { fields.count }
  /// True when no field holds anything.
  var isBlank: Bool { fields.allSatisfy { $0.start == $0.end } }

  /// Cuts `record` into fields; what is asked of the row afterwards is asked of the same record.
  mutating func cut(_ record: TextSlice) {
    fields.removeAll(keepingCapacity: true)
    isOpen = false
    var at = 0
    repeat {
      at = cutField(of: record, from: at)
    } while at <= record.count
  }

  /// Cuts the field that begins at `start`; the index where the next one does.
  private mutating func cutField(of record: TextSlice, from start: Int) -> Int {
    let bytes = record.bytes
    var at = start
    while at < bytes.count, bytes[at] == UInt8(ascii: " ") || bytes[at] == TextByte.tab { at += 1 }
    if at < bytes.count, bytes[at] == TextByte.quote,
      let next = cutQuotedField(of: bytes, from: at + 1)
    {
      return next
    }
    let end = bytes[at...].firstIndex(of: TextByte.comma) ?? bytes.count
    append(Field(start: start, end: end), of: bytes)
    return end + 1
  }

  /// Cuts the field whose opening quote is just before `start`; nil when it goes on after its
  /// closing quote.
  private mutating func cutQuotedField(
    of bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    var field = Field(start: start, end: start)
    var at = start
    while at < bytes.count {
      guard bytes[at] == TextByte.quote else {
        at += 1
        continue
      }
      if at + 1 < bytes.count, bytes[at + 1] == TextByte.quote {
        field.hasDoubledQuotes = true
        at += 2
        continue
      }
      field.end = at
      at += 1
      while at < bytes.count, bytes[at] != TextByte.comma {
        guard TextByte.isBlank(bytes[at]) else { return nil }
        at += 1
      }
      append(field, of: bytes)
      return at + 1
    }
    isOpen = true
    field.end = at
    append(field, of: bytes)
    return at + 1
  }

  private mutating func append(_ field: Field, of bytes: UnsafeBufferPointer<UInt8>) {
    var field = field
    while field.start < field.end, TextByte.isBlank(bytes[field.start]) { field.start += 1 }
    while field.end > field.start, TextByte.isBlank(bytes[field.end - 1]) { field.end -= 1 }
    fields.append(field)
  }

  /// A field's bytes, trimmed; doubled quotes are still doubled. Empty when the row is too short.
  subscript(index: Int, of record: TextSlice) -> TextSlice {
    guard index < fields.count else { return record[..<0] }
    return record[fields[index].start..<fields[index].end]
  }

  /// A field as a name; nil when it is empty.
  func name(_ index: Int, of record: TextSlice) -> String? {
    guard index < fields.count, fields[index].hasDoubledQuotes else {
      return self[index, of: record].name
    }
    var kept: [UInt8] = []
    var skipsQuote = false
    for byte in self[index, of: record].bytes {
      skipsQuote = byte == TextByte.quote && !skipsQuote
      if !skipsQuote { kept.append(byte) }
    }
    return kept.withUnsafeBufferPointer { TextSlice($0).name }
  }

  /// A sentence about a row with too few or too many fields.
  static func wrongCount(_ count: Int, insteadOf expected: Int) -> String {
    "the row has \(count) \(count == 1 ? "column" : "columns") instead of \(expected)"
  }
}
