package import MusicModel
package import SystemPackage

/// What one directory holds, read in one pass.
package struct DirectoryListing: Hashable, Sendable {
  /// Whether the directory is to be passed over with everything below it: it holds a marker file
  /// or is excluded. Then nothing else is listed, as if it were empty.
  package var isIgnored: Bool
  /// Which directory was read. Another device than last time means that another file system is
  /// mounted there now, or none.
  package var identity: DirectoryIdentity
  /// The volume that the directory lies on, as `FileIdentity.device` of the files in it.
  package var volume: UInt64
  /// Everything that is not a directory, in the order of the file system.
  package var files: [FoundFile]
  /// The directories in it, and the symbolic links to directories.
  package var subdirectories: [FilePath]

  /// Gathers what one reading found.
  package init(
    isIgnored: Bool = false, identity: DirectoryIdentity, volume: UInt64 = 0,
    files: [FoundFile] = [], subdirectories: [FilePath] = []
  ) {
    self.isIgnored = isIgnored
    self.identity = identity
    self.volume = volume
    self.files = files
    self.subdirectories = subdirectories
  }
}

/// An entry of a directory that is not a directory.
package struct FoundFile: Hashable, Sendable {
  /// What an entry is; a symbolic link is what it leads to.
  package enum Kind: Hashable, Sendable {
    case regular
    /// A FIFO, socket or device, never to be opened; or a link that leads nowhere.
    case other(EntryType)
  }

  /// The directory's path and the entry's name, byte for byte.
  package var path: FilePath
  package var kind: Kind
  /// The file's identity, for a symbolic link that of its target. Nil when it could not be had.
  package var identity: FileIdentity?
  /// Why there is no identity.
  package var problem: Errno?

  /// Describes one entry, with its identity or with the reason for having none.
  package init(
    path: FilePath, kind: Kind, identity: FileIdentity? = nil, problem: Errno? = nil
  ) {
    self.path = path
    self.kind = kind
    self.identity = identity
    self.problem = problem
  }
}

/// A directory that could not be listed.
package struct ScanError: Error, Hashable, CustomStringConvertible {
  /// The directory as it was asked for.
  package var directory: FilePath
  /// Why the system refused.
  package var code: Errno

  /// Says why a directory could not be listed.
  package init(directory: FilePath, code: Errno) {
    self.directory = directory
    self.code = code
  }

  /// Whether the directory is not there, rather than out of reach.
  package var isMissing: Bool { code == .noSuchFileOrDirectory || code == .notDirectory }

  /// The error in a sentence.
  package var description: String { "\(directory) cannot be listed: \(code)." }
}
