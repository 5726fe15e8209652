import FileWatching
import Glibc
import LibraryStorage
import MusicModel
import SystemPackage

/// The comparison of one folder with what the library holds of it.
///
/// Pure: what is on disk and what is stored go in, the changes come out, and applying them and
/// comparing again gives none. Events only say when to look; this decides what happened.
struct Reconciliation {
  /// What is certain from the folder alone.
  private(set) var changes: [FileChange] = []
  /// Files the folder's rows do not explain: new, or moved here from elsewhere.
  private(set) var arrivals: [FoundFile] = []

  /// Compares `stored`, the rows of one folder, with `listing`, the folder.
  init(stored: [StoredFile], listing: DirectoryListing) {
    var unseen = Dictionary(stored.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let music = listing.isIgnored ? [] : listing.files.filter(\.isMusic)
    for file in music {
      guard let row = unseen.removeValue(forKey: file.path) else {
        arrivals.append(file)
        continue
      }
      guard file.kind == .regular, let identity = file.identity else {
        let change = Self.problem(with: file)
        if row.identity != file.identity || row.state != .failed { changes.append(change) }
        continue
      }
      if let former = row.identity, former != identity, former.isSameFile(as: identity) {
        // Its volume is known by another number: nothing else has changed.
        changes.append(.rebound(row.id, path: file.path, identity: identity))
      } else if row.identity != identity || Self.deservesAnotherTry(row) {
        changes.append(.changed(row.id, identity: identity))
      }
    }
    changes += unseen.values.sorted { $0.id.rawValue < $1.id.rawValue }.map { .vanished($0.id) }
  }

  /// A file that could not be opened may be open to us now: permissions change without the
  /// identity.
  private static func deservesAnotherTry(_ row: StoredFile) -> Bool {
    row.state == .failed && row.reason == FileProblem.permissionDenied
      && row.path.withPlatformString { access($0, R_OK) } == 0
  }

  /// What an arrival is, given the rows that have its identity elsewhere in the library.
  ///
  /// `isStillThere` says whether a row's own path still holds that very file: then the arrival is
  /// another link or copy, otherwise the row has moved here and keeps its id, mood and analysis.
  static func change(
    for file: FoundFile, candidates: [StoredFile], isStillThere: (StoredFile) -> Bool
  ) -> FileChange {
    guard file.kind == .regular, let identity = file.identity else { return problem(with: file) }
    if let moved = candidates.first(where: { $0.state == .missing || !isStillThere($0) }) {
      return .rebound(moved.id, path: file.path, identity: identity)
    }
    return .added(path: file.path, identity: identity)
  }

  private static func problem(with file: FoundFile) -> FileChange {
    let reason = file.problem.map { "cannot be looked at: \($0)" } ?? FileProblem.notRegular
    return .failed(path: file.path, identity: file.identity, reason: reason)
  }
}

extension FileIdentity {
  /// Whether everything but the volume is the same.
  fileprivate func isSameFile(as other: FileIdentity) -> Bool {
    var moved = self
    moved.device = other.device
    return moved == other
  }
}

extension FoundFile {
  /// True when the name says music.
  var isMusic: Bool { path.lastComponent.map(AudioFileTypes.includes) ?? false }
}
