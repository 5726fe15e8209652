import FoundationEssentials
import Glibc
import Logging
import Settings
import Synchronization
import SystemPackage

/// The crash ledger in the state folder, where it outlives the daemon. A ledger that cannot be read
/// begins anew, and one that cannot be written is only missed.
final class CrashRecord: Sendable {
  private let file: FilePath
  private let logger: Logger
  private let ledger: Mutex<CrashLedger>

  /// Reads the ledger in `folder` and signs this run in.
  ///
  /// `now` is in seconds since 1970.
  init(
    folder: FilePath, system: SystemFiles, logger: Logger, now: Int64,
    version: String = OrpheusVersion.current
  ) {
    file = folder.appending("crashes.json")
    self.logger = logger
    var ledger = Self.read(file) ?? CrashLedger()
    let run = CrashLedger.Run(
      began: now, boot: system.word("proc/sys/kernel/random/boot_id") ?? "", version: version)
    let hasCrashed = ledger.begin(run)
    self.ledger = Mutex(ledger)
    if hasCrashed {
      logger.warning(
        "the daemon did not end in order the last time",
        metadata: ["crashes": "\(ledger.crashes.count)"])
    }
    write(ledger)
  }

  /// True when no worker may be started until ``forgive()``.
  var isHolding: Bool { ledger.withLock { $0.isHolding } }

  /// What `status` says while ``isHolding``.
  static let explanation = """
    the daemon crashed \(CrashLedger.limit) times in \(CrashLedger.period / 60) minutes, so no \
    tracks are analysed until you ask with orpheusctl resume; its log may say why
    """

  /// Signs this run out. Where that cannot be written, as on a full disk, the whole ledger goes,
  /// which needs no room: to forget crashes is better than to count a stop as one.
  func end() {
    ledger.withLock { ledger in
      ledger.end()
      if !write(ledger) { _ = file.withPlatformString { unlink($0) } }
    }
  }

  /// Starts counting anew.
  func forgive() { change { $0.forgive() } }

  private func change(_ body: (inout CrashLedger) -> Void) {
    ledger.withLock { ledger in
      let former = ledger
      body(&ledger)
      if ledger != former { write(ledger) }
    }
  }

  private static func read(_ file: FilePath) -> CrashLedger? {
    var bytes = [UInt8](repeating: 0, count: 16_384)
    guard
      let file = try? FileDescriptor.open(file, .readOnly, options: [.closeOnExec, .nonBlocking]),
      let count = try? file.closeAfter({
        try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
      })
    else { return nil }
    return try? JSONDecoder().decode(CrashLedger.self, from: Data(bytes.prefix(count)))
  }

  /// Replaces the file in one step: a crash in the middle leaves the former one.
  @discardableResult
  private func write(_ ledger: CrashLedger) -> Bool {
    var draft = file
    draft.extension = "new"
    do {
      let bytes = try JSONEncoder().encode(ledger)
      let descriptor = try FileDescriptor.open(
        draft, .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: .ownerReadWrite)
      try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
      let status = draft.withPlatformString { draft in file.withPlatformString { rename(draft, $0) }
      }
      if status != 0 { throw Errno(rawValue: errno) }
      return true
    } catch {
      _ = draft.withPlatformString { unlink($0) }
      logger.warning("crashes cannot be counted: \(error)", metadata: ["path": "\(file)"])
      return false
    }
  }
}
