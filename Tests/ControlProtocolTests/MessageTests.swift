import ControlProtocol
import FoundationEssentials
import Testing

@Suite("Calls and replies")
struct MessageTests {
  private func call(_ json: String) throws -> VarlinkCall {
    try VarlinkCall(frame: Data(json.utf8))
  }

  @Test("a call arrives as it was made", arguments: [false, true], [false, true])
  func callRoundTrip(more: Bool, oneway: Bool) throws {
    let request = TracksRequest(mood: "calm \"x\"", limit: 5)
    let frame = try VarlinkCall.frame(calling: request, more: more, oneway: oneway)
    #expect(frame.last == 0)
    #expect(!frame.dropLast().contains(0))
    let call = try VarlinkCall(frame: frame.dropLast())
    #expect(call.method == "org.orpheus.Control.Tracks")
    #expect(call.interface == "org.orpheus.Control")
    #expect(call.wantsMore == more)
    #expect(call.isOneway == oneway)
    #expect(!call.wantsUpgrade)
    let parameters = try call.parameters(as: TracksRequest.self)
    #expect(parameters.mood == "calm \"x\"")
    #expect(parameters.limit == 5)
    #expect(parameters.state == nil)
  }

  @Test(
    "parameters may be left out where none is needed",
    arguments: [
      #"{"method":"a.B"}"#, #"{"method":"a.B","parameters":{}}"#,
      #"{"method":"a.B","parameters":null}"#, #"{"method":"a.B","parameters":{"new":[1]}}"#,
    ])
  func absentParameters(json: String) throws {
    let parameters = try call(json).parameters(as: TracksRequest.self)
    #expect(parameters.mood == nil)
  }

  @Test(
    "a parameter that is missing or wrong is named",
    arguments: [
      (#"{"method":"a.B"}"#, "mood"),
      (#"{"method":"a.B","parameters":{"mood":"m"}}"#, "name"),
      (#"{"method":"a.B","parameters":{"mood":3,"name":"n"}}"#, "mood"),
      (#"{"method":"a.B","parameters":{"mood":null,"name":"n"}}"#, "mood"),
      (#"{"method":"a.B","parameters":[]}"#, "parameters"),
      (#"{"method":"a.B","parameters":"x"}"#, "parameters"),
    ])
  func invalidParameters(json: String, parameter: String) throws {
    let call = try call(json)
    #expect(throws: ControlError.invalidParameter(parameter: parameter)) {
      try call.parameters(as: RenameMoodRequest.self)
    }
  }

  @Test("a wrong element is named with its place")
  func invalidElement() throws {
    let call = try call(#"{"method":"a.B","parameters":{"topics":["library",3]}}"#)
    #expect(throws: ControlError.invalidParameter(parameter: "topics.1")) {
      try call.parameters(as: MonitorRequest.self)
    }
  }

  @Test(
    "an object that is no call is refused with a reason",
    arguments: [
      ("{}", "method is missing or of the wrong type"),
      (#"{"method":3}"#, "method is missing or of the wrong type"),
      (#"{"method":"a.B","more":"yes"}"#, "more is missing or of the wrong type"),
      (#"{"method":"a.B""#, "the JSON is malformed"),
      (#"{"method":"a.B"}}"#, "the JSON is malformed"),
      (#"{"method":"a.B" "more":true}"#, "the JSON is malformed"),
    ])
  func malformed(json: String, reason: String) {
    let breach = FrameBreach.malformed(reason: "the message is not a Varlink call: \(reason)")
    #expect(throws: breach) { try call(json) }
  }

  @Test("a reply arrives as it was made", arguments: [false, true])
  func replyRoundTrip(continues: Bool) throws {
    let frame = try VarlinkReply.frame(Samples.status, continues: continues)
    let reply = try VarlinkReply(frame: frame.dropLast())
    #expect(reply.continues == continues)
    #expect(reply.error == nil)
    #expect(try reply.parameters(as: StatusReply.self) == Samples.status)
  }

  @Test("an error arrives as it was made", arguments: Samples.errors)
  func errorRoundTrip(_ error: ControlError) throws {
    let reply = try VarlinkReply(frame: VarlinkReply.frame(error: error).dropLast())
    #expect(reply.error == error)
  }

  @Test("an error of a newer daemon keeps its name")
  func unknownError() throws {
    let reply = try VarlinkReply(frame: Data(#"{"error":"org.orpheus.Control.TooLoud"}"#.utf8))
    guard case .failed(let reason) = reply.error else {
      Issue.record("an unknown error is a failure")
      return
    }
    #expect(reason.contains("org.orpheus.Control.TooLoud"))
  }

  @Test("a number that is not finite cannot be sent")
  func notFinite() {
    #expect(throws: (any Error).self) {
      try VarlinkCall.frame(calling: SyncRequest(seconds: .infinity))
    }
  }
}
