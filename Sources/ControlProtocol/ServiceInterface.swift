/// The interface every Varlink service answers (varlink.org, "Service").
///
/// It is how a client that knows nothing but the socket finds out what is served there.
package enum ServiceInterface {
  /// The name clients prefix its methods with.
  package static let name = "org.varlink.service"

  /// The interface definition, with the errors this service uses.
  package static let description = """
    # What every Varlink service tells about itself.
    interface org.varlink.service

    method GetInfo() -> (
      vendor: string,
      product: string,
      version: string,
      url: string,
      interfaces: []string
    )

    method GetInterfaceDescription(interface: string) -> (description: string)

    error InterfaceNotFound (interface: string)
    error MethodNotFound (method: string)
    error MethodNotImplemented (method: string)
    error InvalidParameter (parameter: string)
    """
}

/// `org.varlink.service.GetInfo() -> …`: who serves here, and which interfaces.
package struct GetInfoRequest: ControlRequest {
  package typealias Reply = GetInfoReply
  package static let interface = ServiceInterface.name
  package static let method = "GetInfo"

  /// A request without parameters.
  package init() {}
}

/// What `GetInfo` answers.
package struct GetInfoReply: Codable, Sendable, Hashable {
  /// Who makes the service.
  package var vendor: String
  /// What the service is called.
  package var product: String
  /// The version of the product.
  package var version: String
  /// Where to read about it.
  package var url: String
  /// The interfaces it serves.
  package var interfaces: [String]

  /// Gathers what a service says of itself.
  package init(vendor: String, product: String, version: String, url: String, interfaces: [String])
  {
    self.vendor = vendor
    self.product = product
    self.version = version
    self.url = url
    self.interfaces = interfaces
  }
}

/// `org.varlink.service.GetInterfaceDescription(interface) -> …`: one interface's definition.
package struct GetInterfaceDescriptionRequest: ControlRequest {
  package typealias Reply = GetInterfaceDescriptionReply
  package static let interface = ServiceInterface.name
  package static let method = "GetInterfaceDescription"

  /// The interface's name, for example ``ControlInterface/name``; not to be confused
  /// with the static `interface` this method belongs to.
  package var interface: String

  /// Asks for the definition of `interface`.
  package init(interface: String) { self.interface = interface }
}

/// What `GetInterfaceDescription` answers.
package struct GetInterfaceDescriptionReply: Codable, Sendable, Hashable {
  /// The text in the Varlink interface definition language.
  package var description: String

  /// Wraps `description`.
  package init(description: String) { self.description = description }
}
