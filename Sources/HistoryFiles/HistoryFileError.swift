package import ListeningHistory
package import SystemPackage

/// What one look at a file of listening history came to.
package enum HistoryFileOutcome: Hashable, Sendable {
  /// The same version as was read to the end before; it was not opened.
  case unchanged
  /// By its content it is no listening history.
  case notHistory
  /// It was read to its end.
  case read(HistoryFileReading)
}

/// What was read of a file.
package struct HistoryFileReading: Hashable, Sendable {
  /// The format of each part; of a plain file's only part the name is empty. Parts of an archive
  /// that had not changed are among them.
  package var parts: [String: HistoryFormat]
  /// The bytes that were read of the file, or out of the archive.
  package var bytesRead: Int64
  /// Members of an archive that could not be unpacked, and why.
  package var problems: [String]

  /// Gathers what was read.
  package init(parts: [String: HistoryFormat], bytesRead: Int64, problems: [String] = []) {
    self.parts = parts
    self.bytesRead = bytesRead
    self.problems = problems
  }
}

/// Why a file of listening history cannot be read at all.
package struct HistoryFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of trouble it is.
  package enum Code: Hashable, Sendable {
    /// The system refuses; the cause is an `errno`.
    case unreadable(Errno)
    /// A folder, a pipe or a device.
    case notAFile
    /// A zip archive that cannot be opened: damaged, or not all here yet. The cause is what libzip
    /// says.
    case damagedArchive(String)
    /// Everything in the zip archive wants a password.
    case encryptedArchive
  }

  /// What is wrong, with the cause.
  package let code: Code
  /// The file it is wrong with.
  package let path: FilePath

  /// Says what is wrong with the file at `path`.
  package init(_ code: Code, path: FilePath) {
    self.code = code
    self.path = path
  }

  /// A sentence for the listener.
  package var description: String {
    switch code {
    case .unreadable(.permissionDenied):
      "\(path) cannot be read: make it readable for the user orpheusd runs as."
    case .unreadable(let cause): "\(path) cannot be read: \(cause)."
    case .notAFile: "\(path) is not a regular file; name a history file."
    case .damagedArchive(let cause):
      "\(path) is a damaged or incomplete archive (\(cause)): copy or download it again."
    case .encryptedArchive:
      "\(path) is encrypted; unpack it, and Orpheus will read what was inside."
    }
  }
}
