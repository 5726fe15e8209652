extension ControlInterface {
  /// The methods about the safety of the library database.
  static let upkeep = """
    # kind: daily, or before-version (a newer program was about to change it). made: seconds since
    # 1970, UTC.
    type BackupFile (path: string, path_b64: ?string, kind: string, made: int, bytes: int)

    # state: ok, warn or fail. remedy: what to do about it.
    type Finding (check: string, state: string, message: string, remedy: ?string)

    # The backups there are, newest first.
    method Backups() -> (backups: []BackupFile)

    # Streams a copy of the database as it is now, checked (call with more): data is base64 of the
    # next bytes of it, total how many bytes there are in all.
    method Backup() -> (data: string, total: int)

    # Puts a copy of the database, a file that the daemon can read, in the place of the present one,
    # which is set aside, and starts over.
    method Restore(path: string, path_b64: ?string) -> ()

    # Looks for anything wrong with the database and with what the daemon stands on.
    method Diagnose() -> (findings: []Finding)

    """
}
