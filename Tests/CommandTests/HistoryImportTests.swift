import ControlProtocol
import ControlTransport
import FoundationEssentials
import Glibc
import Logging
import SystemPackage
import Testing

@testable import orpheusctl

/// A daemon on a socket of its own that reads histories by their names.
private struct HistoryServer {
  let socket: FilePath

  /// Runs `body` with a connection to it.
  static func with<Result: Sendable>(
    _ body: (ControlClient) async throws -> Result
  ) async throws -> Result {
    let folder = try TemporaryFolder()
    let socket = folder.path.appending("s")
    let server = ControlServer(
      router: router, owner: getuid(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let (listening, ready) = AsyncStream.makeStream(of: Void.self)
    let running = Task {
      defer { ready.finish() }
      try await server.run(listening: .path(socket, mode: 0o600)) { ready.finish() }
    }
    for await _ in listening {}
    let outcome: Swift.Result<Result, any Error>
    do {
      outcome = .success(try await ControlClient.withConnection(to: socket, body))
    } catch {
      outcome = .failure(error)
    }
    running.cancel()
    try await running.value
    return try outcome.get()
  }

  private static var router: ControlRouter {
    var router = ControlRouter(product: "Orpheus", version: "1.0")
    router.stream(ImportHistoryRequest.self) { request, _, send in
      for count in [100, 200] { try await send(reply(count, isDone: false)) }
      switch request.path {
      case "/picture": throw ControlError.invalidRequest(reason: "/picture is no history")
      case "/locked": throw ControlError.failed(reason: "permission denied")
      case "/theirs": throw ControlError.notPermitted(reason: "not yours")
      case "/endless": return
      default: try await send(reply(12_345, isDone: true))
      }
    }
    return router
  }

  private static func reply(_ count: Int, isDone: Bool) -> ImportHistoryReply {
    ImportHistoryReply(
      listens: count, added: count - 45, skipped: 0, damaged: isDone ? 3 : 0,
      damages: isDone ? [HistoryDamageInfo(line: 17, reason: "no title")] : [], done: isDone)
  }
}

@Suite("Importing histories")
struct HistoryImportTests {
  @Test("reads one file after the other over one connection, in spite of those it cannot read")
  func files() async throws {
    try await HistoryServer.with { daemon in
      var progress: [Int] = []
      var lines: [String?] = []
      for path in ["/a.json", "/picture", "/b.json", "/locked", "/endless", "/c.json"] {
        let result = try await daemon.importHistory(
          WirePath(FilePath(path)), named: String(path.dropFirst())
        ) { progress.append($0.listens) }
        lines.append(result.complaint ?? result.line)
      }
      #expect(
        lines == [
          "a.json: 12,345 listens, 12,300 new, 3 damaged", "/picture is no history",
          "b.json: 12,345 listens, 12,300 new, 3 damaged", "locked: permission denied",
          "endless: the daemon stopped before the end",
          "c.json: 12,345 listens, 12,300 new, 3 damaged",
        ])
      #expect(progress == Array(repeating: [100, 200], count: 6).flatMap(\.self))
    }
  }

  @Test("stops at what is not about the file")
  func refused() async throws {
    try await HistoryServer.with { daemon in
      _ = await #expect(throws: ControlError.notPermitted(reason: "not yours")) {
        try await daemon.importHistory(WirePath("/theirs"), named: "theirs") { _ in }
      }
    }
  }

  @Test("lists damages by file and line")
  func damages() {
    var result = HistoryImport(WirePath("/h/a\n.json"), named: "a\n.json")
    result.update(
      ImportHistoryReply(
        listens: 1, added: 0, skipped: 2, damaged: 3,
        damages: [HistoryDamageInfo(line: 17, reason: "no title")], done: true))
    #expect(result.line == "a\\n.json: 1 listen, 0 new, 2 skipped, 3 damaged")
    #expect(
      result.damagesView.render(for: .none)
        == "a\\n.json:17: no title\na\\n.json: 2 more that cannot be read\n")
  }

  @Test("is an array of results for scripts, with what went wrong where something did")
  func json() throws {
    var bad = HistoryImport(WirePath("/bad"), named: "bad")
    bad.error = "no history"
    #expect(
      try JSONDocument.text([HistoryImport(WirePath("/a"), named: "a"), bad], onOneLine: true)
        == #"[{"added":0,"damaged":0,"damages":[],"file":"/a","listens":0,"skipped":0},"#
        + #"{"added":0,"damaged":0,"damages":[],"error":"no history","file":"/bad","listens":0,"#
        + "\"skipped\":0}]\n")
  }
}

@Suite("What scripts see of listening")
struct ListeningJSONTests {
  @Test("is the reply itself, or the array within")
  func shapes() throws {
    func members(_ value: some Encodable) throws -> Set<String> {
      let text = try JSONDocument.text(value)
      let object = try JSONDecoder().decode([String: Ignored].self, from: Data(text.utf8))
      return Set(object.keys)
    }
    #expect(
      try members(NowReply.session()) == [
        "session", "moods", "valence", "arousal", "context", "follows", "evidence",
      ])
    #expect(
      try members(TransitionsReply.staying(1)) == ["rows", "transitions", "model"])
    let session = SessionInfo(start: 1, end: 2, listens: 3, moods: [])
    #expect(
      try JSONDocument.text([session], onOneLine: true)
        == #"[{"end":2,"listens":3,"moods":[],"start":1}]"# + "\n")
    let times = MoodTimesInfo(context: "weekend-night", plays: 2, moods: [])
    #expect(
      try JSONDocument.text([times], onOneLine: true)
        == #"[{"context":"weekend-night","moods":[],"plays":2}]"# + "\n")
  }

  /// Any value.
  private struct Ignored: Decodable { init(from _: any Decoder) {} }
}
