/// The parameters of every error of ``ControlInterface`` and ``ServiceInterface`` in one: each error
/// has those of its declaration, the others are absent.
struct ErrorParameters: Codable {
  var mood: String?
  var nearest: String?
  var path: String?
  var reason: String?
  var limit: String?
  var pending: Int?
  var interface: String?
  var method: String?
  var parameter: String?
}

extension ControlError {
  /// The name the wire carries, for example `org.orpheus.Control.MoodNotFound`.
  package var wireName: String {
    switch self {
    case .moodNotFound: "\(ControlInterface.name).MoodNotFound"
    case .trackNotFound: "\(ControlInterface.name).TrackNotFound"
    case .invalidRequest: "\(ControlInterface.name).InvalidRequest"
    case .notPermitted: "\(ControlInterface.name).NotPermitted"
    case .limitExceeded: "\(ControlInterface.name).LimitExceeded"
    case .timedOut: "\(ControlInterface.name).TimedOut"
    case .failed: "\(ControlInterface.name).Failed"
    case .interfaceNotFound: "\(ServiceInterface.name).InterfaceNotFound"
    case .methodNotFound: "\(ServiceInterface.name).MethodNotFound"
    case .methodNotImplemented: "\(ServiceInterface.name).MethodNotImplemented"
    case .invalidParameter: "\(ServiceInterface.name).InvalidParameter"
    }
  }

  /// What the wire carries beside ``wireName``.
  var wireParameters: ErrorParameters {
    switch self {
    case .moodNotFound(let mood, let nearest): ErrorParameters(mood: mood, nearest: nearest)
    case .trackNotFound(let path): ErrorParameters(path: path)
    case .invalidRequest(let reason): ErrorParameters(reason: reason)
    case .notPermitted(let reason): ErrorParameters(reason: reason)
    case .limitExceeded(let limit): ErrorParameters(limit: limit)
    case .timedOut(let pending): ErrorParameters(pending: pending)
    case .failed(let reason): ErrorParameters(reason: reason)
    case .interfaceNotFound(let interface): ErrorParameters(interface: interface)
    case .methodNotFound(let method): ErrorParameters(method: method)
    case .methodNotImplemented(let method): ErrorParameters(method: method)
    case .invalidParameter(let parameter): ErrorParameters(parameter: parameter)
    }
  }

  /// Reads an error back. One this version does not know becomes ``failed(reason:)`` with its name,
  /// because a newer daemon may have more to say than an older client can tell apart.
  init(wireName: String, parameters: ErrorParameters) {
    let reason = parameters.reason ?? ""
    self =
      switch wireName {
      case "\(ControlInterface.name).MoodNotFound":
        .moodNotFound(mood: parameters.mood ?? "", nearest: parameters.nearest)
      case "\(ControlInterface.name).TrackNotFound": .trackNotFound(path: parameters.path ?? "")
      case "\(ControlInterface.name).InvalidRequest": .invalidRequest(reason: reason)
      case "\(ControlInterface.name).NotPermitted": .notPermitted(reason: reason)
      case "\(ControlInterface.name).LimitExceeded": .limitExceeded(limit: parameters.limit ?? "")
      case "\(ControlInterface.name).TimedOut": .timedOut(pending: parameters.pending ?? 0)
      case "\(ControlInterface.name).Failed": .failed(reason: reason)
      case "\(ServiceInterface.name).InterfaceNotFound":
        .interfaceNotFound(interface: parameters.interface ?? "")
      case "\(ServiceInterface.name).MethodNotFound":
        .methodNotFound(method: parameters.method ?? "")
      case "\(ServiceInterface.name).MethodNotImplemented":
        .methodNotImplemented(method: parameters.method ?? "")
      case "\(ServiceInterface.name).InvalidParameter":
        .invalidParameter(parameter: parameters.parameter ?? "")
      default: .failed(reason: "the daemon answered with \(wireName), which is unknown here")
      }
  }
}
