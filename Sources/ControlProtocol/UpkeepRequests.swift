// The safety of the library database: what clients ask and what they are answered.

/// `Backups() -> …`: the backups there are.
package struct BackupsRequest: ControlRequest {
  package typealias Reply = BackupsReply
  package static let method = "Backups"

  /// A request without parameters.
  package init() {}
}

/// What `Backups` answers.
package struct BackupsReply: Codable, Sendable, Hashable {
  /// Newest first.
  package var backups: [BackupInfo]

  /// Gathers the backups.
  package init(backups: [BackupInfo]) { self.backups = backups }
}

/// A backup of the library database.
package struct BackupInfo: Codable, Sendable, Hashable {
  /// The file as text.
  package var path: String
  /// The file as bytes, where the text cannot hold them; see ``WirePath``.
  package var pathBase64: String?
  /// `daily` or `before-version`.
  package var kind: String
  /// Seconds since 1970, UTC.
  package var made: Int
  package var bytes: Int

  /// Gathers one backup.
  package init(path: WirePath, kind: String, made: Int, bytes: Int) {
    self.path = path.text
    self.pathBase64 = path.base64
    self.kind = kind
    self.made = made
    self.bytes = bytes
  }

  enum CodingKeys: String, CodingKey {
    case path, kind, made, bytes
    case pathBase64 = "path_b64"
  }
}

/// `Backup() -> …`: a copy of the database, as a stream: the daemon may not be allowed to write where
/// the client wants to have it.
package struct BackupRequest: ControlRequest {
  package typealias Reply = BackupPart
  package static let method = "Backup"

  /// A request without parameters.
  package init() {}
}

/// The next bytes of a copy.
package struct BackupPart: Codable, Sendable, Hashable {
  /// The bytes in base64.
  package var data: String
  /// Bytes of the whole copy.
  package var total: Int

  /// Gathers one part.
  package init(data: String, total: Int) {
    self.data = data
    self.total = total
  }
}

/// `Restore(path, path_b64) -> ()`: goes on with a copy of the database.
package struct RestoreRequest: ControlRequest {
  package typealias Reply = EmptyReply
  package static let method = "Restore"

  /// The copy as text.
  package var path: String
  /// The copy as bytes, where the text cannot hold them; see ``WirePath``.
  package var pathBase64: String?

  /// Asks for the copy at `path` to take the database's place.
  package init(path: WirePath) {
    self.path = path.text
    self.pathBase64 = path.base64
  }

  enum CodingKeys: String, CodingKey {
    case path
    case pathBase64 = "path_b64"
  }
}

/// `Diagnose() -> …`: looks for anything wrong.
package struct DiagnoseRequest: ControlRequest {
  package typealias Reply = DiagnoseReply
  package static let method = "Diagnose"

  /// A request without parameters.
  package init() {}
}

/// What `Diagnose` answers.
package struct DiagnoseReply: Codable, Sendable, Hashable {
  /// In a stable order.
  package var findings: [Finding]

  /// Gathers the findings.
  package init(findings: [Finding]) { self.findings = findings }
}

/// What one check came to.
package struct Finding: Codable, Sendable, Hashable {
  /// How much it matters.
  package enum State: String, Codable, Sendable, Hashable {
    case good = "ok"
    case warning = "warn"
    case failure = "fail"
  }

  /// What was looked at, in a word or two.
  package var check: String
  package var state: State
  /// What was found.
  package var message: String
  /// What to do about it; nil where there is nothing to do.
  package var remedy: String?

  /// Gathers one finding.
  package init(_ check: String, _ state: State, _ message: String, remedy: String? = nil) {
    self.check = check
    self.state = state
    self.message = message
    self.remedy = remedy
  }
}
