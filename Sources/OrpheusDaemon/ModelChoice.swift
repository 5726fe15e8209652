import Foundation
import Glibc
import ModelCatalogue
import SystemPackage

/// Which model embeds, as the listener chose it: one line in a file of the state folder, so that the
/// choice outlives the daemon and a damaged database.
struct ModelChoice: Sendable {
  private let file: FilePath

  /// Keeps the choice in the state folder `folder`.
  init(folder: FilePath) { file = folder.appending("embedding-model") }

  /// The name of the model; the one that Orpheus comes with where nobody has chosen.
  var name: String {
    guard let text = try? String(contentsOfFile: file.string, encoding: .utf8),
      let line = text.split(whereSeparator: \.isNewline).first
    else { return ModelCatalogue.standardEmbedding }
    return String(line)
  }

  /// Keeps another choice; false when the disk does not take it.
  func keep(_ name: String) -> Bool {
    (try? Data("\(name)\n".utf8).write(
      to: URL(fileURLWithPath: file.string), options: .atomic)) != nil
  }
}
