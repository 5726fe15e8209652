import Glibc
package import SystemPackage

extension FilePath {
  /// The path made absolute without asking the file system: joined to `directory`, with `.` and
  /// `..` resolved by their spelling.
  ///
  /// A symbolic link stays the link it is, because the daemon knows files by the names under which
  /// it found them.
  package func absolute(from directory: FilePath) -> FilePath {
    (isAbsolute ? self : directory.pushing(self)).lexicallyNormalized()
  }

  /// The path with every symbolic link followed (realpath(3)); nil when it does not exist.
  package var physical: FilePath? {
    withPlatformString { path in
      guard let resolved = realpath(path, nil) else { return nil }
      defer { free(resolved) }
      return FilePath(platformString: resolved)
    }
  }

  /// The working directory under the name the listener came by: `$PWD` when it names the present
  /// directory, getcwd(3) otherwise (the rule of POSIX `pwd -L`).
  package static func workingDirectory(environment: [String: String]) -> FilePath {
    guard let bytes = getcwd(nil, 0) else { return "/" }
    defer { free(bytes) }
    let current = FilePath(platformString: bytes)
    guard let logical = environment["PWD"].map({ FilePath($0) }), logical.isAbsolute,
      logical.lexicallyNormalized() == logical, logical.physical == current
    else { return current }
    return logical
  }
}
