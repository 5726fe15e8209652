import Foundation
import OrpheusTestSupport
import SystemPackage

@testable import OrpheusDaemon

/// A folder that stands for `/`, with as much of `/proc` and `/sys` in it as a test puts there.
final class FakeSystem: Sendable {
  private let folder: TemporaryDirectory

  init(_ files: [String: String] = [:]) throws {
    folder = try TemporaryDirectory()
    for (path, text) in files { try write(text, to: path) }
  }

  /// What the daemon's own code reads it with.
  var files: SystemFiles { SystemFiles(root: FilePath(folder.path)) }

  func write(_ text: String, to path: String) throws {
    let file = URL(fileURLWithPath: folder.appending(path))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// A power supply with these attributes, as `name: ["type": "Mains", "online": "1"]`.
  func addSupply(_ name: String, _ attributes: [String: String]) throws {
    for (attribute, value) in attributes {
      try write(value + "\n", to: "sys/class/power_supply/\(name)/\(attribute)")
    }
  }
}
