import ControlProtocol
import Foundation
import OrpheusTestSupport
import SystemPackage

extension RawClient {
  /// Makes a call and waits for its reply.
  func call<Request: ControlRequest>(_ request: Request) throws -> Request.Reply {
    send(try VarlinkCall.frame(calling: request))
    return try reply()
  }

  /// The next reply of a call of this type; throws the daemon's error.
  func reply<Reply: Decodable>(as _: Reply.Type = Reply.self) throws -> Reply {
    guard let frame = try frame() else { throw HungUp() }
    let reply = try VarlinkReply(frame: Data(frame.utf8))
    if let error = reply.error { throw error }
    return try reply.parameters()
  }

  /// The daemon closed the connection instead of answering.
  struct HungUp: Error {}
}

extension RunningDaemon {
  /// Where it listens.
  var socket: FilePath { FilePath(state.appending("control.sock")) }
}
