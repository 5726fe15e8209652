import FoundationEssentials
import GRDB
import MusicModel
package import SystemPackage

/// The short way to say that nothing happened.
extension LibraryStore {
  /// Those of the folders that are recorded exactly as they are: the same files with the same
  /// identities, none of which could not be read, and no problem with the folder.
  ///
  /// A scan asks this of every folder, and the answer is nearly always yes: so it is found without
  /// making values of the rows, and for many folders at once.
  package func unchanged(
    among folders: [FolderContents]
  ) async throws(StoreError) -> Set<FilePath> {
    try await read { db in
      let tracks = try db.cachedStatement(
        sql: """
          SELECT name, inode, modified, size, device, born, state = 'failed' FROM track
            WHERE directory = ? AND missing_since IS NULL ORDER BY name
          """)
      let problems = try db.cachedStatement(sql: "SELECT 1 FROM problem WHERE path = ?")
      var unchanged: Set<FilePath> = []
      for folder in folders {
        let directory = folder.directory.bytes
        guard try Row.fetchOne(problems, arguments: [directory]) == nil else { continue }
        let rows = try Row.fetchCursor(tracks, arguments: [directory])
        if try rows.hold(folder.files[...]) { unchanged.insert(folder.directory) }
      }
      return unchanged
    }
  }
}

extension RowCursor {
  /// Whether the rows are those of the files, and of no others.
  fileprivate func hold(_ files: ArraySlice<FolderContents.File>) throws -> Bool {
    var files = files
    while let row = try next() {
      guard let file = files.popFirst() else { return false }
      let identity = file.identity
      // Only of a failed one may the rest be missing.
      guard row[6] == 0, row[1] == Int64(bitPattern: identity.inode), row[2] == identity.modified,
        row[3] == identity.size, row[4] == Int64(bitPattern: identity.device),
        row[5] == identity.born,
        try row.withUnsafeData(atIndex: 0, { $0 == file.name })
      else { return false }
    }
    return files.isEmpty
  }
}
