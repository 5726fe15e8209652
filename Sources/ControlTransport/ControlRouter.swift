package import ControlProtocol
import FoundationEssentials
import Logging

/// Who may call a method, beyond being let in by the socket's permissions.
package enum ControlAccess: Sendable, Hashable {
  /// Everyone who can connect.
  case read
  /// The user the daemon runs as, and root.
  case change
}

/// How much work it is to answer a method.
package enum ControlEffort: Sendable, Hashable {
  /// Next to none: it is answered at once, whatever else goes on.
  case light
  /// Rows are looked for. One such answer is made at a time.
  case page
  /// Seconds. It gets no thread of those that answer the others, and one is made at a time.
  case long
}

/// Which closure answers which method.
///
///     var router = ControlRouter(product: "Orpheus", version: "1.0")
///     router.on(StatusRequest.self) { request, peer in … }
///     router.stream(MonitorRequest.self) { request, peer, send in try await send(…) }
///
/// `org.varlink.service` is answered by the router itself. A closure runs in a task of its own that
/// is cancelled when the client goes away.
package struct ControlRouter: Sendable {
  /// Answers a call through the sink.
  typealias Answer = @Sendable (VarlinkCall, PeerCredentials, ReplySink) async throws -> Void

  private struct Route: Sendable {
    var access: ControlAccess
    var effort: ControlEffort
    var answer: Answer
  }

  private var routes: [String: Route] = [:]
  private var interfaces: Set<String> = []
  private let turns = PageTurns()
  private let longTurns = PageTurns()

  /// Makes a router that answers `org.varlink.service` and nothing else.
  package init(product: String, version: String, vendor: String = "Orpheus", url: String = "") {
    let info = GetInfoReply(
      vendor: vendor, product: product, version: version, url: url,
      interfaces: [ServiceInterface.name, ControlInterface.name])
    on(GetInfoRequest.self) { _, _ in info }
    on(GetInterfaceDescriptionRequest.self) { request, _ throws(ControlError) in
      switch request.interface {
      case ServiceInterface.name:
        GetInterfaceDescriptionReply(description: ServiceInterface.description)
      case ControlInterface.name:
        GetInterfaceDescriptionReply(description: ControlInterface.description)
      default: throw .interfaceNotFound(interface: request.interface)
      }
    }
    interfaces.insert(ControlInterface.name)
  }

  /// Answers `Request`'s method with what `answer` returns or throws.
  package mutating func on<Request: ControlRequest>(
    _: Request.Type, access: ControlAccess = .read, effort: ControlEffort = .light,
    answer:
      @escaping @Sendable (Request, PeerCredentials) async throws(ControlError) ->
      Request.Reply
  ) {
    let turns = effort == .long ? longTurns : turns
    register(Request.self, access, effort) { call, peer, replies in
      let request: Request = try call.parameters()
      guard effort != .light else {
        return try await replies.send(try await answer(request, peer), continues: false)
      }
      // The turn ends before the reply is sent: nobody waits for a client that does not read.
      let frame = try await turns.take { _ in
        try replies.frame(try await answer(request, peer))
      }
      guard let frame else { throw Self.tooLong(replies.limit) }
      try await replies.deliver(frame)
    }
  }

  /// Answers `Request`'s method with a page: what `answer` returns, or, when that is too long for a
  /// reply, what it returns for half as many rows, and so on. While others wait for pages as well,
  /// each has fewer rows, so that nobody waits for long.
  package mutating func list<Request: ListingRequest>(
    _: Request.Type, access: ControlAccess = .read,
    answer:
      @escaping @Sendable (Request, PeerCredentials) async throws(ControlError) ->
      Request.Reply
  ) {
    register(Request.self, access, .page) { [turns] call, peer, replies in
      let asked: Request = try call.parameters()
      let frame = try await turns.take { others in
        var request = asked
        if others > 0 {
          request.limit = min(
            asked.limit ?? .max, max(Self.fewestRows, Self.sharedRows / (others + 1)))
        }
        while true {
          let page = try await answer(request, peer)
          if let frame = try replies.frame(page) { return frame }
          guard page.rowCount > 1 else { throw Self.tooLong(replies.limit) }
          request.limit = page.rowCount / 2
        }
      }
      try await replies.deliver(frame)
    }
  }

  /// Rows that those who wait for a page at the same time share.
  private static let sharedRows = 500
  /// Not fewer than these, or asking would take longer than the answer.
  private static let fewestRows = 50

  private static func tooLong(_ limit: Int) -> ControlError {
    .limitExceeded(limit: "a reply has at most \(limit) bytes; ask for less")
  }

  /// Answers `Request`'s method with everything `answer` sends, until it returns.
  ///
  /// `send` returns when the kernel has taken the reply, so a slow client slows the closure down
  /// instead of filling a queue; it throws once the client is gone or dropped.
  package mutating func stream<Request: ControlRequest>(
    _: Request.Type, access: ControlAccess = .read,
    answer:
      @escaping @Sendable (
        Request, PeerCredentials, _ send: @Sendable (Request.Reply) async throws -> Void
      ) async throws -> Void
  ) {
    register(Request.self, access, .light) { call, peer, replies in
      guard call.wantsMore else {
        throw ControlError.invalidRequest(
          reason: "\(Request.method) answers with a stream; call it with more")
      }
      try await answer(try call.parameters(), peer) { try await replies.send($0, continues: true) }
      // A stream of its own accord ends with a reply that carries nothing.
      try await replies.send(EmptyReply(), continues: false)
    }
  }

  /// Answers `Request`'s method with what `answer` returns; a client that called with `more` gets
  /// what it sends meanwhile as well.
  package mutating func progress<Request: ControlRequest>(
    _: Request.Type, access: ControlAccess = .read,
    answer:
      @escaping @Sendable (
        Request, PeerCredentials, _ send: @Sendable (Request.Reply) async throws -> Void
      ) async throws -> Request.Reply
  ) {
    register(Request.self, access, .long) { call, peer, replies in
      let last = try await answer(try call.parameters(), peer) { reply in
        if call.wantsMore { try await replies.send(reply, continues: true) }
      }
      try await replies.send(last, continues: false)
    }
  }

  private mutating func register<Request: ControlRequest>(
    _: Request.Type, _ access: ControlAccess, _ effort: ControlEffort, _ answer: @escaping Answer
  ) {
    interfaces.insert(Request.interface)
    routes[Request.qualifiedMethod] = Route(access: access, effort: effort, answer: answer)
  }

  /// Answers one call; whatever goes wrong becomes an error reply.
  func answer(
    _ call: VarlinkCall, from peer: PeerCredentials, mayChange: Bool, replies: ReplySink,
    logger: Logger
  ) async {
    let failure: ControlError
    do {
      let route = try route(for: call)
      guard route.access == .read || mayChange else {
        throw ControlError.notPermitted(
          reason: "\(call.method) is for the user orpheusd runs as, and for root")
      }
      // Asking without wanting to know is nothing to spend time on. A subscription that nobody
      // hears would never even end: no reply of it can fail.
      if call.isOneway, route.access == .read { return }
      guard route.effort == .long else { return try await route.answer(call, peer, replies) }
      return try await withTaskExecutorPreference(globalConcurrentExecutor) {
        try await route.answer(call, peer, replies)
      }
    } catch let error as ControlError {
      failure = error
    } catch is CancellationError {
      failure = .failed(reason: "the daemon is stopping")
    } catch is ReplySink.ClientGone {
      return
    } catch {
      logger.error("cannot answer", metadata: ["method": "\(call.method)", "error": "\(error)"])
      failure = .failed(reason: "\(error)")
    }
    // The only thing that can fail here is the client's being gone.
    try? await replies.send(failure)
  }

  private func route(
    for call: VarlinkCall
  ) throws(ControlError) -> Route {
    guard let interface = call.interface else { throw .invalidParameter(parameter: "method") }
    guard interfaces.contains(interface) else { throw .interfaceNotFound(interface: interface) }
    guard let route = routes[call.method] else { throw .methodNotFound(method: call.method) }
    guard !call.wantsUpgrade else {
      throw .invalidRequest(reason: "no method here can be called with upgrade")
    }
    return route
  }
}
