import Foundation
import SystemPackage
import Testing

@testable import ModelCatalogue

@Suite("Model manifests")
struct ManifestTests {
  /// `Config/models` of this checkout.
  static let shipped: FilePath = {
    var path = FilePath(#filePath)
    for _ in 0..<3 { path.removeLastComponent() }
    return path.appending("Config/models")
  }()

  private static func text(_ name: String) throws -> String {
    String(decoding: try shipped.appending(name + ".toml").contents(), as: UTF8.self)
  }

  @Test("The manifests that ship with Orpheus are in order")
  func shippedManifests() throws {
    let catalogue = ModelCatalogue(
      environment: ["ORPHEUS_MANIFESTS": Self.shipped.string], program: "")
    let manifests = catalogue.manifests()
    #expect(
      manifests.map(\.name)
        == [
          "musicnn-msd", "musicnn-msd-vgg", "musicnn-mtt", "musicnn-mtt-vgg", "onnxruntime",
          "vggish", "vibenet", "yamnet",
        ])
    for manifest in manifests {
      _ = try manifest.productDigest(for: "x86_64")
      #expect(!manifest.licence.note.isEmpty)
    }

    let musicnn = try #require(manifests[0].network)
    #expect(musicnn.input.shape == [1, 187, 96])
    #expect(musicnn.outputs.embedding?.size == 200)
    #expect(musicnn.outputs.tags?.classes.count == 50)
    #expect(musicnn.outputs.tags?.classes.last == "happy")
    #expect(musicnn.pooling == .mean)
    guard case .logMel(let logMel) = musicnn.frontEnd else { return }
    #expect(logMel.logarithm == .decimal(factor: 10000, offset: 1))
    #expect(logMel.patchFrames == 187)
    #expect(logMel.range == 0...8000)

    #expect(manifests[2].network?.frontEnd == musicnn.frontEnd)
    #expect(manifests[2].network?.outputs.tags?.classes.first == "guitar")
    for (vgg, tags) in [(1, 0), (3, 2)] {
      #expect(manifests[vgg].isOptional)
      #expect(manifests[vgg].network?.frontEnd == musicnn.frontEnd)
      #expect(manifests[vgg].network?.outputs.tags == manifests[tags].network?.outputs.tags)
      #expect(manifests[vgg].network?.outputs.embedding?.size == 256)
    }
    #expect(manifests[1].product.converter == .vggCheckpoint(.millionSong))
    #expect(manifests[3].product.converter == .vggCheckpoint(.magnaTagATune))
    #expect(manifests[4].network == nil)
    let vibenet = try #require(manifests[6].network)
    #expect(vibenet.outputs.affect?.values.count == 7)
    #expect(manifests[6].product.converter == .appendOutput("view"))
    #expect(manifests[6].versionedName == "vibenet-1")

    let yamnet = try #require(manifests[7].network)
    #expect(yamnet.outputs.tags?.classes.count == 521)
    #expect(yamnet.frontEnd.patchCount == 15_600)
    #expect(manifests[7].isOptional && manifests[7].wheel == nil)
  }

  @Test(
    "A mistake is named with its line and the nearest key",
    arguments: [
      (
        "hop = 256", "hopp = 256",
        ":LINE: there is no key “front-end.hopp”; did you mean “front-end.hop”?"
      ),
      (
        "version = 1\n", "version = \"one\"\n", ":LINE: “version” must be a whole number, 1 or more"
      ),
      ("version = 1\n", "version = 0\n", ":LINE: “version” must be a whole number, 1 or more"),
      (
        "scale = \"slaney\"", "scale = \"mel\"",
        ":LINE: “front-end.scale” must be one of slaney, htk"
      ),
      ("pooling = \"mean\"", "", ": “pooling” is missing"),
      ("highest = 8000", "highest = 9000", "“front-end.highest” must lie above"),
      ("window = 512", "window = 600", ":LINE: “front-end.window” is longer than “fft”"),
      ("name = \"musicnn\"", "name = \"--help\"", "“wheel.name” must be a plain name"),
      ("file = \"musicnn-msd.onnx\"", "file = \"../x\"", "“product.file” must be a plain name"),
      ("\"rock\", \"pop\"", "\"pop\", \"pop\"", "must be a list of different texts"),
      ("name = \"musicnn-msd\"", "name = \"other\"", ":LINE: “name” must be that of the file"),
      ("\"f38a4890", "\"f38a489", "“wheel.any.sha256” must be 64 hexadecimal digits"),
      ("pooling = \"mean\"", "colour = 1\npooling = \"mean\"", ":LINE: there is no key “colour”"),
      ("[licence]", "[licence", ": line 9"),
    ])
  func mistakes(original: String, mistaken: String, message: String) throws {
    let text = try Self.text("musicnn-msd")
    let broken = try #require(text.firstRange(of: original)).lowerBound
    let end = text.index(broken, offsetBy: original.count)
    let edited = text.replacingCharacters(in: broken..<end, with: mistaken)
    let error = #expect(throws: ModelError.self) {
      try ModelManifest(parsing: edited, file: "/etc/musicnn-msd.toml")
    }
    #expect(error?.code == .manifest)
    #expect(error?.message.hasPrefix("/etc/musicnn-msd.toml") == true)
    let line = text[..<broken].count { $0 == "\n" } + 1
    let expected = message.replacingOccurrences(of: "LINE", with: "\(line)")
    #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
  }

  @Test("A processor without a verified build is an error that says so")
  func processor() throws {
    let manifest = try ModelManifest(
      parsing: try Self.text("onnxruntime"), file: "onnxruntime.toml")
    let error = #expect(throws: ModelError.self) { try manifest.build(for: "aarch64") }
    #expect(error?.code == .unsupportedProcessor)
    #expect(
      error?.message
        == "there is no verified build of ONNX Runtime 1.31.1 for this processor (aarch64)")
    let musicnn = try ModelManifest(
      parsing: try Self.text("musicnn-msd"), file: "musicnn-msd.toml")
    #expect(try musicnn.build(for: "aarch64").file == "musicnn-0.1.0-py3-none-any.whl")
  }

  @Test(
    "Edit distance counts insertions, removals and replacements",
    arguments: [("", "", 0), ("hop", "hopp", 1), ("kitten", "sitting", 3), ("", "abc", 3)])
  func editDistance(one: String, other: String, expected: Int) {
    #expect(one.editDistance(to: other) == expected)
    #expect(other.editDistance(to: one) == expected)
  }
}
