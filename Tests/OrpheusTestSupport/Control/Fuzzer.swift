package import SystemPackage

/// What a run of ``fuzz(_:seed:frames:sentinel:)`` saw.
package struct FuzzOutcome: Sendable {
  /// Frames sent.
  package var frames = 0
  /// Connections that a frame ended, each with a reason.
  package var ended = 0
  /// What went wrong, a sentence each.
  package var faults: [String] = []
}

/// Sends `frames` mutated frames to whoever listens at `socket`; each is followed by a proper call
/// that has to be answered unless the frame ended the connection, and then with a reason.
///
/// `sentinel` makes a call of a name, whose answer holds that name. Blocks.
package func fuzz(
  _ socket: FilePath, seed: UInt64, frames: Int, sentinel: (String) -> String
) throws -> FuzzOutcome {
  var outcome = FuzzOutcome()
  var random = RubbishNumbers(state: seed)
  var client = try RawClient(socket)
  for number in 0..<frames {
    let rubbish = RubbishFrame.make(using: &random)
    // Now and then a byte at a time, which is what a frame can be split into at worst.
    let chunk = rubbish.count < 300 ? Int.random(in: 1...64, using: &random) : 4096
    client.send(rubbish, chunk: chunk)
    let name = "sentinel-\(seed)-\(number)"
    client.send(sentinel(name))
    var last: String?
    var isStream = false
    while let reply = try client.frame() {
      last = reply
      isStream = reply.contains(#""continues":true"#)
      if isStream || reply.contains(name) { break }
    }
    outcome.frames += 1
    if isStream {
      // A subscription came of it, which has no end.
      client = try RawClient(socket)
      continue
    }
    guard last?.contains(name) != true else { continue }
    outcome.ended += 1
    // A frame that is cut in two by a NUL may be a call without a reply, and then a breach.
    if last?.contains("\"error\"") != true {
      outcome.faults.append("seed \(seed), frame \(number): \(last ?? "no answer at all")")
    }
    client = try RawClient(socket)
  }
  return outcome
}
