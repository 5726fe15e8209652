import ControlProtocol
import Foundation
import Glibc
import OrpheusTestSupport
import Testing

/// What a person at a terminal gets to see when there is no answer, or a wrong one.
@Suite("orpheusctl says what is wrong and what to do", .serialized)
struct ClientErrorTests {
  /// What is at the socket, and what becomes of a command.
  struct Trouble: Sendable, CustomTestStringConvertible {
    enum Place: Sendable {
      case nothing
      case leftOver
      case answering(String)
    }

    var testDescription: String
    var place: Place
    var words = ["status"]
    var status: Int32
    var says: String
  }

  static let troubles = [
    Trouble(
      testDescription: "nothing at all", place: .nothing, status: 3,
      says: "the daemon is not running"),
    Trouble(
      testDescription: "a socket that a crash left behind", place: .leftOver, status: 3,
      says: "the daemon is not running"),
    Trouble(
      testDescription: "a daemon that dies before it answers", place: .answering(""), status: 1,
      says: "orpheusd closed the connection before it answered"),
    Trouble(
      testDescription: "a daemon that dies in the middle of its answer",
      place: .answering(#"{"parameters":{"version":"1."#), status: 1,
      says: "orpheusd closed the connection before it answered"),
    Trouble(
      testDescription: "a daemon that dies in the middle of a stream",
      place: .answering(
        #"{"parameters":{"generation":1,"topics":[],"fresh":false},"continues":true}"# + "\0"),
      words: ["watch", "--json"], status: 1, says: "orpheusd closed the connection"),
    Trouble(
      testDescription: "a web server", place: .answering("HTTP/1.1 400 Bad Request\r\n\r\n\0"),
      status: 1, says: "is not an orpheusd"),
    Trouble(
      testDescription: "bytes that are no text", place: .answering("\u{7F}\u{1}\u{2}\0"), status: 1,
      says: "is not an orpheusd"),
    Trouble(
      testDescription: "bytes without an end",
      place: .answering(String(repeating: "x", count: 3_000_000)), status: 1,
      says: "is not an orpheusd"),
    Trouble(
      testDescription: "an answer of another version",
      place: .answering(#"{"parameters":{"version":"9","tracks":"many"}}"# + "\0"), status: 1,
      says: "another version of orpheusd"),
    Trouble(
      testDescription: "a daemon that does not know the method",
      place: .answering(
        #"{"error":"org.varlink.service.MethodNotFound","parameters":{"method":"org.orpheus.Control.Now"}}"#
          + "\0"), words: ["now"], status: 1, says: "it is of another version than this program"),
    Trouble(
      testDescription: "an error of a newer daemon",
      place: .answering(#"{"error":"org.orpheus.Control.MoonInTheWay"}"# + "\0"), status: 1,
      says: "org.orpheus.Control.MoonInTheWay, which is unknown here"),
    Trouble(
      testDescription: "another Varlink service",
      place: .answering(
        #"{"error":"org.varlink.service.InterfaceNotFound","parameters":{"interface":"org.orpheus.Control"}}"#
          + "\0"), status: 1, says: "is not an orpheusd"),
    Trouble(
      testDescription: "a daemon with too many clients",
      place: .answering(
        #"{"error":"org.orpheus.Control.LimitExceeded","parameters":{"limit":"at most 16 clients a user at a time"}}"#
          + "\0"), status: 1, says: "at most 16 clients a user at a time"),
    Trouble(
      testDescription: "words that could do something to the terminal",
      place: .answering(
        #"{"error":"org.orpheus.Control.Failed","parameters":{"reason":"\u001b[2Jgone"}}"# + "\0"),
      status: 1, says: #"the daemon failed: \u{1B}[2Jgone"#),
  ]

  @Test("in a sentence and an exit status", .timeLimit(.minutes(10)), arguments: troubles)
  func trouble(_ trouble: Trouble) async throws {
    let folder = try TemporaryDirectory()
    let socket = folder.appending("s")
    var impostor: Impostor?
    switch trouble.place {
    case .nothing: break
    case .leftOver: try Impostor.leaveSocket(at: socket)
    case .answering(let text): impostor = try Impostor(at: socket, answering: Array(text.utf8))
    }
    let result = try await run(
      Checkout.programs + "/orpheusctl", trouble.words + ["--socket", socket])
    withExtendedLifetime(impostor) {}
    #expect(result.status == trouble.status)
    #expect(result.errors.hasPrefix("orpheusctl: "), "\(result.errors)")
    #expect(result.errors.contains(trouble.says), "\(result.errors)")
    // One sentence, no trace of the program's insides.
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    for word in ["NIO", "Swift", "DecodingError", "Errno"] {
      #expect(!result.errors.contains(word))
    }
  }

  @Test("when the socket is not for this user", .needsRoot)
  func notPermitted() async throws {
    let folder = try TemporaryDirectory()
    chmod(folder.path, 0o755)
    let socket = folder.appending("s")
    let impostor = try Impostor(at: socket, answering: [])
    chmod(socket, 0o600)
    let result = try await OtherUser(user: 61_001, group: 61_001).run(
      Checkout.programs + "/orpheusctl", ["status", "--socket", socket],
      environment: ["HOME": "/nonexistent"])
    withExtendedLifetime(impostor) {}
    #expect(result.status == 1)
    #expect(result.errors.contains("You may not connect to \(socket)"), "\(result.errors)")
  }

  @Test("when a daemon hangs", .soakOnly, .timeLimit(.minutes(10)))
  func hangs() async throws {
    let music = try TemporaryDirectory()
    let daemon = try await RunningDaemon(music: [music.path])
    kill(daemon.processIdentifier, SIGSTOP)
    let result = try await daemon.control("status")
    kill(daemon.processIdentifier, SIGCONT)
    #expect(result.status == 1)
    #expect(result.errors.contains("orpheusd has not answered for 30 seconds"))
    #expect(try await daemon.control("status").status == 0)
  }
}
