import ControlProtocol

extension Samples {
  /// The methods about the safety of the library database.
  static let upkeep = [
    MethodSample(
      [BackupsRequest()],
      [
        BackupsReply(
          backups: [BackupInfo(path: bytePath, kind: "daily", made: 1, bytes: 4_096)])
      ]),
    MethodSample([BackupRequest()], [BackupPart(data: "YQ==", total: 1)]),
    MethodSample([RestoreRequest(path: bytePath), RestoreRequest(path: path)], [EmptyReply()]),
    MethodSample(
      [DiagnoseRequest()],
      [
        DiagnoseReply(
          findings: [Finding("state", .warning, "little room", remedy: "free some")]),
        DiagnoseReply(findings: [Finding("state", .good, "fine")]),
      ]),
  ]
}
