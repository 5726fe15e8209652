import ArgumentParser
import ControlProtocol
import ControlTransport
import Settings
import SystemPackage

/// `orpheusctl history import`
struct HistoryImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Read history files now, wherever they lie.",
    discussion: """
      Exports of Spotify, ListenBrainz, Last.fm, Libre.fm, Maloja and Pano Scrobbler, also in zip \
      archives, .scrobbler.log files, mpdscribble's journal and MPD's log; the format is found out. \
      Reading a file again adds nothing twice. Exits with 1 when a file could not be read; the \
      others are read all the same.
      """)

  @Argument(help: "The files.", completion: .file())
  var files: [PathArgument]

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let directory = FilePath.workingDirectory(environment: console.environment)
    var results: [HistoryImport] = []
    try await client.address(console).withClient { daemon in
      for file in files.map(\.path) {
        var line = LiveLine(console)
        defer { line.clear() }
        let result = try await daemon.importHistory(
          WirePath(file.absolute(from: directory)), named: file.string
        ) { progress in
          line.show(progress.line.cut(to: line.width.map { $0 - 1 } ?? .max))
        }
        // The line has to be gone before anything else is printed.
        line.clear()
        results.append(result)
        guard !client.output.json else { continue }
        if let complaint = result.complaint {
          console.complain(complaint)
        } else {
          try console.write(result.line + "\n")
        }
        try console.write(result.damagesView.render(for: console.output))
      }
    }
    if client.output.json { try console.write(JSONDocument.text(results)) }
    // Said already, in the form that was asked for.
    if results.contains(where: { $0.error != nil }) { throw CommandFailure(message: "") }
  }
}

/// What became of one file; also what `history import --json` prints of it.
struct HistoryImport: Encodable, Hashable {
  /// The file as the daemon was told.
  var file: String
  /// The path as bytes, where the text cannot hold them; see ``WirePath``.
  var fileBase64: String?
  /// The file as the listener called it.
  var name: String
  var listens = 0
  var added = 0
  var skipped = 0
  var damaged = 0
  var damages: [HistoryDamageInfo] = []
  /// Why it could not be read, or not to its end.
  var error: String?

  /// Begins with nothing read.
  init(_ path: WirePath, named name: String) {
    file = path.text
    fileBase64 = path.base64
    self.name = name
  }

  /// Takes over the counts of `reply`, which are sums.
  mutating func update(_ reply: ImportHistoryReply) {
    listens = reply.listens
    added = reply.added
    skipped = reply.skipped
    damaged = reply.damaged
    damages = reply.damages
  }

  /// `export.json: 12,345 listens, 12,000 new, 3 damaged`
  var line: String {
    guard listens + skipped + damaged > 0 else { return "\(name.printable): nothing new" }
    var parts = [Quantity.count(listens, "listen"), "\(Quantity.grouped(added)) new"]
    if skipped > 0 { parts.append("\(Quantity.grouped(skipped)) skipped") }
    if damaged > 0 { parts.append("\(Quantity.grouped(damaged)) damaged") }
    return "\(name.printable): \(parts.joined(separator: ", "))"
  }

  /// What went wrong, with the file's name unless the reason has it already.
  var complaint: String? {
    error.map { ($0.contains(file) ? $0 : "\(name): \($0)").printable }
  }

  var damagesView: DamagesView { DamagesView(file: name, count: damaged, damages: damages) }

  private enum CodingKeys: String, CodingKey {
    case file, listens, added, skipped, damaged, damages, error
    case fileBase64 = "file_b64"
  }
}

extension ControlCaller {
  /// Has the daemon read one history file.
  ///
  /// - Parameter progress: gets what has been read so far, again and again.
  /// - Throws: what is wrong with the conversation; what is wrong with the file is in the result.
  func importHistory(
    _ path: WirePath, named name: String, progress: (HistoryImport) -> Void
  ) async throws -> HistoryImport {
    var result = HistoryImport(path, named: name)
    var isDone = false
    do {
      // To its very end: leaving a stream early closes the connection, which the next file needs.
      for try await reply in stream(ImportHistoryRequest(path: path)) {
        result.update(reply)
        isDone = reply.done
        if !isDone { progress(result) }
      }
      if !isDone { result.error = "the daemon stopped before the end" }
    } catch ControlError.failed(let reason) {
      result.error = reason
    } catch ControlError.invalidRequest(let reason) {
      result.error = reason
    }
    return result
  }
}
