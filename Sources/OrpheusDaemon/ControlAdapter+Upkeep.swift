import ControlProtocol
import ControlTransport
import FoundationEssentials
import LibraryStorage
import MusicModel
import SystemPackage

// Backups of the library database, and what may be wrong with it.
extension ControlAdapter {
  func addUpkeep(to router: inout ControlRouter) {
    router.on(BackupsRequest.self) { _, _ async throws(ControlError) in
      BackupsReply(backups: upkeep.backups().map { BackupInfo($0) })
    }
    router.stream(BackupRequest.self, access: .change) { _, _, send in
      try await backUp { try await send($0) }
    }
    router.on(RestoreRequest.self, access: .change) { request, _ async throws(ControlError) in
      let copy = try path(request.path, request.pathBase64)
      // All that can go wrong goes wrong before the answer.
      restore(
        try await answering { () async throws(StoreError) in try await upkeep.stage(copy) })
      return EmptyReply()
    }
    router.on(DiagnoseRequest.self, access: .change) { _, _ async throws(ControlError) in
      DiagnoseReply(findings: await diagnose())
    }
  }

  /// Bytes in one reply: base64 makes them a third longer, and a reply has at most a mebibyte.
  private static let partSize = 512 << 10

  private func backUp(send: @Sendable (BackupPart) async throws -> Void) async throws {
    let file: FileDescriptor
    do throws(StoreError) {
      file = try await upkeep.openCopy()
    } catch {
      throw ControlError.failed(reason: error.message)
    }
    defer { try? file.close() }
    do {
      let total = Int(try file.seek(offset: 0, from: .end))
      var offset = 0
      while offset < total {
        let part = try read(file, at: offset)
        guard !part.isEmpty else { break }
        offset += part.count
        try await send(BackupPart(data: part.base64EncodedString(), total: total))
      }
    } catch {
      throw ControlError.failed(reason: "The copy could not be sent: \(error)")
    }
  }

  private func read(_ file: FileDescriptor, at offset: Int) throws -> Data {
    var buffer = [UInt8](repeating: 0, count: Self.partSize)
    let count = try buffer.withUnsafeMutableBytes {
      try file.read(fromAbsoluteOffset: Int64(offset), into: $0)
    }
    return Data(buffer[..<count])
  }

  /// Refuses what would have a client wait for room on the disk.
  func requireRoom() throws(ControlError) {
    guard status.storage.condition == .good else {
      throw .failed(reason: "the library database cannot be written now; see orpheusctl status")
    }
  }

  // MARK: - Findings

  private func diagnose() async -> [Finding] {
    var findings = [storageFinding]
    findings += await databaseFindings()
    findings.append(await backupFinding)
    findings += await unreadFindings
    if let sources = try? await store.historySources() {
      let troubled = sources.filter { if case .unreadable = $0.state { true } else { false } }
      findings.append(
        troubled.isEmpty
          ? Finding("histories", .good, "\(sources.count) read, none in trouble")
          : Finding(
            "histories", .warning, "\(troubled.count) of \(sources.count) are in trouble",
            remedy: "orpheusctl history stats"))
    }
    return findings
  }

  /// Folders and sheets that could not be read, as far as there is room for them.
  private var unreadFindings: [Finding] {
    get async {
      let count = store.figures.counts.problems
      let named = Self.namedProblems
      guard let problems = try? await store.problems(limit: named) else { return [] }
      guard !problems.isEmpty else {
        return [Finding("folders", .good, "every folder and sheet could be read")]
      }
      var findings = problems.map { problem in
        Finding("folders", .warning, "\(problem.path) cannot be read: \(problem.reason)".bounded)
      }
      if count > named {
        findings.append(Finding("folders", .warning, "and \(count - named) more; the log has them"))
      }
      return findings
    }
  }

  private static let namedProblems = 20

  private var storageFinding: Finding {
    switch status.storage.condition {
    case .full:
      return Finding(
        "storage", .failure, "there is no room for the database",
        remedy: "free at least \(LibraryStore.roomWanted >> 20) MiB at \(state)")
    case .failing(let reason):
      return Finding("storage", .failure, reason, remedy: "look at the disk of \(state)")
    case .good: break
    }
    guard let room = BackupFolder.room(at: state), room < LibraryStore.roomWanted else {
      return Finding("storage", .good, "\(state) can be written and has room")
    }
    return Finding(
      "storage", .warning, "\(state) has only \(room >> 20) MiB of room",
      remedy: "free at least \(LibraryStore.roomWanted >> 20) MiB there")
  }

  /// In a copy, so that nobody waits.
  private func databaseFindings() async -> [Finding] {
    do throws(StoreError) {
      let differences = try await upkeep.withCopy { (copy) throws(StoreError) in
        let opened = try await LibraryStore.open(at: copy, now: { 0 }, checksAfterCrash: false)
        let differences = try await opened.audit(localTime: .system)
        try await opened.close()
        return differences
      }
      let sound = Finding("database", .good, "read through, no damage")
      guard let first = differences.first else {
        return [sound, Finding("counts", .good, "everything counted again, no difference")]
      }
      return [
        sound,
        Finding(
          "counts", .failure, "\(differences.count) differ from what they count: \(first)",
          remedy: "restore a backup: orpheusctl backup --list"),
      ]
    } catch {
      switch error.code {
      case .corrupt:
        return [
          Finding(
            "database", .failure, error.message,
            remedy: "nothing: the newest backup is being restored")
        ]
      default: return [Finding("database", .warning, "not checked: \(error.message)")]
      }
    }
  }

  private var backupFinding: Finding {
    get async {
      guard let newest = upkeep.backups().first else {
        return Finding("backups", .good, "none yet; the first is made after a day")
      }
      let when = WallClockTime.text(newest.made)
      let age = await upkeep.age(of: newest)
      guard age > 3 * UpkeepPlan.day else {
        return Finding("backups", .good, "the last is of \(when)")
      }
      return Finding(
        "backups", .warning, "the last is of \(when)",
        remedy: "orpheusctl status says what keeps Orpheus from making one")
    }
  }
}

extension BackupInfo {
  /// A backup as the store has it.
  fileprivate init(_ backup: Backup) {
    let kind =
      switch backup.kind {
      case .daily: "daily"
      case .beforeVersion: "before-version"
      }
    self.init(
      path: WirePath(backup.file), kind: kind, made: Int(backup.made), bytes: Int(backup.bytes))
  }
}
