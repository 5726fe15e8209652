/// Finds the objects that are listens in a JSON document of any size, holding one at a time.
///
/// A listen is an object that is an element of an array, wherever that array stands: at the root,
/// under a key of ``JSONListKeys/lists`` (then of any depth), or in an array of such pages. Objects
/// one after the other without an array are taken too.
///
/// A damaged object costs only itself. When the grammar is broken, the next opening brace whose
/// first name is one that a listen begins with is where the listens go on; whatever lies between is
/// one damage. It is looked for from the beginning of the damaged object, because a string that
/// lost its end may have swallowed the beginning of the next. White space, commas and closing
/// brackets between the elements are passed over without asking whether they are where they should
/// be.
package struct JSONObjectSplitter: RecordSplitter {
  /// No listen is longer, in bytes.
  static let maximumLength = 1 << 20
  /// Deeper than any format lays its lists.
  private static let maximumOpen = 16
  private static let openKey = "json.open"
  private static let againKey = "json.again"

  private enum Mode {
    /// In a list, or outside of everything, between elements.
    case between
    /// In an object that may be a listen or may turn out to hold lists.
    case candidate
    /// In an object that holds lists, but not in one of them.
    case wrapper
    /// Looking for the next listen after a damage.
    case lost
  }

  private let keys: JSONListKeys
  private var mode = Mode.between
  private var tracker = JSONValueTracker(capturesNames: false)
  /// The brackets and braces around the elements.
  private var open: [UInt8]
  /// ``open`` and ``readAgainUpTo`` at the end of the last record.
  private var boundary: (open: [UInt8], readAgainUpTo: Int64)
  /// The offset and line of the next byte.
  private var offset: Int64
  private var line: Int
  /// Where the candidate began.
  private var startOffset: Int64 = 0
  private var startLine = 0
  /// The beginning of the candidate, as far as it came with earlier bytes.
  private var held: [UInt8] = []
  /// What was met and not yet reported; while there is one, a candidate is not certain to be one.
  private var damage: (line: Int, reason: String)?
  /// In ``Mode/lost``, the last byte that was not white space.
  private var lastByte: UInt8 = 0
  /// What lies before was read twice already; once more and time would be quadratic.
  private var readAgainUpTo: Int64 = 0

  /// Begins at `offset` bytes and `line` lines into the document, with the ``state`` another
  /// splitter had there.
  package init(_ format: HistoryFormat, offset: Int64, line: Int, state: ParserState) {
    keys = JSONListKeys(format)
    self.offset = offset
    self.line = line + 1
    open = Array((state[Self.openKey] ?? "").utf8).filter {
      $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{")
    }
    readAgainUpTo = state[Self.againKey].flatMap { Int64($0) } ?? 0
    boundary = (open, readAgainUpTo)
    if open.last == UInt8(ascii: "{") { returnToWrapper() }
  }

  package var state: ParserState {
    var state: ParserState = [:]
    if !boundary.open.isEmpty {
      state[Self.openKey] = String(decoding: boundary.open, as: UTF8.self)
    }
    if boundary.readAgainUpTo > 0 { state[Self.againKey] = String(boundary.readAgainUpTo) }
    return state
  }

  package mutating func consume(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (SplitRecord) throws -> Void
  ) rethrows {
    var index = 0
    while index < bytes.count {
      switch mode {
      case .between: stepBetween(bytes[index], &index)
      case .lost: stepLost(bytes[index], &index)
      case .wrapper:
        switch tracker.advance(through: bytes, from: &index, line: &line) {
        case .needsMore: break
        case .name: tracker.stopsAtContainer = keys.isList(tracker.name)
        case .container: mode = .between
        case .ended: leave()
        case .violation: lose("something here belongs to no record", at: line)
        }
      case .candidate: try stepCandidate(bytes, &index, body)
      }
    }
    if mode == .candidate {
      let start = Int(startOffset - offset)
      if start >= 0 { held.removeAll(keepingCapacity: true) }
      held.append(contentsOf: bytes[max(0, start)...])
    }
    offset += Int64(bytes.count)
  }

  package mutating func finish(_ body: (SplitRecord) throws -> Void) rethrows {
    if mode == .candidate, damage == nil {
      lose("the file ends in the middle of the record", at: startLine)
    }
    guard let damage else { return }
    self.damage = nil
    try body(
      SplitRecord(
        bytes: UnsafeBufferPointer(start: nil, count: 0), line: damage.line, nextLine: line - 1,
        endOffset: offset, isTerminated: false, problem: damage.reason))
  }

  // MARK: Between elements

  private mutating func stepBetween(_ byte: UInt8, _ index: inout Int) {
    let here = offset + Int64(index)
    switch byte {
    case UInt8(ascii: "\n"): line += 1
    case UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "\r"), UInt8(ascii: "\t"): break
    case UInt8(ascii: "{"):
      beginCandidate(at: here)
      return
    case UInt8(ascii: "[") where open.count < Self.maximumOpen: open.append(byte)
    case UInt8(ascii: "]"): leave()
    // One too many is nobody's loss.
    case UInt8(ascii: "}"): break
    // The byte order mark.
    case 0xEF where here == 0, 0xBB where here == 1, 0xBF where here == 2: break
    default:
      lose("something here belongs to no record", at: line)
      return
    }
    index += 1
  }

  /// Goes from the end of a list, or of an object that holds lists, to what is around it.
  private mutating func leave() {
    _ = open.popLast()
    if open.last == UInt8(ascii: "{") { returnToWrapper() } else { mode = .between }
  }

  private mutating func returnToWrapper() {
    tracker = JSONValueTracker(capturesNames: true, isInside: true)
    mode = .wrapper
  }

  // MARK: In an object

  private mutating func beginCandidate(at here: Int64) {
    startOffset = here
    startLine = line
    held.removeAll(keepingCapacity: true)
    tracker = JSONValueTracker(capturesNames: keys.hasLists || damage != nil)
    mode = .candidate
  }

  private mutating func stepCandidate(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int,
    _ body: (SplitRecord) throws -> Void
  ) rethrows {
    let start = Int(startOffset - offset)
    let limit = min(bytes.count, start + Self.maximumLength)
    let reachable = UnsafeBufferPointer(rebasing: bytes[..<limit])
    switch tracker.advance(through: reachable, from: &index, line: &line) {
    case .needsMore:
      if index == start + Self.maximumLength {
        try loseCandidate("the record is longer than 1 MiB", bytes, index, body)
      }
    case .name: try considerName(body)
    case .container:
      // Not a listen, then, but something around listens.
      guard open.count < Self.maximumOpen else {
        try loseCandidate("the record is nested too deeply", bytes, index, body)
        return
      }
      open.append(UInt8(ascii: "{"))
      mode = .between
    case .violation: try loseCandidate("the record is not valid JSON", bytes, index, body)
    case .ended:
      if damage != nil {
        // An empty object: nothing to tell a listen by.
        mode = .lost
        return
      }
      if open.last == UInt8(ascii: "{") { returnToWrapper() } else { mode = .between }
      let end = index
      boundary = (open, readAgainUpTo)
      if start >= 0 {
        try emit(UnsafeBufferPointer(rebasing: bytes[start..<end]), end, body)
      } else {
        held.append(contentsOf: bytes[..<end])
        try held.withUnsafeBufferPointer { try emit($0, end, body) }
      }
    }
  }

  private func emit(
    _ record: UnsafeBufferPointer<UInt8>, _ end: Int, _ body: (SplitRecord) throws -> Void
  ) rethrows {
    try body(
      SplitRecord(
        bytes: record, line: startLine, nextLine: line - 1, endOffset: offset + Int64(end),
        isTerminated: true, problem: nil))
  }

  /// Looks at a name of the candidate: does it hold lists, and is it one at all?
  private mutating func considerName(_ body: (SplitRecord) throws -> Void) rethrows {
    let isList = keys.isList(tracker.name)
    if let damage {
      guard isList || keys.mayBegin(tracker.name) else {
        mode = .lost
        lastByte = UInt8(ascii: "\"")
        return
      }
      self.damage = nil
      // A stray bracket may have closed the list too early, and many damages may have left many
      // brackets open. Only which objects hold lists matters.
      if open.count > Self.maximumOpen / 2 { open.removeAll() }
      if open.last == UInt8(ascii: "{") { open.append(UInt8(ascii: "[")) }
      boundary = (open, readAgainUpTo)
      try body(
        SplitRecord(
          bytes: UnsafeBufferPointer(start: nil, count: 0), line: damage.line,
          nextLine: startLine - 1, endOffset: startOffset, isTerminated: true,
          problem: damage.reason))
      tracker.capturesNames = keys.hasLists
    }
    tracker.stopsAtContainer = isList
  }

  // MARK: After a damage

  private mutating func lose(_ reason: String, at line: Int) {
    if damage == nil { damage = (line, reason) }
    held.removeAll(keepingCapacity: true)
    lastByte = 0
    mode = .lost
  }

  /// Gives up the candidate, of which the last byte read is before `index`, and looks for a listen
  /// in what it seemed to consist of.
  private mutating func loseCandidate(
    _ reason: String, _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int,
    _ body: (SplitRecord) throws -> Void
  ) rethrows {
    let start = Int(startOffset - offset)
    let isWorthwhile = damage == nil && startOffset >= readAgainUpTo
    let again = isWorthwhile ? (start < 0 ? held : []) + bytes[max(0, start)..<index] : []
    lose(reason, at: startLine)
    guard isWorthwhile else { return }

    let here = offset
    readAgainUpTo = offset + Int64(index)
    offset = startOffset + 1
    line = startLine
    try again.dropFirst().withUnsafeBufferPointer { try consume($0, body) }
    offset = here
    // Of a candidate that was found in there, only what lies before these bytes is held.
    held.removeLast(max(0, held.count - max(0, Int(offset - startOffset))))
  }

  private mutating func stepLost(_ byte: UInt8, _ index: inout Int) {
    switch byte {
    case UInt8(ascii: "\n"): line += 1
    case UInt8(ascii: " "), UInt8(ascii: "\r"), UInt8(ascii: "\t"): break
    // After a colon it would be a part of a listen.
    case UInt8(ascii: "{") where lastByte != UInt8(ascii: ":"):
      beginCandidate(at: offset + Int64(index))
      return
    default: lastByte = byte
    }
    index += 1
  }
}
