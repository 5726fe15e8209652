import Foundation
import SystemPackage
import Testing

@testable import ModelCatalogue

/// Manifests of models that listeners bring.
@Suite("Manifests of other people's models")
struct OwnModelManifestTests {
  private static let waveform = """
    format = 2
    name = "joint"
    version = 3
    title = "A joint model of sound and text"
    optional = true
    pooling = "mean"
    [licence]
    name = "MIT"
    note = "Free."
    [product]
    file = "joint.onnx"
    converter = "none"
    sha256 = "2dc4cc5688c672348b0e92f8d9c08f7c8f84eb21c2dbdb16a7df80cc3d57498d"
    [front-end]
    kind = "waveform"
    sample-rate = 48000
    window = 10.0
    hop = 5.0
    normalisation = "peak"
    gain = 32768
    [input]
    name = "audio"
    shape = [0, 480000]
    [outputs.embedding]
    name = "embedding"
    size = 512
    pooling = "mean+max"
    """

  @Test("A waveform model: lengths in seconds, what is done to samples, pooling of one output")
  func waveformModel() throws {
    let manifest = try ModelManifest(parsing: Self.waveform, file: "/x/joint.toml")
    let network = try #require(manifest.network)
    #expect(
      network.frontEnd
        == .waveform(
          Waveform(
            sampleRate: 48_000, window: 480_000, hop: 240_000, normalisation: .peak, gain: 32_768)))
    #expect(network.outputs.embedding?.pooledSize(network.pooling) == 1024)
    #expect(manifest.versionedName == "joint-3")
    #expect(manifest.isOptional)
    let digest = try manifest.productDigest(for: "aarch64")
    #expect(digest.description.hasPrefix("2dc4cc56"))
  }

  @Test("A model that set-up cannot fetch is no part of every installation, whatever it says")
  func ownIsOptional() throws {
    for line in ["", "optional = false"] {
      let text = Self.waveform.replacing("optional = true", with: line)
      #expect(try ModelManifest(parsing: text, file: "/x/joint.toml").isOptional)
    }
  }

  @Test("VGGish's front end in milliseconds comes to the samples it was published with")
  func vggish() throws {
    let file = ManifestTests.shipped.appending("vggish.toml")
    let text = String(decoding: try file.contents(), as: UTF8.self)
    let manifest = try ModelManifest(parsing: text, file: file)
    guard case .logMel(let logMel)? = manifest.network?.frontEnd else {
      Issue.record("not a log-mel front end")
      return
    }
    #expect((logMel.window, logMel.hop, logMel.patchFrames) == (400, 160, 96))
    #expect((logMel.scale, logMel.norm, logMel.slope) == (.htk, .none, .mel))
    #expect(logMel.spectrum == .magnitude)
    #expect(logMel.logarithm == .natural(factor: 1, offset: 0.01))
    #expect(logMel.patchHop == 96)
  }

  @Test(
    "A mistake is named with file, line and key",
    arguments: [
      ("format = 2", "format = 3", ":1: this manifest is of form 3"),
      ("hop = 5.0", "hop = 11.0", ":18: “front-end.hop” is longer than “window”"),
      ("shape = [0, 480000]", "shape = [1, 48000]", ":23: “input.shape” holds 48000 values"),
      (
        "shape = [0, 480000]", "shape = [2147483647, 2147483647, 2147483647]",
        ":23: “input.shape” holds too many values"
      ),
      (
        "\"peak\"", "\"loud\"", ":19: “front-end.normalisation” must be one of none, peak, standard"
      ),
      ("\"mean+max\"", "\"sum\"", ":27: “outputs.embedding.pooling” must be one of mean, max"),
      ("converter = \"none\"", "converter = \"musicnn-checkpoint\"", ":12: “product.converter”"),
      ("kind = \"waveform\"", "kind = \"wave\"", ":15: “front-end.kind” must be one of log-mel"),
      ("window = 10.0", "window = 100.0", ":17: “front-end.window” is longer than a minute"),
      ("window = 10.0", "window = -1", ":17: “front-end.window” must be samples"),
    ])
  func mistakes(original: String, mistaken: String, message: String) throws {
    let edited = try #require(Self.waveform.firstRange(of: original)).lowerBound
    let end = Self.waveform.index(edited, offsetBy: original.count)
    let text = Self.waveform.replacingCharacters(in: edited..<end, with: mistaken)
    let error = #expect(throws: ModelError.self) {
      try ModelManifest(parsing: text, file: "/x/joint.toml")
    }
    #expect(error?.code == .manifest)
    #expect(error?.message.hasPrefix("/x/joint.toml\(message)") == true, "\(error?.message ?? "")")
  }

  @Test("Classes come from a file beside the manifest; a missing one is named with the key's line")
  func classesFile() throws {
    let folder = try TemporaryFolder()
    let file = folder.path.appending("joint.toml")
    let text = Self.waveform + "\n[outputs.tags]\nname = \"scores\"\nclasses-file = \"words.txt\"\n"
    let error = #expect(throws: ModelError.self) { try ModelManifest(parsing: text, file: file) }
    #expect(error?.message.hasPrefix("\(file):30: ") == true, "\(error?.message ?? "")")
    try folder.write("Speech\nMusic, loud\n", to: "words.txt")
    let manifest = try ModelManifest(parsing: text, file: file)
    #expect(manifest.network?.outputs.tags?.classes == ["Speech", "Music, loud"])
    try folder.write("Speech\nSpeech\n", to: "words.txt")
    #expect(throws: ModelError.self) { try ModelManifest(parsing: text, file: file) }
  }
}
