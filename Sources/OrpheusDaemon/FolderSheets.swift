import CLinux
import CueSheets
import FileWatching
import Glibc
import LibraryStorage
import MusicModel
import SystemPackage

/// The CUE sheets of one folder, and which of its files they divide into tracks.
///
/// A sheet divides a file that lies beside it, that it names, and that it has at least two tracks of;
/// each track is then a row of its own in the place of the file's: see ``FileSection``. Everything
/// follows from the folder as it is, so it does not matter which of the two came first, and when
/// either goes or stops making sense, the comparison of the folder finds whole files again.
///
/// Sheets are read here and not by a worker, because the daemon has to know the tracks before there
/// is anything to hand to one; their reader is written in Swift, total and bounded.
struct FolderSheets {
  /// What each divided file consists of.
  private(set) var sections: [FilePath: [FileSection]] = [:]
  /// What is wrong with sheets.
  private(set) var problems: [FilePath: String] = [:]
  /// The files that are divided.
  private(set) var images: [(file: FilePath, identity: FileIdentity)] = []
  /// For each file, what the sheets make of it that may divide it, the best first.
  private var claims: [FilePath: [Claim]] = [:]

  private static let claimsKept = 4

  private struct Claim {
    var sheet: FilePath
    var sections: [FileSection]
  }

  /// Reads the sheets of a folder.
  init(_ listing: DirectoryListing) {
    self.init(listing) { (path) throws(CueSheetError) in try CueSheet(at: path) }
  }

  /// Takes the sheets from `read`.
  init(
    _ listing: DirectoryListing, read: (FilePath) throws(CueSheetError) -> CueSheet
  ) {
    guard !listing.isIgnored else { return }
    let files = listing.files.filter { $0.isMusic && $0.kind == .regular && $0.identity != nil }
    let sheets = listing.files.filter(\.isSheet).map(\.path)
    guard !files.isEmpty, !sheets.isEmpty else { return }
    let names = FileNames(files.map(\.path))
    for path in sheets {
      do throws(CueSheetError) {
        let named = try read(path).files.compactMap { file in
          names.file(named: file).map { ($0, file.tracks) }
        }
        for (file, mentions) in Dictionary(grouping: named, by: \.0) {
          // Of a file that is named twice nobody can say which tracks follow which.
          guard mentions.count == 1, mentions[0].1.count > 1 else { continue }
          add(Claim(sheet: path, sections: mentions[0].1), to: file)
        }
      } catch {
        problems[path] = error.message
      }
    }
    for file in files {
      guard let identity = file.identity, let best = claims[file.path]?.first else { continue }
      sections[file.path] = best.sections
      images.append((file.path, identity))
    }
  }

  /// A folder may hold any number of sheets about one file; the best few of them are enough.
  private mutating func add(_ claim: Claim, to file: FilePath) {
    let all = (claims[file] ?? []) + [claim]
    claims[file] = Array(
      all.sorted { Self.isBetter($0.sheet, $1.sheet, for: file) }.prefix(Self.claimsKept))
  }

  /// Says how long a file is: sheets that reach beyond its end are of another one.
  mutating func measure(_ file: FilePath, seconds: Double) {
    let fitting = (claims[file] ?? []).filter { claim in
      let late = claim.sections.first { !$0.span.begins(within: seconds) }
      guard let late else { return true }
      let name = file.lastComponent?.string ?? file.string
      problems[claim.sheet] = "Track \(late.number) begins after the end of “\(name)”."
      return false
    }
    sections[file] = fitting.first?.sections
  }

  /// A sheet called like the file comes first; otherwise the bytes of the names decide, so that it is
  /// always the same one.
  private static func isBetter(_ a: FilePath, _ b: FilePath, for file: FilePath) -> Bool {
    let isNamesake = { (sheet: FilePath) in
      sheet.stem == file.stem || sheet.stem == file.lastComponent?.string
    }
    if isNamesake(a) != isNamesake(b) { return isNamesake(a) }
    return a.string.utf8.lexicographicallyPrecedes(b.string.utf8)
  }
}

/// The files of a folder by the names that sheets give them.
private struct FileNames {
  private var exact: [[UInt8]: FilePath] = [:]
  /// In small letters, as systems have it that do not tell them apart.
  private var folded: [String: [FilePath]] = [:]
  /// Without the extension.
  private var stems: [String: [FilePath]] = [:]

  init(_ files: [FilePath]) {
    for file in files {
      guard let name = file.lastComponent else { continue }
      exact[
        name.withPlatformString { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }] =
        file
      folded[name.string.lowercased(), default: []].append(file)
      stems[name.stem.lowercased(), default: []].append(file)
    }
  }

  /// The file that a sheet means: the one of that name; else the only one whose name differs in
  /// case, composition of accents or, since many a sheet still names the WAV that was compressed
  /// since, in the extension. Never one in another folder.
  func file(named file: CueSheet.File) -> FilePath? {
    if let found = exact[file.nameBytes] ?? exact[Array(file.name.utf8)] { return found }
    guard let name = FilePath.Component(file.name), name.kind == .regular else { return nil }
    // Swift compares text by what it shows, so accents are levelled.
    let text = file.name.lowercased()
    let stem = name.extension == nil ? text : name.stem.lowercased()
    let found = folded[text] ?? stems[stem] ?? []
    return found.count == 1 ? found.first : nil
  }
}

extension CueSheet {
  /// Reads the sheet at `path`.
  fileprivate init(at path: FilePath) throws(CueSheetError) {
    let file: OpenFile
    do throws(OpenFailure) {
      file = try OpenFile(path)
    } catch {
      switch error {
      case .gone: throw CueSheetError("The sheet is gone.")
      case .unreadable(let reason): throw CueSheetError("The sheet cannot be read: \(reason).")
      }
    }
    // One byte more than a sheet may have shows that it has too many.
    var bytes = [UInt8](repeating: 0, count: CueSheet.longest + 1)
    var count = 0
    while count < bytes.count {
      let read = bytes.withUnsafeMutableBytes { buffer in
        pread(
          file.descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count,
          off_t(count))
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else {
        throw CueSheetError("The sheet cannot be read: \(Errno(rawValue: errno)).")
      }
      guard read > 0 else { break }
      count += read
    }
    try self.init(Array(bytes.prefix(count)))
  }
}
