import ControlProtocol
import Testing

@testable import ControlTransport

@Suite("A conversation")
struct ConversationTests {
  /// An action in words, calls by the last part of their method.
  private func name(_ action: Conversation.Action) -> String {
    switch action {
    case .wait: "wait"
    case .read: "read"
    case .answer(let call): "answer \(call.method.split(separator: ".").last ?? "")"
    case .cancelCall: "cancel"
    case .refuse: "refuse"
    case .close: "close"
    case .end: "end"
    }
  }

  enum Event: Sendable, CustomTestStringConvertible {
    case bytes(String)
    case finished, inputEnded, closed, timedOut, stop

    var testDescription: String {
      if case .bytes(let text) = self { text } else { String(describing: self) }
    }
  }

  static let call = "{\"method\":\"a.Call\"}\0"
  static let stream = "{\"method\":\"a.Stream\",\"more\":true}\0"
  static let oneway = "{\"method\":\"a.Oneway\",\"oneway\":true}\0"

  struct Story: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var steps: [(Event, String)]
  }

  static let stories = [
    Story(
      testDescription: "reads, answers, reads again",
      steps: [
        (.bytes("{\"me"), "read"), (.bytes("thod\":\"a.Call\"}\0"), "answer Call"),
        (.finished, "read"),
      ]),
    Story(
      testDescription: "answers pipelined calls one after the other",
      steps: [
        (.bytes(call + stream), "answer Call"), (.bytes(call), "wait"),
        (.finished, "answer Stream"), (.finished, "answer Call"), (.finished, "read"),
      ]),
    Story(
      testDescription: "refuses a breach after answering what came before it",
      steps: [
        (.bytes(call + "[]\0" + call), "answer Call"), (.finished, "refuse"),
        (.bytes(call), "wait"), (.closed, "end"),
      ]),
    Story(
      testDescription: "refuses a frame that does not come to its end",
      steps: [(.bytes("{"), "read"), (.timedOut, "refuse"), (.timedOut, "wait"), (.closed, "end")]),
    Story(
      testDescription: "has no complaint about a frame it is not reading",
      steps: [
        (.bytes(call + "{"), "answer Call"), (.timedOut, "wait"), (.finished, "read"),
        (.timedOut, "refuse"),
      ]),
    Story(
      testDescription: "answers a client that has finished sending, then closes",
      steps: [
        (.bytes(call + call), "answer Call"), (.inputEnded, "wait"),
        (.finished, "answer Call"), (.finished, "close"), (.closed, "end"),
      ]),
    Story(
      testDescription: "closes when a client finishes sending in the middle of a frame",
      steps: [(.bytes("{"), "read"), (.inputEnded, "close"), (.closed, "end")]),
    Story(
      testDescription: "cancels the call of a client that left, and drops what is behind it",
      steps: [(.bytes(call + oneway), "answer Call"), (.closed, "cancel"), (.finished, "end")]),
    Story(
      testDescription: "carries out the oneway calls of a client that left",
      steps: [
        (.bytes(oneway + call + oneway), "answer Oneway"), (.closed, "wait"),
        (.finished, "answer Oneway"), (.finished, "end"),
      ]),
    Story(
      testDescription: "ends at once when an idle client leaves",
      steps: [(.bytes(""), "read"), (.closed, "end"), (.closed, "wait")]),
    Story(
      testDescription: "closes an idle connection when the server stops",
      steps: [(.stop, "close"), (.closed, "end")]),
    Story(
      testDescription: "finishes the reply in hand when the server stops, and begins no other",
      steps: [
        (.bytes(call + call), "answer Call"), (.stop, "wait"), (.finished, "close"),
        (.closed, "end"),
      ]),
    Story(
      testDescription: "cancels a stream when the server stops",
      steps: [
        (.bytes(stream), "answer Stream"), (.stop, "cancel"), (.finished, "close"),
        (.closed, "end"),
      ]),
  ]

  @Test("goes on as it should", arguments: stories)
  func goesOn(_ story: Story) {
    var conversation = Conversation(requestBytes: 1024, depth: 32)
    for (event, expected) in story.steps {
      let action =
        switch event {
        case .bytes(let text): conversation.receive(Array(text.utf8))
        case .finished: conversation.finishedCall()
        case .inputEnded: conversation.inputEnded()
        case .closed: conversation.connectionClosed()
        case .timedOut: conversation.frameTimedOut(after: .seconds(5))
        case .stop: conversation.stop()
        }
      #expect(name(action) == expected, "after \(event)")
    }
  }

  @Test("waits for the rest of a frame only while it reads")
  func awaitsRest() {
    var conversation = Conversation(requestBytes: 1024, depth: 32)
    #expect(!conversation.awaitsRestOfFrame)
    _ = conversation.receive(Array("{".utf8))
    #expect(conversation.awaitsRestOfFrame)
    _ = conversation.receive(Array("\"method\":\"a.B\"}\0{".utf8))
    #expect(!conversation.awaitsRestOfFrame)
    _ = conversation.finishedCall()
    #expect(conversation.awaitsRestOfFrame)
    _ = conversation.inputEnded()
    #expect(!conversation.awaitsRestOfFrame)
  }
}
