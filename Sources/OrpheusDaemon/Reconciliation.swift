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
  /// Sections the folder's rows do not explain.
  private(set) var sections: [SectionArrival] = []
  /// Tracks whose file is there, but is divided otherwise now: by another sheet, or by none.
  private(set) var superseded: [TrackID] = []

  /// A section of a file in the folder.
  struct SectionArrival: Hashable {
    var section: FileSection
    /// The address.
    var path: FilePath
    var identity: FileIdentity
  }

  /// Compares `stored`, the rows of one folder, with `listing`, the folder, of whose files those in
  /// `sections` are several tracks each.
  init(
    stored: [StoredFile], listing: DirectoryListing, sections: [FilePath: [FileSection]] = [:]
  ) {
    var unseen = Dictionary(stored.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let music = listing.isIgnored ? [] : listing.files.filter(\.isMusic)
    for file in music {
      if let parts = sections[file.path], let identity = file.identity {
        for section in parts { compare(section, of: file, identity, with: &unseen) }
        continue
      }
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
    let files = Set(music.map(\.path))
    for row in unseen.values.sorted(by: { $0.id.rawValue < $1.id.rawValue }) {
      if files.contains(row.file) {
        superseded.append(row.id)
      } else {
        changes.append(.vanished(row.id))
      }
    }
  }

  private mutating func compare(
    _ section: FileSection, of file: FoundFile, _ identity: FileIdentity,
    with unseen: inout [FilePath: StoredFile]
  ) {
    let arrival = SectionArrival(
      section: section, path: file.path.section(section.number), identity: identity)
    guard let row = unseen[arrival.path], row.section?.span == section.span else {
      sections.append(arrival)
      return
    }
    unseen[arrival.path] = nil
    if let former = row.identity, former != identity, former.isSameFile(as: identity) {
      changes.append(.rebound(row.id, path: arrival.path, identity: identity))
    } else if row.identity != identity || Self.deservesAnotherTry(row) {
      changes.append(.changed(row.id, identity: identity))
    }
    if row.section != section { changes.append(arrival.change(of: row.id)) }
  }

  /// A file that could not be opened may be open to us now: permissions change without the
  /// identity.
  private static func deservesAnotherTry(_ row: StoredFile) -> Bool {
    row.state == .failed && row.reason == FileProblem.permissionDenied
      && row.file.withPlatformString { access($0, R_OK) } == 0
  }

  /// What an arrival is, given the rows that have its identity elsewhere in the library.
  ///
  /// `isStillThere` says whether a row's own path still holds that very file: then the arrival is
  /// another link or copy, otherwise the row has moved here and keeps its id, mood and analysis.
  static func change(
    for file: FoundFile, candidates: [StoredFile], isStillThere: (StoredFile) -> Bool
  ) -> FileChange {
    guard file.kind == .regular, let identity = file.identity else { return problem(with: file) }
    let moved = candidates.first {
      $0.section == nil && ($0.state == .missing || !isStillThere($0))
    }
    if let moved {
      return .rebound(moved.id, path: file.path, identity: identity)
    }
    return .added(path: file.path, identity: identity)
  }

  /// The same for a section: it can be only a track that has its span.
  static func change(
    for arrival: SectionArrival, candidates: [StoredFile], isStillThere: (StoredFile) -> Bool
  ) -> FileChange {
    let moved = candidates.first {
      $0.section?.span == arrival.section.span && ($0.state == .missing || !isStillThere($0))
    }
    return arrival.change(of: moved?.id)
  }

  private static func problem(with file: FoundFile) -> FileChange {
    let reason = file.problem.map { "cannot be looked at: \($0)" } ?? FileProblem.notRegular
    return .failed(path: file.path, identity: file.identity, reason: reason)
  }
}

extension Reconciliation.SectionArrival {
  fileprivate func change(of track: TrackID?) -> FileChange {
    .section(section, path: path, identity: identity, track: track)
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

  /// True when the name says that it divides a file of music.
  var isSheet: Bool { path.lastComponent?.extension?.lowercased() == "cue" }
}
