internal import SystemPackage
internal import TOML

/// What was installed: written last, so that a receipt proves a complete installation and the
/// size of a file is enough to trust it from one start to the next.
struct Receipt: Hashable {
  var version: Int
  /// In bytes.
  var size: Int
  var sha256: SHA256Digest

  /// Gathers a receipt.
  init(version: Int, size: Int, sha256: SHA256Digest) {
    self.version = version
    self.size = size
    self.sha256 = sha256
  }

  /// Reads the receipt at `path`; nil when there is none or it makes no sense.
  init?(at path: FilePath) {
    guard let bytes = try? path.contents(),
      let document = try? TOMLDocument(parsing: String(decoding: bytes, as: UTF8.self))
    else { return nil }
    let values = Dictionary(document.entries.map { ($0.key, $0.value) }) { first, _ in first }
    guard case .integer(let version) = values["version"], case .integer(let size) = values["size"],
      case .string(let text) = values["sha256"], let sha256 = SHA256Digest(hexadecimal: text)
    else { return nil }
    self.init(version: Int(version), size: Int(size), sha256: sha256)
  }

  /// Writes the receipt to `path` in one step.
  func write(to path: FilePath) throws(ModelError) {
    let text = """
      # Written by the installer; remove it to have the model installed again.
      version = \(version)
      size = \(size)
      sha256 = "\(sha256)"

      """
    try path.partial.write(Array(text.utf8))
    try path.partial.rename(to: path)
  }
}
