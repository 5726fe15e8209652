import Foundation

/// Where this package, its release programs and the demo music lie.
package enum Checkout {
  /// The folder of Package.swift.
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The release programs that `make build` makes; `ORPHEUS_PROGRAMS` names others.
  package static let programs =
    ProcessInfo.processInfo.environment["ORPHEUS_PROGRAMS"] ?? root + "/.build/release"

  /// The music that `make demo` fetches: one folder a Debian package.
  package static let music =
    ProcessInfo.processInfo.environment["ORPHEUS_DEMO_MUSIC"] ?? root + "/.build/demo/music"

  /// The whole path of one file of the demo music.
  package static func music(_ package: String, _ path: String) -> String {
    "\(music)/\(package)/usr/share/games/\(path)"
  }

  /// Fails with what to do when a program or the music is missing.
  package static func requireEverything() throws {
    for needed in [programs + "/orpheusd", music + "/singularity-music"]
    where !FileManager.default.fileExists(atPath: needed) {
      throw MissingPart(description: "\(needed) is missing: run the tests with make test")
    }
  }
}

/// Something the set-up should have made is not there.
package struct MissingPart: Error, CustomStringConvertible {
  package let description: String
}
