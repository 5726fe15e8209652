import ControlProtocol
import ControlTransport
import MusicModel
import Settings
import SystemPackage
import Testing

@testable import orpheusctl

/// A daemon with a library of numbered tracks, that remembers what it was asked.
private final class FakeDaemon: ControlCaller {
  let count: Int
  /// Rows a page at most, whatever is asked for.
  let page: Int
  private(set) var limits: [Int?] = []
  private(set) var paths: [String] = []
  private(set) var since: [Int?] = []

  init(count: Int = 0, page: Int = 500) {
    self.count = count
    self.page = page
  }

  func call<Request: ControlRequest>(_ request: Request) async throws -> Request.Reply {
    let reply: any Sendable
    switch request {
    case let request as TracksRequest:
      let (range, cursor) = rows(request.limit, request.cursor)
      reply = TracksReply(
        tracks: range.map { TrackInfo(path: WirePath(FilePath("/m/\($0)")), state: "analysed") },
        cursor: cursor)
    case let request as PlaylistRequest:
      let (range, cursor) = rows(request.limit, request.cursor)
      reply = PlaylistReply(
        mood: .calm,
        entries: range.map {
          PlaylistEntry(path: WirePath(FilePath("/m/\($0)")), title: nil, artist: nil, seconds: nil)
        }, cursor: cursor)
    case let request as TrackRequest:
      paths.append(request.path)
      guard request.path == "/known" else { throw ControlError.trackNotFound(path: request.path) }
      reply = TrackReply(track: TrackInfo(path: WirePath("/known"), state: "analysed"))
    case let request as SessionsRequest:
      since.append(request.since)
      let (range, cursor) = rows(request.limit, request.cursor)
      reply = SessionsReply(
        sessions: range.map { SessionInfo(start: $0, end: $0, listens: 1, moods: []) },
        cursor: cursor)
    case let request as HistoryRequest:
      let (range, cursor) = rows(request.limit, request.cursor)
      reply = HistoryReply(listens: range.map { .play(at: $0) }, cursor: cursor)
    case let request as UnmatchedHistoryRequest:
      let (range, cursor) = rows(request.limit, request.cursor)
      reply = UnmatchedHistoryReply(
        recordings: range.map {
          UnmatchedRecordingInfo(
            artist: nil, title: nil, album: nil, file: nil, listens: $0, last: 0)
        }, cursor: cursor)
    default: throw ControlError.methodNotFound(method: Request.method)
    }
    return try #require(reply as? Request.Reply)
  }

  func stream<Request: ControlRequest>(
    _ request: Request
  ) -> AsyncThrowingStream<Request.Reply, any Error> {
    AsyncThrowingStream { $0.finish(throwing: ControlError.methodNotFound(method: Request.method)) }
  }

  private func rows(_ limit: Int?, _ cursor: String?) -> (Range<Int>, String?) {
    limits.append(limit)
    let start = cursor.flatMap { Int($0) } ?? 0
    let end = min(count, start + min(limit ?? page, page))
    return (start..<end, end < count ? String(end) : nil)
  }
}

