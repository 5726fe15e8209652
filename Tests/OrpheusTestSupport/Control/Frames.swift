/// Calls as text, without the NUL that ends them.
package enum Frames {
  /// The call every test can afford.
  package static func mood(_ name: String) -> String {
    #"{"method":"org.orpheus.Control.Mood","parameters":{"mood":"\#(name)"}}"#
  }

  /// A subscription that a test server answers with long replies without end.
  package static let endlessMonitor = call(
    "Monitor", #","more":true,"parameters":{"topics":["endless"]}"#)

  /// A call of a method, with more members if there are any.
  package static func call(_ method: String, _ more: String = "") -> String {
    #"{"method":"org.orpheus.Control.\#(method)"\#(more)}"#
  }
}
