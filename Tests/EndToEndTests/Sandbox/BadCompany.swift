import ControlProtocol
import Foundation
import OrpheusTestSupport

/// A library of files that tell their worker what to do, and a daemon whose worker obeys, in the
/// real sandbox.
final class BadCompany: Sendable {
  let music: TemporaryDirectory
  private let programs: TemporaryDirectory

  init() throws {
    music = try TemporaryDirectory()
    programs = try TemporaryDirectory()
    for (program, name) in [("orpheusd", "orpheusd"), ("misbehaving-worker", "orpheus-worker")] {
      let original = Checkout.programs + "/" + program
      // A link, so that it costs nothing; where that is not possible, a copy.
      if link(original, programs.appending(name)) != 0 {
        try FileManager.default.copyItem(atPath: original, toPath: programs.appending(name))
      }
    }
  }

  /// Starts the daemon. `circumstances` are the variables of the worker's `Circumstances`.
  func daemon(
    settings: String = "", circumstances: [String: String] = [:],
    state: TemporaryDirectory? = nil
  ) async throws -> RunningDaemon {
    let variables = circumstances.map { "ORPHEUS_TEST_\($0)=\($1)" }
    return try await RunningDaemon(
      music: [music.path], settings: settings, wrapper: ["/usr/bin/env"] + variables,
      state: state, programs: programs.path)
  }

  /// Adds a file with an order; returns its path. `mark` tells files with the same order apart.
  @discardableResult
  func add(_ name: String, order: String, mark: Int = 0) throws -> String {
    let path = music.appending(name + ".wav")
    try "orpheus-test \(order)\nnumber \(mark)\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// Adds files that can be analysed, `number 0…`.
  func addSongs(_ count: Int) throws {
    for number in 0..<count { try add("song \(number)", order: "sing", mark: number) }
  }
}

extension RunningDaemon {
  /// The tracks in `state`.
  func tracks(_ state: String) async throws -> [TrackInfo] {
    try await json("tracks", "--state", state)
  }
}
