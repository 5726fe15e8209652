/// Cuts text into lines, quoted lines or paragraphs, as `Rule` tells.
///
/// A record that lies within one chunk is handed out where it lies; only one that straddles chunks
/// is copied. A record of more than ``TextLimits/record`` bytes is damage and is not kept. A UTF-8
/// byte-order mark at the start of the stream belongs to no record.
package struct TextSplitter<Rule: RecordRule>: RecordSplitter {
  private var rule: Rule
  /// The beginning of a record whose end has not come yet.
  private var pending: [UInt8] = []
  /// Bytes of that record that were thrown away because it is too long.
  private var discarded = 0
  /// Bytes and lines before that record.
  private var position: Int64
  private var line: Int
  /// Bytes of a byte-order mark that have come; nil once it is decided whether there is one.
  private var markBytes: Int?

  private static var byteOrderMark: [UInt8] { [0xEF, 0xBB, 0xBF] }

  /// Begins at `offset` bytes and `line` lines into the stream (0 and 0 at its start), with the
  /// ``state`` another splitter had there.
  package init(offset: Int64 = 0, line: Int = 0, state: ParserState = [:]) {
    rule = Rule(state: state)
    position = offset
    self.line = line
    markBytes = offset == 0 ? 0 : nil
  }

  package var state: ParserState { rule.state }

  package mutating func consume(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (SplitRecord) throws -> Void
  ) rethrows {
    var chunk = bytes
    if var matched = markBytes {
      let mark = Self.byteOrderMark
      var index = 0
      while index < chunk.count, matched < mark.count, chunk[index] == mark[matched] {
        matched += 1
        index += 1
      }
      if matched < mark.count, index == chunk.count {
        markBytes = matched
        return
      }
      markBytes = nil
      chunk = UnsafeBufferPointer(rebasing: chunk[index...])
      if matched == mark.count {
        position = Int64(matched)
      } else {
        // A beginning that only looked like a mark is text.
        pending.append(contentsOf: mark[..<matched])
        _ = pending.withUnsafeBufferPointer { rule.next(in: $0, from: 0) }
      }
    }
    try take(chunk, body)
  }

  package mutating func finish(_ body: (SplitRecord) throws -> Void) rethrows {
    if let matched = markBytes {
      markBytes = nil
      pending.append(contentsOf: Self.byteOrderMark[..<matched])
    }
    while !pending.isEmpty, rule.isUnbalanced(atEnd: pending),
      let lineEnd = pending.firstIndex(of: TextByte.lineFeed)
    {
      try giveUpFirstLine(of: pending, upTo: lineEnd, body)
    }
    let total = discarded + pending.count
    guard total > 0 else { return }
    let first = line + 1
    line += rule.lines + (pending.last == TextByte.lineFeed ? 0 : 1)
    position += Int64(total)
    let problem = discarded > 0 ? TextLimits.tooLong : nil
    let whole = pending
    (pending, discarded) = ([], 0)
    rule.reset()
    if Rule.dropsBlankRecords, problem == nil, whole.allSatisfy(TextByte.isBlank) { return }
    let (nextLine, endOffset) = (line, position)
    try whole.withUnsafeBufferPointer { bytes in
      try body(
        SplitRecord(
          bytes: bytes.droppingLineEnd, line: first, nextLine: nextLine, endOffset: endOffset,
          isTerminated: false, problem: problem))
    }
  }

  private mutating func take(
    _ chunk: UnsafeBufferPointer<UInt8>, _ body: (SplitRecord) throws -> Void
  ) rethrows {
    var start = 0
    var index = 0
    while index < chunk.count {
      switch rule.next(in: chunk, from: index) {
      case nil:
        index = chunk.count
      case .boundary(let boundary):
        let tail = UnsafeBufferPointer(rebasing: chunk[start..<boundary.end])
        try handOut(tail, boundary, body)
        start = boundary.end
        index = start
      case .unbalanced(let stop):
        if pending.contains(TextByte.lineFeed) {
          // The lines to be read anew lie partly in an earlier chunk: bring them together.
          let whole = pending + chunk[start...]
          let lineEnd = whole.firstIndex(of: TextByte.lineFeed) ?? 0
          try giveUpFirstLine(of: whole, upTo: lineEnd, body)
          return
        } else if let lineEnd = chunk[start..<stop].firstIndex(of: TextByte.lineFeed) {
          let tail = UnsafeBufferPointer(rebasing: chunk[start...lineEnd])
          rule.reset()
          try handOut(tail, .unbalancedLine(end: lineEnd + 1), body)
          start = lineEnd + 1
          index = start
        } else {
          rule.abandonQuote()
          index = stop
        }
      }
    }
    hold(UnsafeBufferPointer(rebasing: chunk[start...]))
  }

  /// Hands out the first line of a record with an unbalanced quote as damage, and reads the lines
  /// after it anew.
  private mutating func giveUpFirstLine(
    of whole: [UInt8], upTo lineEnd: Int, _ body: (SplitRecord) throws -> Void
  ) rethrows {
    pending = []
    rule.reset()
    try whole.withUnsafeBufferPointer { bytes in
      let first = UnsafeBufferPointer(rebasing: bytes[...lineEnd])
      try handOut(first, .unbalancedLine(end: first.count), body)
      try take(UnsafeBufferPointer(rebasing: bytes[(lineEnd + 1)...]), body)
    }
  }

  private mutating func hold(_ bytes: UnsafeBufferPointer<UInt8>) {
    if discarded > 0 || pending.count + bytes.count > TextLimits.record {
      discarded += pending.count + bytes.count
      pending = []
    } else {
      pending.append(contentsOf: bytes)
    }
  }

  /// Hands out the record that ends with `tail`.
  private mutating func handOut(
    _ tail: UnsafeBufferPointer<UInt8>, _ boundary: RecordBoundary,
    _ body: (SplitRecord) throws -> Void
  ) rethrows {
    let total = discarded + pending.count + tail.count
    var record = SplitRecord(
      bytes: tail, line: line + 1,
      nextLine: line + boundary.lines - (boundary.trailer > 0 ? 1 : 0),
      endOffset: position + Int64(total - boundary.trailer), isTerminated: true,
      problem: boundary.isUnbalanced ? TextLimits.unbalancedQuote : nil)
    position += Int64(total)
    line += boundary.lines
    guard total <= TextLimits.record else {
      (pending, discarded) = ([], 0)
      record.bytes = UnsafeBufferPointer(start: nil, count: 0)
      record.problem = TextLimits.tooLong
      try body(record)
      return
    }
    // A record of nothing but its trailer is the blank between records.
    let isBlank = total == boundary.trailer
    guard !pending.isEmpty else {
      record.bytes = tail.dropping(last: boundary.trailer).droppingLineEnd
      if !isBlank { try body(record) }
      return
    }
    // Out of `self` while it is lent out, and back for the sake of its capacity.
    var whole: [UInt8] = []
    swap(&whole, &pending)
    whole.append(contentsOf: tail)
    try whole.withUnsafeBufferPointer { bytes in
      record.bytes = bytes.dropping(last: boundary.trailer).droppingLineEnd
      if !isBlank { try body(record) }
    }
    whole.removeAll(keepingCapacity: true)
    swap(&whole, &pending)
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func dropping(last count: Int) -> Self {
    Self(rebasing: self[..<(self.count - count)])
  }

  /// Without the LF or CRLF it ends with, or the CR whose LF has not come yet.
  fileprivate var droppingLineEnd: Self {
    var end = count
    if end > 0, self[end - 1] == TextByte.lineFeed { end -= 1 }
    if end > 0, self[end - 1] == TextByte.carriageReturn { end -= 1 }
    return Self(rebasing: self[..<end])
  }
}
