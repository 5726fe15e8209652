package import SystemPackage

/// One thing wrong with the settings.
package struct SettingsProblem: Sendable, Hashable {
  /// The line in the file, from 1; nil when the problem is the file itself.
  package var line: Int?
  /// The key as written, for example `analysis.windows`; nil for a syntax error.
  package var key: String?
  /// What is wrong and what would be right.
  package var message: String

  /// Describes one problem.
  package init(line: Int? = nil, key: String? = nil, message: String) {
    self.line = line
    self.key = key
    self.message = message
  }
}

/// Why there are no settings, with everything that has to be put right.
package struct SettingsError: Error, Sendable, Hashable {
  /// What kind of failure it is.
  package enum Code: Sendable, Hashable {
    /// The file is missing or cannot be read; ``SettingsError/cause`` says why.
    case unreadable
    /// The file is not TOML.
    case syntax
    /// Keys or values are not what they have to be.
    case invalid
  }

  package var code: Code
  /// The file at fault; nil when the values come from elsewhere.
  package var file: FilePath?
  /// At least one.
  package var problems: [SettingsProblem]
  /// What the system said.
  package var cause: Errno?

  /// Gathers the problems of one file.
  package init(
    code: Code, file: FilePath? = nil, problems: [SettingsProblem], cause: Errno? = nil
  ) {
    self.code = code
    self.file = file
    self.problems = problems
    self.cause = cause
  }
}

extension SettingsError: CustomStringConvertible {
  /// One line a problem, in the form editors and compilers share: `file:line: message`.
  package var description: String {
    problems.map { problem in
      let place = [file?.string, problem.line.map(String.init)].compactMap { part in
        part.map { $0 + ":" }
      }
      return place.joined() + (place.isEmpty ? "" : " ") + problem.message
    }.joined(separator: "\n")
  }
}