@Suite("A conversation with the daemon")
struct ConversationTests {
  @Test(
    "follows the cursor until the limit or the end",
    arguments: [
      (0, nil, 0, [500]), (500, nil, 500, [500]), (1201, nil, 1201, [500, 500, 500]),
      (1201, 7, 7, [7]), (1201, 600, 600, [500, 100]), (3, 600, 3, [500]),
    ] as [(Int, Int?, Int, [Int])])
  func pages(count: Int, limit: Int?, expected: Int, asked: [Int]) async throws {
    let daemon = FakeDaemon(count: count)
    let tracks = try await daemon.tracks(mood: nil, state: nil, limit: limit)
    #expect(tracks.map(\.path) == (0..<expected).map { "/m/\($0)" })
    #expect(daemon.limits == asked)

    let playlist = try await FakeDaemon(count: count, page: 100).playlist(of: "calm", limit: limit)
    #expect(playlist.entries.count == expected)
    #expect(playlist.mood.slug == "calm-ambient")

    let listener = FakeDaemon(count: count)
    #expect(
      try await listener.sessions(since: 7, limit: limit).map(\.start) == Array(0..<expected))
    #expect(try await listener.listens(limit: limit).map(\.start) == Array(0..<expected))
    #expect(try await listener.unmatched(limit: limit).map(\.listens) == Array(0..<expected))
    #expect(listener.limits == asked + asked + asked)
    #expect(listener.since.allSatisfy { $0 == 7 })
  }

  @Test("tries a file's other name when the first is not known")
  func names() async throws {
    let daemon = FakeDaemon()
    let names = ["/link", "/known"].map { WirePath(FilePath($0)) }
    #expect(try await daemon.track(names, embedding: false).path == "/known")
    #expect(daemon.paths == ["/link", "/known"])
    await #expect(throws: ControlError.trackNotFound(path: "/a")) {
      _ = try await daemon.track(["/a", "/b"].map { WirePath(FilePath($0)) }, embedding: false)
    }
  }

  @Test("knows a file by its spelling and by where its links lead")
  func spellings() throws {
    let folder = try TemporaryFolder()
    let file = folder.path.appending("a.ogg")
    let link = folder.path.appending("link.ogg")
    try AtomicFile.write([], to: file)
    try makeLink(link, to: file)
    #expect(TrackCommand.names(of: link, environment: [:]).map(\.path) == [link, file])
    #expect(TrackCommand.names(of: file, environment: [:]).map(\.path) == [file])
    let absent = folder.path.appending("absent.ogg")
    #expect(TrackCommand.names(of: absent, environment: [:]).map(\.path) == [absent])
    // A section is no file, but its file may be reached by two ways.
    let section = FilePath(link.string + "#3")
    #expect(
      TrackCommand.names(of: section, environment: [:]).map(\.path.string)
        == [link.string + "#3", link.string + "#03", file.string + "#03"])
  }
}

@Suite("An error")
struct ErrorReportTests {
  /// One error, its status and a telling part of its words.
  struct Case: CustomTestStringConvertible {
    var error: any Error
    var status: CommandStatus
    var words: String
    var testDescription: String { words }
  }

  static let cases: [Case] = [
    Case(
      error: ControlClientError(code: .daemonNotRunning, message: "nobody at home"),
      status: .daemonNotRunning, words: "nobody at home"),
    Case(
      error: ControlClientError(code: .connectionLost, message: "it went away"), status: .failed,
      words: "it went away"),
    Case(
      error: ControlError.moodNotFound(mood: "clam", nearest: "calm"), status: .failed,
      words: "there is no mood “clam”; did you mean calm? (orpheusctl moods lists them)"),
    Case(
      error: ControlError.moodNotFound(mood: "x\u{1B}", nearest: nil), status: .failed,
      words: "there is no mood “x\\u{1B}” (orpheusctl moods"),
    Case(
      error: ControlError.trackNotFound(path: "/m/a\nb"), status: .failed,
      words: "no track at /m/a\\nb: it is outside the watched folders"),
    Case(
      error: ControlError.timedOut(pending: 1), status: .failed,
      words: "timed out with 1 track pending"),
    Case(
      error: ControlError.methodNotFound(method: "Journey"), status: .failed,
      words: "another version"),
    Case(
      error: SettingsError(
        code: .invalid, file: "/o.toml",
        problems: [
          SettingsProblem(line: 3, key: "a.b", message: "wrong"),
          SettingsProblem(line: 4, key: "a.c", message: "worse"),
        ]), status: .failed,
      words: "2 problems in the settings:\n/o.toml:3: wrong\n/o.toml:4: worse"),
    Case(
      error: CommandFailure(message: "no", status: .usage), status: .usage, words: "no"),
  ]

  @Test("says what happened, what to do, and has its exit status", arguments: cases)
  func words(_ example: Case) {
    let report = ErrorReport(example.error)
    #expect(report.message.contains(example.words))
    #expect(report.status == example.status)
  }
}
