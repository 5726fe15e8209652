/// The parts of the daemon that have to be alive for the service manager to be told that it is.
enum VitalPart: String, CaseIterable, Sendable {
  /// Follows the music folders.
  case reader = "file watching"
  /// Answers what is stored, and stores.
  case writer = "the database"
  /// Hands files to workers.
  case supervisor = "the analysis"
}

/// Keeps account of who was asked for a sign of life and has not given one.
///
/// In every round all are asked that owe no answer, and there is one ping once everybody has
/// answered; a part that hangs keeps the pings away, which is what the service manager notices.
struct WatchdogRound: Sendable {
  private var silent: Set<VitalPart> = []
  private var isPinged = true

  /// Begins a round: whom to ask, and who still owes the answer of a former round.
  mutating func begin() -> (ask: [VitalPart], silent: [VitalPart]) {
    let owing = VitalPart.allCases.filter(silent.contains)
    silent = Set(VitalPart.allCases)
    isPinged = false
    return (VitalPart.allCases.filter { !owing.contains($0) }, owing)
  }

  /// `part` is alive; true when it was the last to say so in this round.
  mutating func answered(_ part: VitalPart) -> Bool {
    silent.remove(part)
    guard silent.isEmpty, !isPinged else { return false }
    isPinged = true
    return true
  }
}
