import FileWatching
import LibraryStorage
import MusicModel
import SystemPackage

/// A file that exists nowhere but in a table of cases.
func identity(_ inode: UInt64, modified: Int64 = 1, volume: UInt64 = 1) -> FileIdentity {
  FileIdentity(device: volume, inode: inode, size: 100, modified: modified, born: 1)
}

/// A row of the library.
func row(
  _ id: Int64, _ path: FilePath, _ identity: FileIdentity?, _ state: TrackState = .analysed,
  reason: String? = nil
) -> StoredFile {
  StoredFile(
    id: TrackID(rawValue: id), path: path, identity: identity, state: state, reason: reason)
}

/// A file found in a folder.
func found(_ path: FilePath, _ identity: FileIdentity) -> FoundFile {
  FoundFile(path: path, kind: .regular, identity: identity)
}

extension TrackID: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int64) { self.init(rawValue: value) }
}
