import Foundation
import SystemPackage
import OrpheusTestSupport
import Testing

@testable import orpheusctl

@Suite("The program")
struct ProgramTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// How a run ended.
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs the built program, which lies beside the tests, with a home of its own.
  private func run(_ arguments: [String]) throws -> Outcome {
    let program = try #require(
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    let process = Process()
    process.executableURL = URL(filePath: program).deletingLastPathComponent()
      .appending(path: "orpheusctl")
    process.arguments = arguments
    process.environment = ["HOME": folder.path.string, "ORPHEUS_SOCKET": folder.path.string + "/s"]
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Small enough for both pipes, so reading one after the other cannot block.
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaints = errors.fileHandleForReading.readDataToEndOfFile()
    return Outcome(
      status: process.sleepUntilExit().status, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: complaints, as: UTF8.self))
  }

  @Test(
    "answers for help and its version on standard output",
    arguments: [
      ["--version"], ["--help"], [], ["export", "--help"], ["config"], ["help", "mood"],
      ["history", "--help"], ["history", "import", "--help"],
    ])
  func answers(arguments: [String]) throws {
    let outcome = try run(arguments)
    #expect(outcome.status == 0)
    #expect(!outcome.output.isEmpty)
    #expect(outcome.errors.isEmpty)
  }

  @Test(
    "exits with 2 for a wrong command line",
    arguments: [["statuss"], ["--zebra"], ["tracks", "--limit", "0"], ["export"]])
  func usage(arguments: [String]) throws {
    let outcome = try run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("orpheusctl: "))
    #expect(!outcome.errors.contains("Error:"))
  }

  @Test(
    "exits with 3 and says what to do when no daemon runs",
    arguments: [
      ["status"], ["moods", "--json"], ["tracks"], ["export", "calm"], ["sync"], ["watch"],
      ["pause"], ["track", "a.ogg"], ["now"], ["next"], ["transitions"], ["sessions"],
      ["history"], ["history", "stats"], ["history", "import", "a.json"], ["moods", "--when"],
      ["evaluate"], ["evaluate", "--transitions"],
    ])
  func noDaemon(arguments: [String]) throws {
    let outcome = try run(arguments)
    #expect(outcome.status == 3)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("systemctl --user restart orpheusd"))
  }

  @Test("exits with 1 for wrong settings, naming every line")
  func settings() throws {
    let file = folder.path.appending("o.toml")
    try AtomicFile.write(Array("[analysis]\nwindos = 3\nworkers = -1\n".utf8), to: file)
    let outcome = try run(["config", "check", file.string])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("\n\(file):2: unknown key analysis.windos"))
    #expect(outcome.errors.contains("\n\(file):3: analysis.workers: expected"))
    let json = try run(["config", "check", "--json", file.string])
    #expect(json.status == 1)
    #expect(json.errors.isEmpty)
    #expect(json.output.contains("\"line\" : 3"))
  }

  @Test("ends quietly when nobody reads its output")
  func closedOutput() throws {
    let shell = Process()
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let orpheusctl = URL(filePath: program).deletingLastPathComponent()
      .appending(path: "orpheusctl").path()
    shell.executableURL = URL(filePath: "/bin/sh")
    // The program starts only when a file says that its reader has gone.
    shell.arguments = [
      "-c",
      "(until [ -e \"$2\" ]; do :; done; \"$1\" config show; echo $? >&2) | "
        + "{ exec <&-; : > \"$2\"; }", "sh", orpheusctl, folder.path.string + "/closed",
    ]
    shell.environment = ["HOME": folder.path.string, "PATH": "/usr/bin:/bin"]
    let errors = Pipe()
    shell.standardError = errors
    try shell.run()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    shell.sleepUntilExit()
    #expect(String(decoding: text, as: UTF8.self) == "0\n")
  }
}
