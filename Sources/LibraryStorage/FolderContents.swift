import FoundationEssentials
package import MusicModel
package import SystemPackage

/// The music files that are in one folder, to be compared with what is recorded of it.
package struct FolderContents: Sendable {
  struct File: Sendable {
    var name: Data
    var identity: FileIdentity
  }

  /// The folder.
  package let directory: FilePath
  /// In order of the names' bytes, as the index of the tracks has them.
  let files: [File]

  /// Gathers the files of a folder, given by their paths.
  package init(directory: FilePath, files: [(path: FilePath, identity: FileIdentity)]) {
    self.directory = directory
    let start = directory.length == 1 ? 1 : directory.length + 1
    self.files = files.map { path, identity in
      let name = path.withPlatformString { Data(bytes: $0 + start, count: path.length - start) }
      return File(name: name, identity: identity)
    }.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }
}
