import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl doctor`
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look for anything that keeps Orpheus from working well.",
    discussion: """
      One line a check, with what to do where something is wrong. The daemon reads its whole \
      database through for this, in a copy, which takes seconds for a large library. Without a \
      running daemon the other checks are made all the same. Exits with 1 when a check fails; \
      warnings do not count.
      """)

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let address = client.address(console)
    let consultation = Consultation(environment: console.environment, address: address)
    let (daemon, models) = await ask(address)
    let findings =
      consultation.settings() + [consultation.socket()]
      + (daemon.count > 1 ? daemon : daemon + consultation.folders())
      + consultation.system(models: models)
    try client.output.write(
      DiagnoseReply(findings: findings), to: console,
      text: FindingsView(findings: findings).render(for: console.output))
    // Said already, in the form that was asked for.
    if findings.contains(where: { $0.state == .failure }) { throw CommandFailure(message: "") }
  }

  /// What the daemon knows better: it may run with other settings than this program sees, and other
  /// models; these are nil where there is no daemon.
  private func ask(_ address: DaemonAddress) async -> (findings: [Finding], models: Set<String>?) {
    var findings: [Finding] = []
    var models: Set<String>?
    do {
      try await address.withClient { daemon in
        let status = try await daemon.call(StatusRequest())
        findings.append(Consultation.compare(status.version))
        models = Set(status.models.map(\.name))
        findings += status.roots.map(Consultation.tell)
        findings += try await daemon.call(DiagnoseRequest()).findings
      }
    } catch {
      let report = ErrorReport(error)
      findings.append(
        Finding(
          "daemon", .failure, report.message,
          remedy: report.status == .daemonNotRunning ? "systemctl --user start orpheusd" : nil))
    }
    return (findings, models)
  }
}

/// `orpheusctl doctor` for people.
struct FindingsView {
  var findings: [Finding]

  /// One line a check, the remedy below where there is one.
  func render(for terminal: Terminal) -> String {
    let width = findings.map(\.check.columns).max() ?? 0
    var text = ""
    for finding in findings {
      let style: TextStyle =
        switch finding.state {
        case .good: .good
        case .warning: .warning
        case .failure: .bad
        }
      let word = style.apply(
        to: finding.state.rawValue + (finding.state == .good ? "  " : ""), on: terminal)
      let space = String(repeating: " ", count: width - finding.check.columns)
      text += "\(word)  \(finding.check.printable)\(space)  \(finding.message.printable)\n"
      if let remedy = finding.remedy {
        text += String(repeating: " ", count: width + 8) + "→ \(remedy.printable)\n"
      }
    }
    return text
  }
}
