package import SystemPackage

/// A model and what is there of it.
package struct InstalledModel: Hashable, Sendable {
  /// Whether a model can be used.
  package enum State: Hashable, Sendable {
    case ready
    case missing
    /// Installed once, but not usable now; installing again mends it.
    case damaged(reason: String)
  }

  package var manifest: ModelManifest
  package var state: State
  /// Where the model lies, or would lie.
  package var file: FilePath
  /// True when the distribution provides it.
  package var isFromSystem: Bool

  /// The file, when it can be used; otherwise the error says what to do.
  package func readyFile() throws(ModelError) -> FilePath {
    switch state {
    case .ready: return file
    case .missing:
      throw ModelError(
        .notInstalled,
        "\(manifest.title) is not installed: run “orpheusctl models \(remedy)”")
    case .damaged(let reason):
      throw ModelError(
        .notInstalled,
        "\(manifest.title) has to be installed again: run “orpheusctl models \(remedy)”",
        cause: reason)
    }
  }

  /// What puts the model in place.
  private var remedy: String {
    if manifest.wheel == nil { return "add \(manifest.name).toml" }
    return manifest.isOptional ? "install \(manifest.name)" : "install"
  }
}
