import ArgumentParser
import ControlProtocol
import ControlTransport
import FoundationEssentials
import Glibc
import SystemPackage

/// `orpheusctl backup`
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the library database while the daemon runs.",
    discussion: """
      The copy is of one moment, has been read through for damage, and is for you alone (mode 0600); \
      `orpheusctl restore` goes on with it. Orpheus makes backups of its own as well, once a day, \
      and keeps three of them beside the database: --list shows those.

      EXAMPLES
        orpheusctl backup ~/orpheus.sqlite
        orpheusctl backup --list
      """)

  @Argument(help: "The file to write.", completion: .file(extensions: ["sqlite"]))
  var file: PathArgument?

  @Flag(help: "Replace the file if there is one.")
  var force = false

  @Flag(help: "List the backups that Orpheus has made.")
  var list = false

  @OptionGroup var client: ClientOptions

  func validate() throws {
    if list == (file != nil) {
      throw ValidationError("name the file to write, or --list to see what backups there are")
    }
    if list, force { throw ValidationError("--force goes with a file") }
  }

  func run() async throws {
    let console = Console.current
    let address = client.address(console)
    guard let file = file?.absolute(in: console.environment) else {
      let reply = try await address.withClient { try await $0.call(BackupsRequest()) }
      return try client.output.write(
        reply, to: console,
        text: BackupsView(backups: reply.backups, clock: .current).render(for: console.output))
    }
    let target = try CopyTarget(file, replaces: force)
    let bytes = try await address.withClient { daemon in
      var line = LiveLine(console)
      defer { line.clear() }
      return try await daemon.copyLibrary(to: target) { done, total in
        let text = ProgressLine.line(
          label: "copied", done: done, total: total, width: line.width.map { $0 - 1 })
        line.show(text)
      }
    }
    try client.output.write(
      BackupDocument(file: file.string, bytes: bytes), to: console,
      text: "\(file.string.printable): \(Quantity.mebibytes(bytes)), checked\n")
  }
}

/// What `backup --json` prints.
struct BackupDocument: Encodable {
  var file: String
  var bytes: Int
}

extension ControlCaller {
  /// Has the daemon send a copy of its database, and writes it; says how many bytes it has.
  func copyLibrary(
    to target: CopyTarget, progress: (_ done: Int, _ total: Int) -> Void
  ) async throws -> Int {
    var total: Int?
    for try await part in stream(BackupRequest()) {
      guard let data = Data(base64Encoded: part.data) else {
        throw CommandFailure(message: "the daemon sent something that is no copy")
      }
      total = part.total
      try target.write(data)
      progress(target.written, part.total)
    }
    guard target.written == total else {
      throw CommandFailure(message: "the daemon stopped before the copy was whole")
    }
    try target.finish()
    return target.written
  }
}

/// `orpheusctl backup --list` for people.
struct BackupsView {
  var backups: [BackupInfo]
  var clock: WallClock

  /// The table, or a sentence when there is nothing to show.
  func render(for terminal: Terminal) -> String {
    guard !backups.isEmpty else {
      return "no backups yet; the first is made after a day\n"
    }
    var table = TextTable(columns: [
      .init("MADE"), .init("KIND"), .init("SIZE", .right),
      .init("FILE", minimum: 16, keeping: .end),
    ])
    table.rows = backups.map { backup in
      [
        StyledText(clock.tell(Int64(backup.made))), StyledText(backup.kind, .dim),
        StyledText(Quantity.mebibytes(backup.bytes)), StyledText(backup.path),
      ]
    }
    return table.render(for: terminal)
  }
}

extension Quantity {
  /// `182.3 MiB`
  static func mebibytes(_ bytes: Int) -> String {
    decimal(Double(bytes) / 1_048_576, places: 1) + " MiB"
  }
}
