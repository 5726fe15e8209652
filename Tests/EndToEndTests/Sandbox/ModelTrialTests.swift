import Foundation
import OrpheusTestSupport
import Testing

/// `orpheusctl models add` with the real worker.
@Suite("A model that listeners add is tried first")
struct ModelTrialTests {
  @Test("One that cannot be loaded is refused with the reason, and nothing of it stays")
  func noNetwork() async throws {
    try Checkout.requireEverything()
    let folder = try TemporaryDirectory()
    let models = folder.appending("data/orpheus/models")
    try Self.linkInstalledModels(into: models)
    let bytes = Data("no network".utf8)
    try bytes.write(to: URL(fileURLWithPath: folder.appending("mine.onnx")))
    // printf 'no network' | sha256sum
    let digest = "bd108b5c39016c09b9872915cc48ecdd12a48fed1658cbf299823f5591cbb93a"
    let manifest = """
      format = 2
      name = "mine"
      version = 1
      title = "Mine"
      optional = true
      pooling = "mean"
      licence = { name = "MIT", note = "Free." }
      product = { file = "mine.onnx", converter = "none", sha256 = "\(digest)" }
      front-end = { kind = "waveform", sample-rate = 16000, window = 16000 }
      input = { name = "x", shape = [1, 16000] }
      outputs = { embedding = { name = "y", size = 8 } }
      """
    let file = folder.appending("mine.toml")
    try manifest.write(toFile: file, atomically: true, encoding: .utf8)
    let result = try await run(
      Checkout.programs + "/orpheusctl", ["models", "add", file],
      environment: [
        "ORPHEUS_MODELS": models, "ORPHEUS_MANIFESTS": Checkout.root + "/Config/models",
      ])
    #expect(result.status == 1)
    #expect(result.errors.contains("mine was not added: cannot load the model"), "\(result.errors)")
    let left = try FileManager.default.contentsOfDirectory(atPath: models)
    #expect(!left.contains { $0.hasPrefix("mine") })
    let manifests = try FileManager.default.contentsOfDirectory(atPath: models + "/manifests")
    #expect(manifests == [])
  }

  /// The models of this machine, linked to, so that what is added stays in the test's folder.
  private static func linkInstalledModels(into models: String) throws {
    let environment = ProcessInfo.processInfo.environment
    let data = environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? "") + "/.local/share"
    let installed = environment["ORPHEUS_MODELS"] ?? data + "/orpheus/models"
    let manager = FileManager.default
    try manager.createDirectory(atPath: models, withIntermediateDirectories: true)
    for name in try manager.contentsOfDirectory(atPath: installed)
    where name != "manifests" && !name.hasPrefix(".") {
      try manager.createSymbolicLink(
        atPath: models + "/" + name, withDestinationPath: installed + "/" + name)
    }
  }
}
