import Dispatch
import Foundation

/// What a program that has ended left behind.
package struct CommandResult: Sendable {
  package let status: Int32
  package let output: String
  package let errors: String
}

/// Runs `program` to its end, away from the threads that tests run on.
///
/// `environment` is added to this process's.
package func run(
  _ program: String, _ arguments: [String], environment: [String: String] = [:]
) async throws -> CommandResult {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async {
      continuation.resume(
        with: Result { try runBlocking(program, arguments, environment: environment) })
    }
  }
}

private func runBlocking(
  _ program: String, _ arguments: [String], environment: [String: String]
) throws -> CommandResult {
  // Files rather than pipes: a program may print more than a pipe holds before anyone reads.
  let directory = try TemporaryDirectory()
  let paths = (output: directory.appending("output"), errors: directory.appending("errors"))
  for path in [paths.output, paths.errors] {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
  }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle(forWritingAtPath: paths.output)
  process.standardError = FileHandle(forWritingAtPath: paths.errors)
  try process.run()
  let end = process.sleepUntilExit()
  func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
  return CommandResult(
    status: end.status, output: text(paths.output), errors: text(paths.errors))
}
