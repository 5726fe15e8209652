import ControlProtocol
import FoundationEssentials
import Testing

@Suite("The interface definition")
struct InterfaceTests {
  let control: InterfaceDefinition
  let service: InterfaceDefinition

  init() throws {
    control = try InterfaceDefinition(parsing: ControlInterface.description)
    service = try InterfaceDefinition(parsing: ServiceInterface.description)
  }

  private func definition(of interface: String) -> InterfaceDefinition {
    interface == control.name ? control : service
  }

  @Test("names itself as calls do")
  func names() {
    #expect(control.name == ControlInterface.name)
    #expect(service.name == ServiceInterface.name)
  }

  @Test("declares exactly the methods that have a request type")
  func methods() {
    let declared =
      control.methods.keys.map { "\(control.name).\($0)" }
      + service.methods.keys.map { "\(service.name).\($0)" }
    #expect(Set(declared) == Set(Samples.methods.map { "\($0.interface).\($0.method)" }))
  }

  @Test("declares the members that requests and replies encode to", arguments: Samples.methods)
  func members(_ sample: MethodSample) throws {
    let definition = definition(of: sample.interface)
    let method = try #require(definition.methods[sample.method])
    for (encoded, fields) in [
      (sample.parameters, method.parameters), (sample.replies, method.reply),
    ] {
      for (index, json) in encoded.enumerated() {
        let value = try JSONDecoder().decode(JSONValue.self, from: json)
        // The first sample fills every member there is.
        let differences = definition.differences(
          value, from: fields, at: sample.method, complete: index == 0)
        #expect(differences == [])
      }
    }
  }

  @Test("declares the errors the daemon can answer with", arguments: Samples.errors)
  func errors(_ error: ControlError) throws {
    let name = error.wireName
    let split = try #require(name.lastIndex(of: "."))
    let definition = definition(of: String(name[..<split]))
    let fields = try #require(definition.errors[String(name[name.index(after: split)...])])
    let frame = VarlinkReply.frame(error: error).dropLast()
    guard case .object(let reply) = try JSONDecoder().decode(JSONValue.self, from: frame),
      let parameters = reply["parameters"]
    else {
      Issue.record("an error is an object with parameters")
      return
    }
    #expect(definition.differences(parameters, from: fields, at: name, complete: false) == [])
  }

  @Test("declares no error without a case")
  func everyErrorHasACase() {
    let declared =
      control.errors.keys.map { "\(control.name).\($0)" }
      + service.errors.keys.map { "\(service.name).\($0)" }
    #expect(Set(declared) == Set(Samples.errors.map(\.wireName)))
  }

  @Test("is told apart from a structure that lost or gained a member")
  func differencesAreFound() throws {
    let fields = try #require(control.methods["RenameMood"]?.parameters)
    let value = try JSONDecoder().decode(
      JSONValue.self, from: Data(#"{"mood": 3, "nam": "x"}"#.utf8))
    #expect(
      control.differences(value, from: fields, at: "p", complete: true) == [
        "p.mood is not of type string", "p.nam is not declared", "p.name is missing",
      ])
  }
}
