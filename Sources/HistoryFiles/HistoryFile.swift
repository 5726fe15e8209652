package import ListeningHistory
package import MusicModel
package import SystemPackage

/// Reads one file of listening history, in place and in pieces.
///
/// A plain file has one part, whose name is empty. Of a zip archive each member that is a history
/// is a part, named as inside, and nothing is unpacked to disk.
///
/// What was read before is not read again: a file of which the version is known is not opened, one
/// that has grown is read from where reading stopped, and of an archive that was replaced only
/// those members are read that are new or different. Whether a file has grown or is another is told
/// by a fingerprint, see ``HistoryProgress/fingerprint``.
package struct HistoryFile: Sendable {
  /// Bytes that are read at a time.
  static let chunkLength = 1 << 18

  /// Where the file lies.
  package let path: FilePath
  private let limits: HistoryArchiveLimits

  /// Names a file; nothing is opened yet.
  package init(_ path: FilePath, limits: HistoryArchiveLimits = HistoryArchiveLimits()) {
    self.path = path
    self.limits = limits
  }

  /// Reads on from `known`, by name of the part, in batches of at most `batchSize` listens, each of
  /// which `body` must have dealt with before the next is read.
  ///
  /// Every part ends with a batch whose progress is complete, if need be one without listens.
  /// `now`, in seconds since 1970, decides which times can be believed. Memory is bounded by a batch, a chunk and the longest
  /// record.
  ///
  /// Throws ``HistoryFileError``, what `body` throws, and `CancellationError` between chunks.
  package func read(
    after known: [String: HistoryProgress], localTime: LocalTime, now: Int64, batchSize: Int,
    _ body: (HistoryBatch) async throws -> Void
  ) async throws -> HistoryFileOutcome {
    let identity = try await awayFromTasks { [path] in
      try HistoryDescriptor.identity(of: path)
    }
    if Self.isUnchanged(identity, known) { return .unchanged }

    // From here on the version is that of the open file, whatever the path has come to mean.
    let file = try await awayFromTasks { [path] in try HistoryDescriptor(path) }
    let modified = file.identity.modified.dividedRoundingDown(by: 1_000_000_000)
    let context = ParserContext(localTime: localTime, now: now, modified: modified)

    if let progress = known[""], let window = try await Self.window(of: file, at: progress) {
      var reading = PartReading(
        part: "", format: progress.format, identity: file.identity, context: context,
        batchSize: batchSize,
        after: (progress, window))
      let end = try await Self.read(file, from: progress.offset, [], &reading, body)
      let looked = 2 * min(progress.offset, Int64(HistoryFingerprint.length))
      return .read(
        HistoryFileReading(
          parts: ["": progress.format], bytesRead: end - progress.offset + looked))
    }

    let head = try await awayFromTasks { try file.read(at: 0, count: HistoryFormat.headLength) }
    if HistoryArchive.isArchive(head) {
      var reading = try await ArchiveReading(
        file, known: known, context: context, batchSize: batchSize, limits: limits)
      return try await reading.read(body)
    }
    guard let format = head.withUnsafeBufferPointer({ HistoryFormat.detect($0) }) else {
      return .notHistory
    }
    let first = try await Self.context(context, for: format, atStartOf: file)
    var reading = PartReading(
      part: "", format: format, identity: file.identity, context: first.context,
      batchSize: batchSize)
    let end = try await Self.read(file, from: Int64(head.count), head, &reading, body)
    return .read(
      HistoryFileReading(parts: ["": format], bytesRead: end + first.bytesRead))
  }

  /// True when everything in the version `identity` was dealt with.
  private static func isUnchanged(
    _ identity: FileIdentity, _ known: [String: HistoryProgress]
  ) -> Bool {
    known.contains { part, progress in
      progress.identity == identity && progress.isComplete
        && (part.isEmpty || ArchiveReading.isEndOfArchive(progress))
    }
  }

  /// The bytes before the offset of `progress`, if they are still those that were read then.
  private static func window(
    of file: HistoryDescriptor, at progress: HistoryProgress
  ) async throws -> FingerprintWindow? {
    let offset = progress.offset
    guard offset > 0, file.identity.size >= offset else { return nil }
    let length = Int(min(Int64(HistoryFingerprint.length), offset))
    let (head, tail) = try await awayFromTasks {
      (
        try file.read(at: 0, count: length),
        try file.read(at: offset - Int64(length), count: length)
      )
    }
    guard head.count == length, tail.count == length else { return nil }
    let window = FingerprintWindow(at: offset, head: head, tail: tail)
    return window.fingerprint == progress.fingerprint ? window : nil
  }

  /// Reads `first`, then `file` from `offset` to its end, which is returned.
  private static func read(
    _ file: HistoryDescriptor, from offset: Int64, _ first: [UInt8],
    _ reading: inout PartReading, _ body: (HistoryBatch) async throws -> Void
  ) async throws -> Int64 {
    var offset = offset
    var chunk = first
    repeat {
      // Not only between batches: a file may be long and hold none.
      try Task.checkCancellation()
      var rest = chunk[...]
      while let batch = reading.take(&rest) {
        try await body(batch)
        try Task.checkCancellation()
      }
      let next = offset
      chunk = try await awayFromTasks { try file.read(at: next, count: chunkLength) }
      offset += Int64(chunk.count)
    } while !chunk.isEmpty
    for batch in reading.finish() { try await body(batch) }
    return offset
  }

  /// What the parser of a file that is read from its start has to be told: for a log that does not
  /// name its years, how many there are, which takes a reading of its own.
  private static func context(
    _ context: ParserContext, for format: HistoryFormat, atStartOf file: HistoryDescriptor
  ) async throws -> (context: ParserContext, bytesRead: Int64) {
    guard var counter = YearCounter(format) else { return (context, 0) }
    var offset: Int64 = 0
    while true {
      try Task.checkCancellation()
      let next = offset
      let chunk = try await awayFromTasks { try file.read(at: next, count: chunkLength) }
      if chunk.isEmpty { break }
      counter.consume(chunk)
      offset += Int64(chunk.count)
    }
    return (counter.finished(context), offset)
  }
}
