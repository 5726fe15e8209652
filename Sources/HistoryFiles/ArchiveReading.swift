import ListeningHistory
import MusicModel
import SystemPackage

/// The reading of a zip archive, member by member.
struct ArchiveReading {
  /// Keys of ``HistoryProgress/state``: which bytes a member had, and whether it was the last one
  /// of its archive to be dealt with.
  private static let checksumKey = "zip.crc32"
  private static let lengthKey = "zip.length"
  private static let endKey = "zip.end"

  private let archive: HistoryArchive
  private let path: FilePath
  private let identity: FileIdentity
  private let known: [String: HistoryProgress]
  private let context: ParserContext
  private let batchSize: Int
  private let limits: HistoryArchiveLimits

  private var parts: [String: HistoryFormat] = [:]
  private var bytesRead: Int64 = 0
  /// The bytes of the open member that were unpacked.
  private var memberLength: Int64 = 0
  /// True once the archive has unpacked to all it may.
  private var isFull = false
  /// The last batch of the part before: kept until it is known whether another part follows.
  private var held: HistoryBatch?

  /// Opens the archive `file`.
  init(
    _ file: HistoryDescriptor, known: [String: HistoryProgress], context: ParserContext,
    batchSize: Int, limits: HistoryArchiveLimits
  ) async throws {
    archive = try await awayFromTasks { try HistoryArchive(file) }
    path = file.path
    identity = file.identity
    self.known = known
    self.context = context
    self.batchSize = batchSize
    self.limits = limits
  }

  /// True for the progress of the part after which nothing was left to read in its archive.
  static func isEndOfArchive(_ progress: HistoryProgress) -> Bool {
    progress.state[endKey] != nil
  }

  /// Reads what is new in the archive.
  mutating func read(
    _ body: (HistoryBatch) async throws -> Void
  ) async throws -> HistoryFileOutcome {
    let limit = limits.members
    let members = try await awayFromTasks { [archive] in archive.members(limit: limit) }
    var problems: [String] = []
    var isAnyEncrypted = false
    for member in members where !isFull {
      try Task.checkCancellation()
      if member.isEncrypted {
        isAnyEncrypted = true
        problems.append("\(member.name) is encrypted")
      } else if let progress = known[member.name], progress.isComplete,
        Self.stamp(member).allSatisfy({ progress.state[$0] == $1 })
      {
        try await pass(member, progress, body)
      } else if let reason = try await read(member, body) {
        problems.append("\(member.name): \(reason)")
      }
    }
    if var last = held {
      last.progress.state[Self.endKey] = "1"
      try await body(last)
    }
    guard parts.isEmpty else {
      return .read(
        HistoryFileReading(parts: parts, bytesRead: bytesRead, problems: problems))
    }
    if isAnyEncrypted { throw HistoryFileError(.encryptedArchive, path: path) }
    if let problem = problems.first {
      throw HistoryFileError(.damagedArchive(problem), path: path)
    }
    return .notHistory
  }

  /// What tells one version of a member from another.
  private static func stamp(_ member: HistoryArchive.Member) -> ParserState {
    [
      checksumKey: String(member.checksum, radix: 16), lengthKey: String(member.length),
    ]
  }

  /// Hands over the last batches of a part, but for the very last.
  private mutating func hold(
    _ batches: [HistoryBatch], _ body: (HistoryBatch) async throws -> Void
  ) async throws {
    for batch in batches.dropLast() { try await body(batch) }
    held = batches.last
  }

  /// Hands over the last batch of a part, now that another follows.
  private mutating func release(_ body: (HistoryBatch) async throws -> Void) async throws {
    guard let batch = held else { return }
    held = nil
    try await body(batch)
  }

  /// Notes that a member is the same in this version of the archive.
  private mutating func pass(
    _ member: HistoryArchive.Member, _ progress: HistoryProgress,
    _ body: (HistoryBatch) async throws -> Void
  ) async throws {
    try await release(body)
    parts[member.name] = progress.format
    var progress = progress
    progress.identity = identity
    progress.state[Self.endKey] = nil
    held = HistoryBatch(
      part: member.name, isFromStart: false, listens: [], endsTentatively: false, passedOver: 0,
      damages: [], progress: progress)
  }

  // MARK: One member

