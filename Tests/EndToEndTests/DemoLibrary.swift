import Foundation
import OrpheusTestSupport

/// The demo music, indexed once for all tests that only ask about it.
///
/// Each test goes on with a copy of the database of its own.
enum DemoLibrary {
  /// The folders of the two Debian packages.
  static let music = [
    Checkout.music + "/singularity-music", Checkout.music + "/fretsonfire-songs-muldjord",
  ]

  /// A daemon whose library is complete from the start.
  static func daemon(
    history: [String] = [], settings: String = ""
  ) async throws -> RunningDaemon {
    let daemon = try await RunningDaemon(
      music: music, history: history, settings: settings, state: try await state())
    try await daemon.sync()
    return daemon
  }

  /// A state folder with the complete library in it.
  static func state() async throws -> TemporaryDirectory {
    let database = try await indexed.value
    let state = try TemporaryDirectory()
    try FileManager.default.copyItem(atPath: database, toPath: state.appending("library.sqlite"))
    return state
  }

  /// The path of a database with everything in it, made anew in every run of the tests.
  private static let indexed = Task {
    let kept = Checkout.root + "/.build/demo/tests.sqlite"
    let daemon = try await RunningDaemon(music: music)
    try await daemon.sync()
    await daemon.stop()
    try? FileManager.default.removeItem(atPath: kept)
    try FileManager.default.copyItem(
      atPath: daemon.state.appending("library.sqlite"), toPath: kept)
    return kept
  }
}
