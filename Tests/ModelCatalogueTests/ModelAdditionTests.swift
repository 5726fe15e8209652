import Foundation
import SystemPackage
import Testing

@testable import ModelCatalogue

@Suite("Adding a model of one's own")
struct ModelAdditionTests {
  private let folder: TemporaryFolder
  private let catalogue: ModelCatalogue
  private static let bytes = Array("not a network, but that is for the worker to find".utf8)

  init() throws {
    folder = try TemporaryFolder()
    catalogue = ModelCatalogue(
      environment: ["ORPHEUS_MODELS": folder.path.appending("models").string], program: "",
      libraryDirectories: [])
    try write(version: 1)
  }

  private func write(version: Int, bytes: [UInt8] = bytes, digest: SHA256Digest? = nil) throws {
    let text = """
      format = 2
      name = "mine"
      version = \(version)
      title = "Mine"
      optional = true
      pooling = "max"
      [licence]
      name = "MIT"
      note = "Free."
      [product]
      file = "mine.onnx"
      converter = "none"
      sha256 = "\(digest ?? SHA256Digest(of: bytes))"
      [front-end]
      kind = "waveform"
      sample-rate = 24000
      window = 1.0
      [input]
      name = "x"
      shape = [1, 24000]
      [outputs.embedding]
      name = "y"
      size = 8
      [outputs.tags]
      name = "z"
      classes-file = "mine.classes.txt"
      """
    try folder.write(text, to: "brought/mine.toml")
    try folder.write("a\nb\n", to: "brought/mine.classes.txt")
    try folder.path.appending("brought/mine.onnx").write(bytes)
  }

  private var brought: FilePath { folder.path.appending("brought/mine.toml") }

  @Test("Manifest, classes and file are copied, and removed again")
  func thereAndGone() throws {
    try ModelAddition(manifest: brought).install(into: catalogue)
    folder.path.appending("brought").remove()
    let model = try catalogue.installed(named: "mine")
    #expect(model.state == .ready)
    #expect(try model.readyFile().contents() == Self.bytes)
    #expect(model.manifest.network?.outputs.tags?.classes == ["a", "b"])
    try ModelAddition.remove("mine", from: catalogue)
    let error = #expect(throws: ModelError.self) { try catalogue.installed(named: "mine") }
    #expect(error != nil)
    #expect(catalogue.directory.appending("mine.onnx").fileSize == nil)
  }

  @Test("A file of another digest is refused, and nothing is copied")
  func otherDigest() throws {
    try write(version: 1, digest: SHA256Digest(of: [1]))
    let error = #expect(throws: ModelError.self) { try ModelAddition(manifest: brought) }
    #expect(error?.code == .checksum)
    #expect(!catalogue.directory.isDirectory)
  }

  @Test("Another model of the same name is not replaced; the same one may be added again")
  func otherModel() throws {
    try ModelAddition(manifest: brought).install(into: catalogue)
    try ModelAddition(manifest: brought).install(into: catalogue)
    try write(version: 2, bytes: [1, 2, 3])
    let error = #expect(throws: ModelError.self) {
      try ModelAddition(manifest: brought).install(into: catalogue)
    }
    #expect(error?.code == .busy)
    #expect(error?.message.contains("orpheusctl models remove mine") == true)
    #expect(try catalogue.installed(named: "mine").readyFile().contents() == Self.bytes)
  }

  /// Brings another model, whose classes are in a file of the same name.
  private func writeOther(classes: String) throws {
    let text = String(decoding: try brought.contents(), as: UTF8.self)
    try folder.write(
      text.replacing("\"mine\"", with: "\"other\"")
        .replacing("mine.onnx", with: "other.onnx"), to: "others/other.toml")
    try folder.write(classes, to: "others/mine.classes.txt")
    try folder.path.appending("others/other.onnx").write(Self.bytes)
  }

  @Test("Another model's list of classes is not replaced by one of the same name")
  func otherClasses() throws {
    try ModelAddition(manifest: brought).install(into: catalogue)
    try writeOther(classes: "c\nd\n")
    let other = folder.path.appending("others/other.toml")
    let error = #expect(throws: ModelError.self) {
      try ModelAddition(manifest: other).install(into: catalogue)
    }
    #expect(error?.code == .busy)
    let mine = try catalogue.installed(named: "mine").manifest
    #expect(mine.network?.outputs.tags?.classes == ["a", "b"])
    #expect(catalogue.directory.appending("other.onnx").fileSize == nil)
  }

  @Test("A list of classes that two models share goes with the second of them")
  func sharedClasses() throws {
    try ModelAddition(manifest: brought).install(into: catalogue)
    try writeOther(classes: "a\nb\n")
    try ModelAddition(manifest: folder.path.appending("others/other.toml")).install(into: catalogue)
    try ModelAddition.remove("other", from: catalogue)
    let mine = try catalogue.installed(named: "mine").manifest
    #expect(mine.network?.outputs.tags?.classes == ["a", "b"])
    try ModelAddition.remove("mine", from: catalogue)
    let list = catalogue.directory.appending("manifests/mine.classes.txt")
    #expect(list.fileSize == nil)
  }

  @Test("A list of classes cannot be called like a manifest")
  func classesLikeManifest() throws {
    let text = String(decoding: try brought.contents(), as: UTF8.self)
    try folder.write(
      text.replacing("mine.classes.txt", with: "words.toml"), to: "brought/mine.toml")
    try folder.write("a\nb\n", to: "brought/words.toml")
    let error = #expect(throws: ModelError.self) { try ModelAddition(manifest: brought) }
    #expect(error?.code == .manifest)
  }

  @Test("What every installation needs is neither added nor removed")
  func neededModels() throws {
    let shipped = ModelCatalogue(
      environment: [
        "ORPHEUS_MANIFESTS": ManifestTests.shipped.string,
        "ORPHEUS_MODELS": folder.path.appending("models").string,
      ], program: "")
    #expect(throws: ModelError.self) { try ModelAddition.remove("vibenet", from: shipped) }
    #expect(throws: ModelError.self) {
      try ModelAddition(manifest: ManifestTests.shipped.appending("musicnn-msd.toml"))
    }
  }
}