  /// Reads a member if it is a history; says why not when that cannot be found out.
  private mutating func read(
    _ member: HistoryArchive.Member, _ body: (HistoryBatch) async throws -> Void
  ) async throws -> String? {
    if let progress = known[member.name], progress.offset > 0,
      let (window, rest) = try await skip(member, to: progress)
    {
      var reading = PartReading(
        part: member.name, format: progress.format, identity: identity,
        context: context(for: member), batchSize: batchSize,
        extraState: Self.stamp(member), after: (progress, window))
      parts[member.name] = progress.format
      try await finish(member, &reading, first: rest, body)
      return nil
    }
    switch try await start(member) {
    case .damage(let reason): return reason
    case .end: return nil
    case .bytes(let head):
      guard let format = head.withUnsafeBufferPointer({ HistoryFormat.detect($0) }) else {
        return nil
      }
      let context = try await countedContext(for: member, format, head)
      var reading = PartReading(
        part: member.name, format: format, identity: identity, context: context,
        batchSize: batchSize, extraState: Self.stamp(member))
      parts[member.name] = format
      try await finish(member, &reading, first: head, body)
      return nil
    }
  }

  /// Reads `first` and the rest of the member that is open.
  private mutating func finish(
    _ member: HistoryArchive.Member, _ reading: inout PartReading, first: [UInt8],
    _ body: (HistoryBatch) async throws -> Void
  ) async throws {
    try await release(body)
    var chunk = first
    while true {
      var rest = chunk[...]
      while let batch = reading.take(&rest) {
        try await body(batch)
        try Task.checkCancellation()
      }
      switch try await next(of: member, HistoryFile.chunkLength) {
      case .bytes(let bytes): chunk = bytes
      case .end:
        try await hold(reading.finish(), body)
        return
      case .damage(let reason):
        try await hold(reading.finish(because: reason), body)
        return
      }
    }
  }

  /// Opens `member` and reads past what was dealt with; nil when that is not what it was, and the
  /// member is to be read anew.
  private mutating func skip(
    _ member: HistoryArchive.Member, to progress: HistoryProgress
  ) async throws -> (window: FingerprintWindow, rest: [UInt8])? {
    guard try await open(member) == nil else { return nil }
    var window = FingerprintWindow()
    var left = progress.offset
    while case .bytes(let bytes) = try await next(of: member, HistoryFile.chunkLength) {
      let count = Int(min(left, Int64(bytes.count)))
      bytes[..<count].withUnsafeBufferPointer { window.append($0) }
      left -= Int64(count)
      guard left == 0 else { continue }
      window.mark(progress.offset)
      guard window.fingerprint == progress.fingerprint else { return nil }
      return (window, Array(bytes[count...]))
    }
    return nil
  }

  /// Opens `member` and reads what its format is told by.
  private mutating func start(
    _ member: HistoryArchive.Member
  ) async throws -> HistoryArchive.Piece {
    if let reason = try await open(member) { return .damage(reason) }
    return try await next(of: member, HistoryFormat.headLength)
  }

  private mutating func open(_ member: HistoryArchive.Member) async throws -> String? {
    memberLength = 0
    return try await awayFromTasks { [archive] in archive.open(member) }
  }

  /// The next bytes of the open member, as far as the limits allow.
  private mutating func next(
    of member: HistoryArchive.Member, _ count: Int
  ) async throws -> HistoryArchive.Piece {
    try Task.checkCancellation()
    let piece = try await awayFromTasks { [archive] in archive.read(count) }
    switch piece {
    case .end: return piece
    case .damage(let reason):
      return .damage("the archive is damaged from here on: \(reason)")
    case .bytes(let bytes):
      memberLength += Int64(bytes.count)
      bytesRead += Int64(bytes.count)
      if bytesRead > limits.totalLength {
        isFull = true
        return .damage("the archive unpacks to more than can be read; the rest of it was left out")
      }
      if memberLength > limits.freeLength,
        memberLength / limits.expansion > member.packedLength
      {
        return .damage("this part unpacks to absurdly much; the rest of it was left out")
      }
      return piece
    }
  }

  // MARK: Context

  private func context(for member: HistoryArchive.Member) -> ParserContext {
    var context = context
    if member.modified > 0 { context.modified = member.modified }
    return context
  }

  /// The context of a member that was opened and of which `head` was read, after which it is so
  /// again.
  private mutating func countedContext(
    for member: HistoryArchive.Member, _ format: HistoryFormat, _ head: [UInt8]
  ) async throws -> ParserContext {
    let context = context(for: member)
    guard var counter = YearCounter(format) else { return context }
    counter.consume(head)
    while case .bytes(let bytes) = try await next(of: member, HistoryFile.chunkLength) {
      counter.consume(bytes)
    }
    _ = try await start(member)
    return counter.finished(context)
  }
}
