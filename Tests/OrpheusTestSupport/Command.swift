import Foundation
import Subprocess
import SystemPackage

/// What a program that has ended left behind.
package struct CommandResult: Sendable {
  /// The exit status, or the signal that ended it.
  package let status: Int32
  package let output: String
  package let errors: String
}

/// Runs `program` to its end.
///
/// `environment` is added to this process's.
package func run(
  _ program: String, _ arguments: [String], environment: [String: String] = [:]
) async throws -> CommandResult {
  // Files rather than pipes: what the program starts in turn may keep a pipe open and stay.
  let directory = try TemporaryDirectory()
  func file(_ name: String) throws -> FileDescriptor {
    try .open(
      directory.appending(name), .writeOnly, options: [.create, .closeOnExec],
      permissions: [.ownerReadWrite])
  }
  func text(_ name: String) -> String {
    let data = FileManager.default.contents(atPath: directory.appending(name)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }
  let changes = environment.map { (Environment.Key(stringLiteral: $0), Optional($1)) }
  let result = try await Subprocess.run(
    .path(FilePath(program)), arguments: Arguments(arguments),
    environment: .inherit.updating(Dictionary(uniqueKeysWithValues: changes)), input: .none,
    output: .fileDescriptor(try file("output"), closeAfterSpawningProcess: true),
    error: .fileDescriptor(try file("errors"), closeAfterSpawningProcess: true))
  let status =
    switch result.terminationStatus {
    case .exited(let status), .signaled(let status): status
    }
  return CommandResult(status: status, output: text("output"), errors: text("errors"))
}
