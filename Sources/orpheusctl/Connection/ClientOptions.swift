import ArgumentParser
import SystemPackage

/// The option of every command that can print JSON.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON document, keys sorted, instead of text for people.")
  var json = false

  /// Writes `value` as JSON, or `text` as it is.
  func write(
    _ value: some Encodable, to console: Console, text: @autoclosure () -> String
  ) throws {
    try console.write(json ? JSONDocument.text(value) : text())
  }
}

/// The options of every command that asks the daemon.
struct ClientOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The daemon's socket. [default: $ORPHEUS_SOCKET, else the user's, else the system's]",
      valueName: "path"))
  var socket: PathArgument?

  @OptionGroup var output: OutputOptions

  /// Where to ask.
  func address(_ console: Console) -> DaemonAddress {
    DaemonAddress(
      socket: socket?.absolute(in: console.environment), environment: console.environment)
  }
}
