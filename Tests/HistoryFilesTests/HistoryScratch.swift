import CZip
import Glibc
import HistoryFiles
import ListeningHistory
import MusicModel
import OrpheusTestSupport
import SystemPackage
import Testing

/// A folder with one history file in it, and what was made of it so far, as the store keeps it.
final class HistoryScratch {
  private let directory: TemporaryDirectory
  let path: FilePath
  var limits = HistoryArchiveLimits()
  /// Every batch there was.
  private(set) var batches: [HistoryBatch] = []
  /// How far each part has come.
  private(set) var known: [String: HistoryProgress] = [:]
  /// By part, the listens of all batches, less those that were tentative and read again.
  private(set) var listens: [String: [ListenRecord]] = [:]
  private var isTentative: [String: Bool] = [:]

  init(_ name: String = "history") throws {
    directory = try TemporaryDirectory()
    path = FilePath(directory.appending(name))
  }

  func path(_ name: String) -> FilePath { FilePath(directory.appending(name)) }

  // MARK: Writing

  func write(_ bytes: [UInt8], append: Bool = false) throws {
    let options: FileDescriptor.OpenOptions = append ? [.append, .create] : [.create, .truncate]
    let file = try FileDescriptor.open(
      path, .writeOnly, options: options, permissions: .ownerReadWrite)
    _ = try file.closeAfter { try file.writeAll(bytes) }
  }

  func write(_ text: String, append: Bool = false) throws {
    try write(Array(text.utf8), append: append)
  }

  /// Writes the file anew under its name, as most programs do.
  func replace(_ text: String) throws {
    unlink(path.string)
    try write(text)
  }

  /// What an archive is made of.
  struct Member {
    var name: String
    var bytes: [UInt8]
    var isStored = false
    var password: String?

    init(_ name: String, _ text: String, isStored: Bool = false, password: String? = nil) {
      self.init(name, Array(text.utf8), isStored: isStored, password: password)
    }

    init(_ name: String, _ bytes: [UInt8], isStored: Bool = false, password: String? = nil) {
      (self.name, self.bytes, self.isStored, self.password) = (name, bytes, isStored, password)
    }
  }

  /// Makes the file an archive of `members`.
  func writeArchive(_ members: [Member]) throws {
    unlink(path.string)
    var code: CInt = 0
    let archive = try #require(zip_open(path.string, ZIP_CREATE | ZIP_EXCL, &code))
    var buffers: [UnsafeMutableRawBufferPointer] = []
    defer { for buffer in buffers { buffer.deallocate() } }
    for member in members {
      if member.name.hasSuffix("/") {
        zip_dir_add(archive, member.name, UInt32(ZIP_FL_ENC_UTF_8))
        continue
      }
      let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(1, member.bytes.count), alignment: 1)
      buffer.copyBytes(from: member.bytes)
      buffers.append(buffer)
      let source = zip_source_buffer(archive, buffer.baseAddress, UInt64(member.bytes.count), 0)
      let index = zip_file_add(archive, member.name, source, UInt32(ZIP_FL_ENC_UTF_8))
      try #require(index >= 0)
      if member.isStored {
        zip_set_file_compression(archive, UInt64(index), Int32(ZIP_CM_STORE), 0)
      }
      if let password = member.password {
        let code = zip_file_set_encryption(
          archive, UInt64(index), UInt16(ZIP_EM_AES_256), password)
        try #require(code == 0)
      }
    }
    try #require(zip_close(archive) == 0)
  }

  func contents() throws -> [UInt8] {
    let file = try FileDescriptor.open(path, .readOnly)
    return try file.closeAfter {
      let size = Int(try file.seek(offset: 0, from: .end))
      try file.seek(offset: 0, from: .start)
      return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
    }
  }

  // MARK: Reading

  /// The present.
  static let now = Int64(time(nil))

  /// Reads on from what is known; after `stop` batches it fails, as if the machine had.
  @discardableResult
  func read(
    batchSize: Int = 1_000, now: Int64 = now, stop: Int = .max
  ) async throws -> HistoryFileOutcome {
    batches.removeAll()
    return try await HistoryFile(path, limits: limits).read(
      after: known, localTime: .fixed(0), now: now, batchSize: batchSize
    ) { batch in
      if batches.count == stop { throw PowerCut() }
      keep(batch)
    }
  }

  private func keep(_ batch: HistoryBatch) {
    batches.append(batch)
    known[batch.part] = batch.progress
    if batch.isFromStart {
      listens[batch.part] = []
    } else if isTentative[batch.part] == true {
      listens[batch.part]?.removeLast()
    }
    isTentative[batch.part] = batch.endsTentatively
    listens[batch.part, default: []] += batch.listens
  }

  /// Forgets everything, as if the history were met for the first time.
  func forget() {
    (known, listens, isTentative) = ([:], [:], [:])
  }

  var titles: [String] { listens["", default: []].compactMap(\.recording.title) }
}

/// What a batch fails with where a test wants reading to break off.
struct PowerCut: Error {}

/// Listens to write into histories.
enum Plays {
  /// One line of a ListenBrainz export, without its end.
  static func line(_ number: Int, title: String? = nil) -> String {
    """
    {"listened_at":\(1_614_852_000 + number),"track_metadata":{\
    "artist_name":"Artist \(number % 7)","track_name":"\(title ?? "Track \(number)")",\
    "additional_info":{},"mbid_mapping":null}}
    """
  }

  static func lines(_ numbers: Range<Int>) -> String {
    numbers.map { line($0) + "\n" }.joined()
  }

  /// A Spotify history of the plays.
  static func array(_ numbers: Range<Int>, separator: String = ",\n") -> String {
    let plays = numbers.map { number in
      """
      {"ts":"2021-03-04T\(10 + number / 3_600):\(10 + number / 60 % 50):\(10 + number % 50)Z",\
      "ms_played":\(number),"master_metadata_track_name":"Track \(number)",\
      "master_metadata_album_artist_name":"Artist \(number % 7)","episode_name":null}
      """
    }
    return "[" + plays.joined(separator: separator) + "]"
  }

  static func titles(_ numbers: Range<Int>) -> [String] { numbers.map { "Track \($0)" } }
}
