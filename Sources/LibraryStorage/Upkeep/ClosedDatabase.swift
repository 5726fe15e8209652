import Dispatch
import GRDB
import SystemPackage

/// A library database that nobody has open: a copy, or a backup.
struct ClosedDatabase: Sendable {
  let file: FilePath

  /// Makes a copy a file that needs no other: one of a database with a write-ahead log would want
  /// one of its own. Nobody may hold it open. Blocks.
  func seal() throws(StoreError) {
    try open { db in
      _ = try db.rows("PRAGMA journal_mode = DELETE")
    }
  }

  /// Reads all of it and throws `.corrupt` when it is damaged, `.foreign` or `.newerVersion` when
  /// it is not one that this program can use. Cancelling the task cuts it short.
  func check() async throws(StoreError) {
    let interrupter = Interrupter()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        DispatchQueue.global(qos: .background).async {
          continuation.resume(
            returning: Result { () throws(StoreError) in
              try open(readOnly: true) { db in
                try interrupter.guarding(db) {
                  guard try Schema.verify(db) > 0 else {
                    throw StoreError(.corrupt, "The copy is empty.")
                  }
                  try db.checkEverything()
                }
              }
            })
        }
      }
    } onCancel: {
      interrupter.interrupt()
    }
    try result.get()
  }

  private func open(
    readOnly: Bool = false, _ body: @escaping (Database) throws -> Void
  ) throws(StoreError) {
    var configuration = Configuration()
    configuration.label = "orpheus.copy"
    configuration.readonly = readOnly
    configuration.prepareDatabase { db in
      // No -shm file, see Connection.
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA mmap_size = 0")
      db.add(function: BlobChecksum.function)
    }
    do {
      let queue = try DatabaseQueue(path: file.string, configuration: configuration)
      defer { try? queue.close() }
      try queue.inDatabase(body)
    } catch {
      throw StoreError(error)
    }
  }
}

extension Database {
  /// Reads everything; throws `.corrupt` with the first thing that is not as it should be.
  func checkEverything() throws {
    try expectNothing(from: "PRAGMA integrity_check(1)")
    try checkReferences()
    try checkBlobs()
  }

  /// Throws `.corrupt` with what a check of SQLite's own finds.
  func expectNothing(from check: String) throws {
    let finding: String? = try row(check)?[0]
    guard finding == "ok" else {
      // A heading and a line for each finding.
      let detail = finding?.split(separator: "\n").last.map(String.init)
      throw StoreError(.corrupt, "The library database is damaged: \(detail ?? "no answer").")
    }
  }

  /// Throws `.corrupt` when a row refers to another that is not there.
  func checkReferences() throws {
    guard let row = try row("PRAGMA foreign_key_check") else { return }
    let table: String = row[0]
    throw StoreError(
      .corrupt, "The library database is damaged: what a row of \(table) refers to is gone.")
  }
}
