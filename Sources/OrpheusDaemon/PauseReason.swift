/// Why tracks wait, though nothing is wrong with them, the models or the workers.
enum PauseReason: Hashable, Sendable {
  /// `orpheusctl pause`.
  case asked
  /// The daemon has crashed again and again.
  case crashes
  case onBattery
  /// Other programs keep the processor busy.
  case load

  /// Completes “paused: …”.
  var words: String {
    switch self {
    case .asked: "as asked; orpheusctl resume goes on"
    case .crashes: "Orpheus has crashed repeatedly; orpheusctl resume goes on"
    case .onBattery: "on battery"
    case .load: "other programs need the processor"
    }
  }

  /// True when it passes by itself, so that it has to be looked for.
  var passes: Bool { self == .onBattery || self == .load }
}
