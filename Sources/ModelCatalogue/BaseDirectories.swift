internal import SystemPackage

/// Directories named by environment variables (XDG Base Directory Specification 0.8).
struct BaseDirectories {
  private let environment: [String: String]

  /// Reads from `environment`.
  init(environment: [String: String]) { self.environment = environment }

  /// The directory in `variable`, one of Orpheus's own.
  subscript(variable: String) -> FilePath? {
    environment[variable].flatMap { $0.isEmpty ? nil : FilePath($0) }
  }

  /// The directory in `variable`; relative paths do not count, as the specification demands.
  private func absolute(_ variable: String) -> FilePath? {
    self[variable].flatMap { $0.isAbsolute ? $0 : nil }
  }

  /// Where the user's configuration lies.
  var configuration: FilePath? {
    absolute("XDG_CONFIG_HOME") ?? absolute("HOME")?.appending(".config")
  }

  /// Where the user's data lies.
  var data: FilePath? {
    absolute("XDG_DATA_HOME") ?? absolute("HOME")?.appending(".local/share")
  }
}
