/// An error the daemon answers with: one case for each `error` of ``ControlInterface``, and those
/// every Varlink service knows.
package enum ControlError: Error, Sendable, Hashable {
  /// No mood has this id, slug or name; `nearest` is the slug that looks most like it.
  case moodNotFound(mood: String, nearest: String?)
  /// The file is not in a watched folder, or not known yet.
  case trackNotFound(path: String)
  /// The request itself makes no sense.
  case invalidRequest(reason: String)
  /// The user at the other end may not do this.
  case notPermitted(reason: String)
  /// A limit of the protocol was passed: size, depth, time or number of connections.
  case limitExceeded(limit: String)
  /// `Sync` waited as long as it was allowed to; `pending` changes were left.
  case timedOut(pending: Int)
  /// The daemon could not do it, through no fault of the request.
  case failed(reason: String)
  /// `org.varlink.service.InterfaceNotFound`
  case interfaceNotFound(interface: String)
  /// `org.varlink.service.MethodNotFound`
  case methodNotFound(method: String)
  /// `org.varlink.service.MethodNotImplemented`
  case methodNotImplemented(method: String)
  /// `org.varlink.service.InvalidParameter`
  case invalidParameter(parameter: String)
}
