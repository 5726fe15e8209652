import ControlProtocol
import Foundation
import LibraryStorage
import MusicModel
import OrpheusTestSupport
import SystemPackage

/// A database of many analysed tracks that have not been given moods yet, made of random numbers.
///
/// Their folder is not there, as that of a disk that is not plugged in: so the daemon keeps them.
struct LargeLibrary {
  /// The music folder they came from.
  let root: String
  private let state: TemporaryDirectory

  /// Makes one of `tracks` tracks.
  static func make(tracks: Int) async throws -> LargeLibrary {
    let state = try TemporaryDirectory()
    let library = LargeLibrary(root: state.appending("unplugged"), state: state)
    // Analyses of another version would be made anew.
    let demo = try await DemoLibrary.daemon()
    let infos: [TrackInfo] = try await demo.json("tracks")
    guard let model = infos.compactMap(\.model).first else {
      throw MissingGround(description: "the demo library has no analysed track")
    }
    await demo.stop()
    let store = try await LibraryStore.open(
      at: FilePath(state.appending("library.sqlite")), now: { 1_700_000_000 })
    try await library.fill(store, tracks: tracks, model: ModelVersion(rawValue: model))
    try await store.close()
    return library
  }

  /// A state folder with a copy of it.
  func copy() throws -> TemporaryDirectory {
    let copy = try TemporaryDirectory()
    try FileManager.default.copyItem(
      atPath: state.appending("library.sqlite"), toPath: copy.appending("library.sqlite"))
    return copy
  }

  private func fill(_ store: LibraryStore, tracks: Int, model: ModelVersion) async throws {
    let folder = FilePath(root)
    _ = try await store.reconcile(
      (0..<tracks).map { number in
        .added(
          path: folder.appending("\(number).ogg"),
          identity: FileIdentity(
            device: 1, inode: UInt64(number) + 1, size: 1_000, modified: 1, born: 1))
      })
    var random = SplitMix64(seed: 1)
    var number = 0
    while case let pending = try await store.nextPending(limit: 500), !pending.isEmpty {
      for track in pending {
        number += 1
        _ = try await store.record(
          TrackResult(
            track: track.id, identity: track.identity, content: try content(number),
            metadata: TrackMetadata(), seconds: 200,
            source: .inferred(try analysis(by: model, &random)), placement: nil))
      }
    }
  }

  private func content(_ number: Int) throws -> ContentID {
    let bytes = (0..<16).map { UInt8(truncatingIfNeeded: number >> ($0 % 8 * 8)) }
    guard let content = ContentID(bytes: bytes) else { throw POSIXError(.EINVAL) }
    return content
  }

  private func analysis(
    by model: ModelVersion, _ random: inout SplitMix64
  ) throws -> TrackAnalysis {
    func values(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(random.next() >> 40) / Float(1 << 24) }
    }
    guard let affect = Affect(values: values(7)) else { throw POSIXError(.EINVAL) }
    return TrackAnalysis(
      model: model, seconds: 200, loudness: -14, embedding: Embedding(values: values(200)),
      tags: values(50).enumerated().map { TagProbability(name: "tag\($0)", probability: $1) },
      affect: affect)
  }
}
