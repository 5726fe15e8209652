import FoundationEssentials
import SystemPackage

/// The reader of standard output has gone: nothing more to do, and nothing wrong.
struct OutputClosed: Error {}

/// Standard output, standard error and the environment of this process.
struct Console: Sendable {
  /// What standard output leads to.
  var output: Terminal
  /// What standard error leads to.
  var errors: Terminal
  var environment: [String: String]

  /// The console of this process.
  static var current: Console {
    let environment = ProcessInfo.processInfo.environment
    return Console(
      output: Terminal(
        descriptor: FileDescriptor.standardOutput.rawValue, environment: environment),
      errors: Terminal(descriptor: FileDescriptor.standardError.rawValue, environment: environment),
      environment: environment)
  }

  /// Writes to standard output.
  func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Writes bytes to standard output.
  ///
  /// - Throws: ``OutputClosed`` when nobody reads any more; ``CommandFailure`` when it cannot be
  ///   written, as on a full disk.
  func write(_ bytes: [UInt8]) throws {
    do {
      _ = try FileDescriptor.standardOutput.writeAll(bytes)
    } catch Errno.brokenPipe {
      throw OutputClosed()
    } catch {
      throw CommandFailure(message: "cannot write to standard output: \(error)")
    }
  }

  /// Writes one message to standard error, under this program's name.
  func complain(_ message: String) { note("orpheusctl: " + message + "\n") }

  /// Writes to standard error; what cannot be said there cannot be said at all.
  func note(_ text: String) { _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8)) }
}
