import ListeningHistory
import MusicModel

/// The reading of one part, from bytes to batches: a state machine without input or output.
///
/// Progress is always that of the end of a record, so that a batch and its progress belong together
/// and what comes after is read again.
struct PartReading {
  /// The bytes of the shortest listen any format can spell; by it, no stretch of bytes holds more
  /// listens than a batch has room for.
  private static let shortestListen = 16

  private let batchSize: Int
  /// What an archive remembers of a part besides.
  private let extraState: ParserState
  private var splitter: any RecordSplitter
  private var window: FingerprintWindow
  private var gathering: Gathering
  /// The progress of the last batch.
  private var saved: HistoryProgress

  /// Begins at the start of the part, or after `known`, of which `window` holds the bytes before.
  init(
    part: String, format: HistoryFormat, identity: FileIdentity, context: ParserContext,
    batchSize: Int, extraState: ParserState = [:],
    after known: (progress: HistoryProgress, window: FingerprintWindow)? = nil
  ) {
    self.batchSize = min(max(batchSize, 1), 1 << 20)
    self.extraState = extraState
    let progress =
      known?.progress
      ?? HistoryProgress(
        format: format, identity: identity, offset: 0, line: 0, fingerprint: [], state: [:],
        isComplete: false)
    window = known?.window ?? FingerprintWindow()
    splitter = format.splitter(
      offset: progress.offset, line: progress.line, state: progress.state)
    gathering = Gathering(
      parser: format.parser(context: context, state: progress.state),
      batch: HistoryBatch(
        part: part, isFromStart: known == nil, listens: [], endsTentatively: false, passedOver: 0,
        damages: [], progress: progress))
    gathering.batch.progress.identity = identity
    gathering.batch.progress.isComplete = false
    gathering.batch.progress.state.merge(extraState) { $1 }
    saved = gathering.batch.progress
  }

  /// Takes bytes off the front of `chunk`, all of them or as many as fill a batch, which is
  /// returned.
  mutating func take(_ chunk: inout ArraySlice<UInt8>) -> HistoryBatch? {
    if gathering.batch.listens.count >= batchSize { return takeBatch() }
    while !chunk.isEmpty {
      let room = (batchSize - gathering.batch.listens.count) * Self.shortestListen
      chunk.prefix(room).withUnsafeBufferPointer { bytes in
        window.append(bytes)
        Self.split(bytes, &splitter, &gathering)
      }
      chunk = chunk.dropFirst(room)
      window.mark(gathering.batch.progress.offset)
      // Nearly full will do: the last few would be read in ever smaller pieces.
      let batch = gathering.batch
      let count = batch.listens.count + batch.damages.count + batch.passedOver
      if count >= batchSize - batchSize / 4 { return takeBatch() }
    }
    return nil
  }

  // Apart, because a closure may not use two properties of one value separately.
  private static func split(
    _ bytes: UnsafeBufferPointer<UInt8>, _ splitter: inout any RecordSplitter,
    _ gathering: inout Gathering
  ) {
    splitter.consume(bytes) { gathering.add($0) }
  }

  private static func finish(
    _ splitter: inout any RecordSplitter, _ gathering: inout Gathering
  ) {
    splitter.finish { gathering.addLast($0) }
  }

  /// The last batches, at least one. `damage` says why there is no more, when that is not because
  /// the part ends.
  mutating func finish(because damage: String? = nil) -> [HistoryBatch] {
    if let damage {
      let line = gathering.batch.progress.line + 1
      gathering.batch.damages.append(HistoryDamage(line: line, reason: damage))
    } else {
      Self.finish(&splitter, &gathering)
      window.mark(gathering.batch.progress.offset)
    }
    var batches: [HistoryBatch] = []
    while gathering.batch.listens.count > batchSize { batches.append(takeBatch()) }
    var last = takeBatch()
    last.progress.isComplete = true
    return batches + [last]
  }

  private mutating func takeBatch() -> HistoryBatch {
    // A damage whose extent is found out late can let go of more listens at once than a batch may
    // hold. They go in several batches, and the progress, of which only the end is known, with the
    // last: if it never comes, the others are read again.
    if let part = gathering.takeSurplus(over: batchSize, saved) { return part }
    var batch = gathering.takeBatch()
    batch.progress.fingerprint = window.fingerprint
    batch.progress.state = gathering.parserState.merging(splitter.state) { $1 }
      .merging(extraState) { $1 }
    saved = batch.progress
    return batch
  }
}

/// The records of one batch, as they come in.
private struct Gathering {
  var batch: HistoryBatch
  private var parser: any RecordParser

  init(parser: any RecordParser, batch: HistoryBatch) {
    self.parser = parser
    self.batch = batch
  }

  var parserState: ParserState { parser.state }

  /// Takes a record that may have its end still to come, at the end of the part.
  mutating func addLast(_ record: SplitRecord) {
    guard !record.isTerminated else {
      add(record)
      return
    }
    // Neither the progress nor what the parser remembers goes past such a record.
    var parser = parser
    switch record.problem.map(RecordOutcome.damaged) ?? parser.parse(record.bytes) {
    case .listen(let listen):
      batch.listens.append(listen)
      batch.endsTentatively = true
    case .damaged(let reason):
      batch.damages.append(HistoryDamage(line: record.line, reason: reason))
    // Counted when it has its end.
    case .passedOver, .nothing: break
    }
  }

  /// Takes a record that is whole.
  mutating func add(_ record: SplitRecord) {
    switch record.problem.map(RecordOutcome.damaged) ?? parser.parse(record.bytes) {
    case .listen(let listen): batch.listens.append(listen)
    case .damaged(let reason):
      batch.damages.append(HistoryDamage(line: record.line, reason: reason))
    case .passedOver: batch.passedOver += 1
    case .nothing: break
    }
    batch.progress.offset = record.endOffset
    batch.progress.line = record.nextLine
  }

  /// The first `count` listens, with the progress from before them, if there are more.
  mutating func takeSurplus(over count: Int, _ progress: HistoryProgress) -> HistoryBatch? {
    guard batch.listens.count > count else { return nil }
    let part = HistoryBatch(
      part: batch.part, isFromStart: batch.isFromStart,
      listens: Array(batch.listens.prefix(count)), endsTentatively: false, passedOver: 0,
      damages: [], progress: progress)
    batch.listens.removeFirst(count)
    batch.isFromStart = false
    return part
  }

  /// What has come in since the last time.
  mutating func takeBatch() -> HistoryBatch {
    let full = batch
    batch.isFromStart = false
    batch.listens.removeAll(keepingCapacity: true)
    batch.endsTentatively = false
    batch.passedOver = 0
    batch.damages.removeAll()
    return full
  }
}
