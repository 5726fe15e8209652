package import Foundation

/// Somebody else on this machine: a user and a group by number, with no other rights.
package struct OtherUser: Sendable, CustomStringConvertible {
  /// The user's number.
  package let user: UInt32
  /// The one group it is in.
  package let group: UInt32

  /// Numbers that need not be in any list of users.
  package init(user: UInt32, group: UInt32) {
    self.user = user
    self.group = group
  }

  package var description: String { "user \(user) in group \(group)" }

  /// The words to put before a command that this user is to run.
  package var words: [String] {
    [
      "/usr/bin/setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups", "--",
    ]
  }

  /// Runs a program as this user.
  package func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> CommandResult {
    let words = words + [program] + arguments
    return try await OrpheusTestSupport.run(
      words[0], Array(words.dropFirst()), environment: environment)
  }

  /// Sends the frame of `json` to `socket` and gives the reply; nil where connecting is not
  /// permitted.
  package func ask(_ json: String, at socket: String) async throws -> String? {
    let result = try await run("/usr/bin/env", ["python3", "-c", Self.client, socket, json])
    if result.status == 13 { return nil }
    guard result.status == 0 else { throw MissingPart(description: result.errors) }
    return result.output
  }

  /// Keeps `count` connections open for as long as the process that it starts lives; returns once
  /// each has been answered or turned away, with how many were answered.
  package func hold(_ count: Int, at socket: String) throws -> (process: Process, served: Int) {
    let process = Process()
    let all = words + ["/usr/bin/env", "python3", "-c", Self.holder, socket, "\(count)"]
    process.executableURL = URL(fileURLWithPath: all[0])
    process.arguments = Array(all.dropFirst())
    let output = Pipe()
    process.standardOutput = output
    // Ends with its standard input.
    process.standardInput = Pipe()
    try process.run()
    let line = output.fileHandleForReading.availableData
    let served = Int(String(decoding: line, as: UTF8.self).trimmingCharacters(in: .newlines))
    return (process, served ?? -1)
  }

  private static let client = """
    import socket, sys
    client = socket.socket(socket.AF_UNIX)
    try:
        client.connect(sys.argv[1])
    except PermissionError:
        sys.exit(13)
    try:
        client.sendall(sys.argv[2].encode() + b"\\0")
    except BrokenPipeError:
        pass  # Turned away before it could ask; the reason can still be read.
    reply = b""
    while not reply.endswith(b"\\0"):
        part = client.recv(65536)
        if not part:
            break
        reply += part
    sys.stdout.write(reply.rstrip(b"\\0").decode())
    """

  private static let holder = """
    import socket, sys
    clients, served = [], 0
    for _ in range(int(sys.argv[2])):
        client = socket.socket(socket.AF_UNIX)
        client.connect(sys.argv[1])
        try:
            client.sendall(b'{"method":"org.varlink.service.GetInfo"}\\0')
        except BrokenPipeError:
            pass
        served += b'"product"' in client.recv(65536)
        clients.append(client)
    print(served, flush=True)
    sys.stdin.read()
    """
}
