internal import Glibc
internal import SystemPackage

/// Runs another program to its end.
struct ChildProgram {
  /// How a program ended.
  struct Outcome {
    /// 0 for success; 128 and more when a signal ended it.
    var status: Int32
    /// The last lines it wrote to standard error.
    var complaint: String
  }

  /// A name to be found in `PATH`, or a path.
  var program: String
  /// The variables the program sees.
  var environment: [String: String]

  /// Enough for the lines that matter, in bytes.
  private static let complaintLimit = 2000

  /// Runs the program and waits for it; nil when there is no such program.
  ///
  /// Standard output is discarded. Standard error goes to the file `log` rather than through a
  /// pipe, which somebody would have to empty meanwhile.
  func run(_ arguments: [String], log: FilePath) throws(ModelError) -> Outcome? {
    try log.write([])
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    _ = log.withPlatformString {
      posix_spawn_file_actions_addopen(&actions, 2, $0, O_WRONLY | O_APPEND, 0)
    }

    var child: pid_t = 0
    let failure = Self.withCStrings([program] + arguments) { arguments in
      Self.withCStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
        posix_spawnp(&child, program, &actions, nil, arguments, environment)
      }
    }
    if failure == ENOENT || failure == EACCES { return nil }
    guard failure == 0 else {
      throw ModelError(
        .fileSystem, "cannot start \(program)", cause: "\(Errno(rawValue: failure))")
    }

    var status: Int32 = 0
    while waitpid(child, &status, 0) == -1 {
      guard errno == EINTR else {
        throw ModelError(
          .fileSystem, "cannot wait for \(program)", cause: "\(Errno(rawValue: errno))")
      }
    }
    // The layout of a wait status (wait(2)): low seven bits the signal, the next byte the code.
    let signal = status & 0x7f
    let code = signal == 0 ? status >> 8 & 0xff : 128 + signal
    return Outcome(status: code, complaint: try Self.lastLines(of: log))
  }

  private static func lastLines(of log: FilePath) throws(ModelError) -> String {
    let text = String(decoding: try log.contents().suffix(complaintLimit), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    return lines.suffix(4).joined(separator: "\n")
  }

  /// Lends `strings` as the null-terminated array of C strings that exec(3) wants.
  private static func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
