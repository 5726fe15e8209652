import Foundation
import Glibc
import MusicModel
import OrpheusTestSupport
import SystemPackage
import Testing
import WorkerProtocol

@testable import Analysis
@testable import ModelCatalogue

/// Networks made here, of the signatures that well-known models have whose weights are not at hand:
/// their outputs are the mean level of equal parts of what they are fed.
@Suite("Networks of any signature")
struct GeneratedNetworkTests {
  /// What a network is fed and how long its embedding is.
  struct Signature: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var shape: [Int]
    var size: Int
    var patchSeconds: Double
    var frontEnd: String
  }

  static let signatures = [
    Signature(
      testDescription: "48 kHz, ten seconds, as joint models of sound and text take them",
      shape: [1, 480_000], size: 500, patchSeconds: 10,
      frontEnd: """
        kind = "waveform"
        sample-rate = 48000
        window = 10.0
        normalisation = "peak"
        """),
    Signature(
      testDescription: "24 kHz, hops of half a patch", shape: [1, 48_000], size: 480,
      patchSeconds: 2,
      frontEnd: """
        kind = "waveform"
        sample-rate = 24000
        window = 2.0
        hop = 1.0
        """),
    Signature(
      testDescription: "VGGish's", shape: [1, 1, 96, 64], size: 128, patchSeconds: 0.975,
      frontEnd: """
        kind = "log-mel"
        sample-rate = 16000
        fft = 512
        window = 0.025
        hop = 0.010
        centred = false
        spectrum = "magnitude"
        bands = 64
        lowest = 125
        highest = 7500
        scale = "htk"
        norm = "none"
        slope = "mel"
        patch-frames = 96
        layout = "frames-by-bands"
        logarithm = { kind = "natural", factor = 1, offset = 0.01 }
        """),
  ]

  @Test("are added, and embed windows and whole tracks alike", arguments: signatures)
  func embedding(signature: Signature) throws {
    let folder = try TemporaryDirectory()
    let catalogue = try Self.catalogue(in: folder)
    try Self.bring(signature, to: folder)
    try ModelAddition(manifest: FilePath(folder.appending("levels.toml"))).install(into: catalogue)
    let pipeline = try AnalysisPipeline.ready(catalogue: catalogue, embedding: "levels").get()

    let rehearsal = try pipeline.rehearse()
    #expect(rehearsal.dimensions == 2 * signature.size)
    #expect(rehearsal.tags == 0)
    #expect(abs(rehearsal.patchSeconds - signature.patchSeconds) < 1e-9)
    #expect(rehearsal.model.rawValue == "levels-1+vibenet-1")

    let file = Checkout.music("singularity-music", "singularity/music/lose/March Thee to Dis.ogg")
    let descriptor = open(file, O_RDONLY)
    defer { close(descriptor) }
    let windows = try pipeline.analyse(descriptor, .windows(count: 8)).embedding.values
    let whole = try pipeline.analyse(descriptor, .full).embedding.values
    #expect(windows.count == 2 * signature.size && whole.count == windows.count)
    // The first half are means, the second the greatest of all patches.
    for values in [windows, whole] {
      #expect(
        zip(values.prefix(signature.size), values.suffix(signature.size)).allSatisfy { $0 <= $1 })
    }
    let likeness = cosine(windows.prefix(signature.size), whole.prefix(signature.size))
    // Parts of twenty milliseconds differ from patch to patch, so that it cannot be 1.
    #expect(likeness > 0.8, "\(likeness)")
  }

  private static func bring(_ signature: Signature, to folder: TemporaryDirectory) throws {
    var graph = ONNXGraph(name: "levels")
    let input = graph.input("x", shape: signature.shape)
    let count = signature.shape.reduce(1, *) / signature.size
    let parts = graph.reshaped(input, [1, signature.size, count], named: "parts")
    let level = graph.node("Abs", [parts], named: "level")
    _ = graph.node(
      "ReduceMean", [level], named: "y", ["axes": .integers([2]), "keepdims": .integer(0)])
    graph.output("y", shape: [1, signature.size])
    let bytes = graph.serialised()
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update($0) }
    try FilePath(folder.appending("levels.onnx")).write(bytes)
    let manifest = """
      format = 2
      name = "levels"
      version = 1
      title = "Levels"
      optional = true
      pooling = "mean+max"
      licence = { name = "MIT", note = "Free." }
      product = { file = "levels.onnx", converter = "none", sha256 = "\(hash.finish())" }
      input = { name = "x", shape = \(signature.shape) }
      outputs = { embedding = { name = "y", size = \(signature.size) } }
      [front-end]
      \(signature.frontEnd)
      """
    try FilePath(folder.appending("levels.toml")).write(Array(manifest.utf8))
  }

  /// The models of this machine, linked to, so that what is added stays in the test's folder.
  private static func catalogue(in folder: TemporaryDirectory) throws -> ModelCatalogue {
    let installed = ModelCatalogue(
      environment: ProcessInfo.processInfo.environment, program: FilePath(#filePath))
    let models = FilePath(folder.appending("models"))
    try models.makeDirectory()
    for name in installed.directory.entryNames
    where name != ModelCatalogue.addedFolder && !name.hasPrefix(".") {
      try FileManager.default.createSymbolicLink(
        atPath: models.appending(name).string,
        withDestinationPath: installed.directory.appending(name).string)
    }
    return ModelCatalogue(
      environment: [
        "ORPHEUS_MODELS": models.string, "ORPHEUS_MANIFESTS": Checkout.root + "/Config/models",
      ], program: "")
  }

  private func cosine(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Float {
    func dot(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Float {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
  }
}
