import LibraryStorage
import Logging
import ModelCatalogue
import MoodModel
import MusicModel
import OrpheusTestSupport
import SystemPackage

@testable import OrpheusDaemon

/// A library with moods, without files, workers and models: what a track sounds like follows from
/// its number.
final class MoodLibrary {
  /// Two of the same networks, that differ in how much they hear.
  static let models = ["sound-1/12x3s", "sound-1/6x3s"].map { ModelVersion(rawValue: $0) }
  /// Other networks, to which everything sounds different.
  static let others = ModelVersion(rawValue: "noise-2/12x3s")
  private static let dimension = 8

  private let directory: TemporaryDirectory
  private(set) var store: LibraryStore
  private(set) var moods: MoodService
  private(set) var model = MoodLibrary.models[0]
  private var files = 0

  init() async throws {
    directory = try TemporaryDirectory()
    store = try await Self.open(directory)
    moods = try await Self.service(store, model)
  }

  private static func open(_ directory: TemporaryDirectory) async throws -> LibraryStore {
    try await LibraryStore.open(
      at: FilePath(directory.path).appending("library.sqlite"), now: { 1_700_000_000 })
  }

  private static func service(
    _ store: LibraryStore, _ model: ModelVersion
  ) async throws -> MoodService {
    // A catalogue of nothing: there is no prior, and the space is fitted on the library.
    let catalogue = ModelCatalogue(
      environment: ["HOME": "/nonexistent", "ORPHEUS_MANIFESTS": "/nonexistent"],
      program: "/nonexistent/orpheusd")
    return try await MoodService(
      store: store, model: model, policy: MoodClustering(), prior: MoodPrior(catalogue: catalogue),
      spaceForm: .joined, journal: ChangeJournal(secondsSince1970: 1_700_000_000),
      logger: Logger(label: "test"))
  }

  // MARK: - What happens to it

  /// Adds tracks and analyses them.
  func add(_ count: Int) async throws {
    try await store.register(model, tagNames: Self.words, embeddingDimension: Self.dimension)
    let first = files
    files += count
    _ = try await store.reconcile(
      (first..<files).map { .added(path: Self.path($0), identity: Self.identity($0)) })
    try await analyse()
  }

  /// Applies changes to files, and analyses what is then pending.
  func reconcile(_ changes: [FileChange]) async throws {
    _ = try await store.reconcile(changes)
    try await analyse()
  }

  /// Another daemon takes over, for which another model may have been chosen.
  func restart(choosing other: ModelVersion? = nil) async throws {
    model = other ?? model
    try await store.close()
    store = try await Self.open(directory)
    moods = try await Self.service(store, model)
  }

  /// Other models listen from now on, to no more tracks than `limit`; the daemon is restarted after
  /// some of them.
  func change(
    to model: ModelVersion, restartingAfter count: Int? = nil, atMost limit: Int = .max
  ) async throws {
    self.model = model
    try await moods.follow(model)
    if let count {
      try await analyse(atMost: count)
      try await restart()
    }
    try await analyse(atMost: limit)
  }

  /// Analyses whatever is pending, as the workers' results come in.
  private func analyse(atMost limit: Int = .max) async throws {
    var count = 0
    while count < limit, let track = try await store.nextPending(limit: 1).first {
      count += 1
      let sound = Self.sound(of: track)
      let outcome = try await moods.record(
        MoodService.Finding(
          track: track.id, identity: track.identity, content: Self.content(sound),
          metadata: TrackMetadata(), seconds: 200, analysis: Self.analysis(of: sound, by: model),
          isInferred: true))
      guard outcome == .recorded else { throw StoreError(.defect, "\(outcome)") }
    }
    guard let successor = moods.successor.value else { return }
    var last: TrackID?
    while count < limit, let track = try await store.nextToEmbed(by: successor, after: last) {
      (last, count) = (track.id, count + 1)
      guard let content = track.content else { throw StoreError(.defect, "no recording") }
      let analysis = Self.analysis(of: Self.sound(of: track), by: successor)
      try await store.keep(analysis, of: content)
    }
  }

  private static func sound(of track: PendingTrack) -> Int {
    (Int(track.path.lastComponent?.stem ?? "") ?? 0) &* 1_000 + Int(track.identity.size)
  }

  // MARK: - What is known

  /// Every track that is there, by number.
  func tracks() async throws -> [Track] {
    var tracks: [Track] = []
    var cursor: String?
    repeat {
      let page = try await store.tracks(TrackFilter(), after: cursor, limit: 500)
      tracks += page.items.map(\.track)
      cursor = page.cursor
    } while cursor != nil
    return tracks.sorted { $0.id.rawValue < $1.id.rawValue }
  }

  // MARK: - Made up

  private static let words = ["calm", "epic", "dance", "ambient"]

  static func path(_ number: Int) -> FilePath { FilePath("/music/\(number).flac") }

  static func identity(_ number: Int, size: Int64 = 1) -> FileIdentity {
    FileIdentity(
      device: .max - 7, inode: UInt64(number) | 1 << 63, size: size, modified: 1, born: 1)
  }

  private static func content(_ sound: Int) -> ContentID {
    let bytes = (0..<16).map { UInt8(truncatingIfNeeded: sound >> ($0 % 8 * 8)) }
    guard let content = ContentID(bytes: bytes) else { preconditionFailure("16 bytes") }
    return content
  }

  /// One of six kinds of music that overlap.
  private static func analysis(of sound: Int, by model: ModelVersion) -> TrackAnalysis {
    var random = SplitMix64(seed: UInt64(sound))
    let kind = Int.random(in: 0..<6, using: &random)
    func value(_ axis: Int) -> Float {
      let centre: Float = (kind + axis) % 3 == 0 ? 0.8 : 0.3
      return min(max(centre + Float.random(in: -0.25...0.25, using: &random), 0), 1)
    }
    let embedding = (0..<dimension).map(value).map { model == others ? 1 - $0 * $0 : $0 }
    let tags = words.indices.map(value)
    guard let affect = Affect(values: (0..<7).map(value)) else {
      preconditionFailure("7 values")
    }
    return TrackAnalysis(
      model: model, seconds: 200, loudness: -14, embedding: Embedding(values: embedding),
      tags: zip(words, tags).map { TagProbability(name: $0, probability: $1) }, affect: affect)
  }
}
