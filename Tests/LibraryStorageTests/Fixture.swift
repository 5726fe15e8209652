import Glibc
import LibraryStorage
import MusicModel
import Synchronization
import SystemPackage

/// A directory of its own that goes with the last reference.
final class TemporaryDirectory: Sendable {
  let path: FilePath

  init() throws {
    var template = Array("/tmp/orpheus-store-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer -> String? in
      guard let base = buffer.baseAddress, mkdtemp(base) != nil else { return nil }
      return String(cString: base)
    }
    guard let made else { throw Errno(rawValue: errno) }
    path = FilePath(made)
  }

  deinit { remove(path) }
}

/// Removes a directory of plain files and directories.
func remove(_ path: FilePath) {
  if let handle = path.withPlatformString({ opendir($0) }) {
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { remove(path.appending(name)) }
    }
    closedir(handle)
  }
  _ = path.withPlatformString { Glibc.remove($0) }
}

/// A wall clock that stands still until it is set.
final class ManualClock: Sendable {
  private let seconds = Mutex<Int64>(1_700_000_000)

  var now: Int64 { seconds.withLock { $0 } }

  func advance(by amount: Int64) { seconds.withLock { $0 += amount } }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A store in a directory of its own, and short ways to fill it.
struct Fixture {
  static let model = ModelVersion(rawValue: "test-1")
  static let words = ["calm", "epic", "sad"]

  let directory: TemporaryDirectory
  let clock = ManualClock()
  let store: LibraryStore

  static func file(in directory: TemporaryDirectory) -> FilePath {
    directory.path.appending("state").appending("library.db")
  }

  var file: FilePath { Self.file(in: directory) }

  init() async throws {
    directory = try TemporaryDirectory()
    let clock = clock
    store = try await LibraryStore.open(at: Self.file(in: directory), now: { clock.now })
  }

  // MARK: - Values

  /// Identities differ whenever the numbers do.
  static func identity(_ number: Int, version: Int = 0) -> FileIdentity {
    FileIdentity(
      device: .max - 7, inode: UInt64(number) | 1 << 63, size: 1_000 + Int64(version),
      modified: 1_600_000_000_000_000_000 + Int64(version), born: 5)
  }

  static func content(_ number: Int) -> ContentID {
    let bytes = (0..<16).map { UInt8(truncatingIfNeeded: number >> ($0 % 8 * 8)) }
    return sure(ContentID(bytes: bytes))
  }

  static func metadata(_ title: String) -> TrackMetadata {
    var metadata = TrackMetadata()
    metadata.title = title
    metadata.artist = "Somebody"
    metadata.year = 1999
    metadata.isrc = "DEXXX0000001"
    return metadata
  }

  /// An analysis that is a function of the recording, as real ones are.
  static func analysis(
    of content: Int, by model: ModelVersion = model, words: [String] = words, dimension: Int = 4
  ) -> TrackAnalysis {
    var random = SeededGenerator(seed: UInt64(content))
    func values(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float.random(in: 0...1, using: &random) }
    }
    return TrackAnalysis(
      model: model, seconds: 200, loudness: content % 5 == 0 ? nil : -14,
      embedding: Embedding(values: values(dimension)),
      tags: zip(words, values(words.count)).map { TagProbability(name: $0, probability: $1) },
      affect: sure(Affect(values: values(7))))
  }

  /// A membership whose distance is the track's number over a thousand.
  static func membership(_ track: Int, in mood: MoodID, of content: Int) -> MoodMembership {
    MoodMembership(
      mood: mood, confidence: 0.5, distance: Float(track) / 1_000,
      position: analysis(of: content).affect.valenceArousal)
  }

  static func result(
    _ track: PendingTrack, content: Int, mood: MoodID? = nil, generation: Int = 0,
    source: TrackResult.Source? = nil
  ) -> TrackResult {
    TrackResult(
      track: track.id, identity: track.identity, content: Self.content(content),
      metadata: metadata("Song \(content)"), seconds: 200,
      source: source ?? .inferred(analysis(of: content)),
      placement: mood.map {
        .init(
          membership: membership(Int(track.id.rawValue), in: $0, of: content),
          centroid: Centroid(mood: $0, vector: [1, 2], weight: Double(content)),
          generation: generation)
      })
  }

  static func draft(
    _ slug: String, id: MoodID? = nil, named: Bool = false
  ) -> MoodDraft {
    MoodDraft(
      id: id, slug: slug, name: slug.uppercased(), isNamedByListener: named, tags: [slug],
      centroid: [0, 1], weight: 3)
  }

  static let space = StoredMoodSpace(
    model: model, origin: .prior, trackCount: 205, parameters: [1, 2, 3])

  // MARK: - Filling the store

  /// Adds files numbered from `numbers`, all pending.
  @discardableResult
  func add(_ numbers: Range<Int>, to directory: FilePath = "/music") async throws -> [TrackID] {
    try await store.reconcile(
      numbers.map {
        .added(path: directory.appending("\($0).flac"), identity: Self.identity($0))
      }
    ).queued
  }

  /// Stores the prior space with moods of these slugs.
  @discardableResult
  func makeMoods(_ slugs: String...) async throws -> MoodReplacement {
    try await store.register(Self.model, tagNames: Self.words, embeddingDimension: 4)
    return try await store.replaceMoods(
      with: slugs.map { Self.draft($0) }, in: Self.space, memberships: [:],
      placing: Self.place(among: slugs.count))
  }

  /// Places a track by its number.
  static func place(
    among count: Int
  ) -> @Sendable (AnalysedTrack) -> DraftMembership {
    { track in
      DraftMembership(
        draft: Int(track.id.rawValue) % count, confidence: 0.25, distance: 1,
        position: track.affect.valenceArousal)
    }
  }

  /// Analyses whatever is pending, each track with a recording of its own number.
  func analyseAll(in replacement: MoodReplacement? = nil) async throws {
    while true {
      let pending = try await store.nextPending(limit: 100)
      if pending.isEmpty { return }
      for track in pending {
        let number = Int(track.id.rawValue)
        let mood = replacement.map { $0.moods[number % $0.moods.count] }
        _ = try await store.record(
          Self.result(
            track, content: number, mood: mood, generation: replacement?.generation ?? 0))
      }
    }
  }

  /// The one track at `path`.
  func details(_ path: FilePath) async throws -> TrackDetails {
    guard let details = try await store.track(at: path) else {
      throw StoreError(.notFound, "\(path)")
    }
    return details
  }
}

/// A value whose absence would be a mistake in a fixture.
func sure<Value>(_ value: Value?) -> Value {
  guard let value else { preconditionFailure("a fixture is malformed") }
  return value
}

/// The code of the store's error that `body` throws; nil when it does not.
func code(of body: () async throws -> Void) async -> StoreError.Code? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? StoreError)?.code
  }
}
