/// One of the walls between a hostile file and the rest of the machine. Each holds without the
/// others.
package enum SandboxLayer: String, Hashable, Sendable, Codable, CaseIterable {
  /// No way to gain privileges, and no inspection by other processes.
  case privileges
  /// Bounds on memory, processor time, files and their size.
  case limits
  /// Idle processor and I/O priority.
  case priority
  /// Landlock: which files, networks and processes can be reached.
  case landlock
  /// seccomp: which system calls can be made.
  case systemCalls
}

/// Which walls stand around the process that reads music files.
package struct SandboxReport: Hashable, Sendable, Codable {
  /// A wall that does not stand.
  package struct Gap: Hashable, Sendable, Codable {
    package var layer: SandboxLayer
    /// Why, in words that complete “without Landlock (…)”.
    package var reason: String

    /// Names one gap.
    package init(_ layer: SandboxLayer, reason: String) {
      self.layer = layer
      self.reason = reason
    }
  }

  /// The version of Landlock in force; 0 for none.
  package var landlockVersion: Int
  /// What is missing; empty when everything is in force.
  package var gaps: [Gap]

  /// Gathers one report.
  package init(landlockVersion: Int, gaps: [Gap]) {
    self.landlockVersion = landlockVersion
    self.gaps = gaps
  }

  /// What is missing as a sentence for the listener; nil when everything is in force.
  package var complaint: String? {
    guard !gaps.isEmpty else { return nil }
    let list = gaps.map { "\($0.layer.plainName) (\($0.reason))" }.joined(separator: ", ")
    return "Music files are read with less protection, without \(list); "
      + "everything else about the sandbox holds."
  }
}

extension SandboxLayer {
  fileprivate var plainName: String {
    switch self {
    case .privileges: "a bar on privileges"
    case .limits: "limits on memory and time"
    case .priority: "idle priority"
    case .landlock: "Landlock"
    case .systemCalls: "a system call filter"
    }
  }
}

/// What a worker says of itself before it is given a file.
package struct WorkerIntroduction: Hashable, Sendable, Codable {
  /// What reads the files: versions for people, and a digest that changes with every build of a
  /// library. A file that ended a worker deserves another chance under another decoder version.
  package var decoders: String
  package var sandbox: SandboxReport

  /// Gathers an introduction.
  package init(decoders: String, sandbox: SandboxReport) {
    self.decoders = decoders
    self.sandbox = sandbox
  }
}
