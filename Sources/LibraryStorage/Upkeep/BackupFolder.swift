import Glibc
package import SystemPackage

/// A copy of the library database.
package struct Backup: Sendable, Hashable {
  /// What a copy was made for.
  package enum Kind: Sendable, Hashable {
    /// It was the day for one.
    case daily
    /// A newer program was about to make this version of it.
    case beforeVersion(Int)
  }

  package var file: FilePath
  package var kind: Kind
  /// Seconds since 1970.
  package var made: Int64
  package var bytes: Int64
}

/// The folder of the database's copies.
///
/// What has a backup's name is whole and has been checked: a copy is made under another name,
/// checked, synced, and then renamed.
package struct BackupFolder: Sendable {
  /// Daily copies kept, and as many from before changes of version.
  package static let kept = 3

  package let path: FilePath

  /// The folder that belongs to the database at `file`: `backups`, beside it.
  package init(of file: FilePath) {
    path = file.removingLastComponent().appending("backups")
  }

  /// Bytes that may still be written beside `path`; nil when that cannot be told.
  package static func room(at path: FilePath) -> Int64? { DurableFiles.room(at: path) }

  /// The backups there are, newest first.
  package func list() -> [Backup] {
    DurableFiles.names(in: path).compactMap { name -> Backup? in
      guard let (kind, made) = Self.parse(name) else { return nil }
      let file = path.appending(name)
      return Backup(file: file, kind: kind, made: made, bytes: DurableFiles.size(of: file))
    }.sorted { ($0.made, $0.file.string) > ($1.made, $1.file.string) }
  }

  /// Makes the folder, and clears away what was never finished.
  func prepare() throws(StoreError) {
    do {
      try DurableFiles.makeDirectory(path)
    } catch {
      throw StoreError(.io, "\(path) cannot be made: \(error)", cause: error)
    }
    for name in DurableFiles.names(in: path) where name.hasPrefix(Self.partial) {
      DurableFiles.remove(path.appending(name))
    }
  }

  /// A name that no one takes for a backup.
  func partialFile() -> FilePath {
    path.appending(Self.partial + String(UInt32.random(in: .min ... .max), radix: 36))
  }

  /// Gives a whole copy its name for good, and removes what is one too many.
  func keep(_ partial: FilePath, as kind: Backup.Kind, made: Int64) throws(StoreError) -> Backup {
    let file = path.appending(Self.name(kind, made))
    do {
      try DurableFiles.sync(partial)
      try DurableFiles.rename(partial, to: file)
      try DurableFiles.sync(path)
    } catch {
      throw StoreError(.io, "\(file) cannot be written: \(error)", cause: error)
    }
    prune()
    return Backup(file: file, kind: kind, made: made, bytes: DurableFiles.size(of: file))
  }

  /// When a copy was made, in seconds since 1970: by its name, else by its last change.
  static func made(_ file: FilePath) -> Int64 {
    if let name = file.lastComponent?.string, let (_, made) = parse(name) { return made }
    var status = stat()
    return file.withPlatformString { stat($0, &status) } == 0 ? Int64(status.st_mtim.tv_sec) : 0
  }

  private func prune() {
    let backups = list()
    for surplus in [
      backups.filter { $0.kind == .daily }, backups.filter { $0.kind != .daily },
    ].flatMap({ $0.dropFirst(Self.kept) }) {
      DurableFiles.remove(surplus.file)
    }
  }

  // MARK: - Names

  private static let partial = ".partial-"
  private static let suffix = ".sqlite"

  private static func name(_ kind: Backup.Kind, _ made: Int64) -> String {
    switch kind {
    case .daily: "library-\(Timestamp.text(made))\(suffix)"
    case .beforeVersion(let version):
      "before-version-\(version)-\(Timestamp.text(made))\(suffix)"
    }
  }

  private static func parse(_ name: String) -> (Backup.Kind, Int64)? {
    guard name.hasSuffix(suffix), let made = Timestamp.seconds(name.dropLast(7).suffix(18)) else {
      return nil
    }
    let words = name.dropLast(7 + 18).split(separator: "-")
    let kind: Backup.Kind
    if words == ["library"] {
      kind = .daily
    } else if words.count == 3, words.prefix(2) == ["before", "version"],
      let version = Int(words[2])
    {
      kind = .beforeVersion(version)
    } else {
      return nil
    }
    // Nothing but the name it would be given.
    return self.name(kind, made) == name ? (kind, made) : nil
  }
}
