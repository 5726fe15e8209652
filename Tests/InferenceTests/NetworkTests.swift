import Foundation
import Inference
import ModelCatalogue
import MusicModel
import SystemPackage
import Testing

@Suite("The networks")
struct NetworkTests {
  private let reference: NetworkReference
  private let runtime: ONNXRuntime

  init() throws {
    reference = try NetworkReference.load()
    runtime = try InstalledModels.runtime()
  }

  private func musicnn(threads: Int = 1) throws -> EmbeddingModel {
    try EmbeddingModel(
      InstalledModels.model("musicnn-msd"), runtime: runtime, options: .init(threads: threads))
  }

  private func vibenet() throws -> VibeNetModel {
    try VibeNetModel(InstalledModels.model("vibenet"), runtime: runtime)
  }

  @Test("musicnn agrees with an independent evaluation", arguments: [1, 2])
  func musicnnParity(threads: Int) throws {
    let output = try musicnn(threads: threads).embed(patch: NetworkReference.patch)
    #expect(largestDifference(output.tags, reference.musicnn.tags) < 1e-5)
    #expect(largestDifference(output.embedding, reference.musicnn.penultimate) < 1e-4)
  }

  @Test("musicnn's tags come with their words and its front end")
  func musicnnDescription() throws {
    let model = try musicnn()
    #expect(model.tagNames.count == 50)
    #expect(Array(model.tagNames.prefix(3)) == ["rock", "pop", "alternative"])
    #expect(model.network.frontEnd.patchCount == NetworkReference.patch.count)
    #expect(model.versionedName == "musicnn-msd-1")
    let output = try model.embed(patch: NetworkReference.patch)
    let loudest = output.tags.indices.max { output.tags[$0] < output.tags[$1] }
    #expect(loudest.map { model.tagNames[$0] } == "metal")
  }

  @Test("The same patch gives the same values, whatever came before it")
  func repeatable() throws {
    let model = try musicnn()
    let first = try model.embed(patch: NetworkReference.patch)
    _ = try model.embed(patch: [Float](repeating: 4, count: NetworkReference.patch.count))
    #expect(try model.embed(patch: NetworkReference.patch) == first)
  }

  @Test("VibeNet agrees with an independent evaluation, before and after its activations")
  func vibenetParity() throws {
    let session = try InferenceSession(
      InstalledModels.model("vibenet").readyFile(), runtime: runtime)
    #expect(session.inputNames == ["x"])
    #expect(session.outputNames == ["out", "view"])
    let input = Tensor(shape: [1, 128, 1500], values: NetworkReference.spectrogram)
    let raw = try session.run(["x": input], outputs: ["out", "view"])
    #expect(raw.map(\.shape) == [[1, 7], [1, 1280]])
    #expect(largestDifference(raw[0].values, reference.vibenet.out) < 1e-5)
    #expect(
      largestDifference(Array(raw[1].values.prefix(8)), reference.vibenet.pooled_first8) < 1e-5)

    let output = try vibenet().estimate(logMel: NetworkReference.spectrogram)
    #expect(output.embedding == raw[1].values)
    let out = reference.vibenet.out
    #expect(abs(output.affect.acousticness - 1 / (1 + exp(-out[0]))) < 1e-5)
    #expect(abs(output.affect.danceability - out[1]) < 1e-5)
    #expect(abs(output.affect.energy - out[2]) < 1e-5)
    #expect(abs(output.affect.instrumentalness - 1 / (1 + exp(-out[3]))) < 1e-5)
    #expect(abs(output.affect.liveness - 1 / (1 + exp(-out[4]))) < 1e-5)
    #expect(abs(output.affect.speechiness - out[5]) < 1e-5)
    #expect(abs(output.affect.valence - out[6]) < 1e-5)
  }

  @Test("Affect values stay within 0…1 for any input", arguments: [Float(-1e4), -80, 0, 1e4])
  func affectRange(level: Float) throws {
    let affect = try vibenet().estimate(logMel: [Float](repeating: level, count: 128 * 100)).affect
    #expect(affect.values.allSatisfy { (0...1).contains($0) })
  }

  @Test("Input of the wrong size is an error, not a crash")
  func wrongSize() throws {
    let musicnn = try musicnn()
    for count in [0, 1, 187 * 95, 2 * 187 * 96] {
      let error = #expect(throws: InferenceError.self) {
        try musicnn.embed(patch: [Float](repeating: 0, count: count))
      }
      #expect(error?.code == .input)
    }
    let vibenet = try vibenet()
    for count in [0, 127, 129] {
      let error = #expect(throws: InferenceError.self) {
        try vibenet.estimate(logMel: [Float](repeating: 0, count: count))
      }
      #expect(error?.code == .input)
    }
  }

  @Test("Input that is not a number gives an error, not an embedding")
  func notANumber() throws {
    var patch = NetworkReference.patch
    patch[4000] = .nan
    let error = #expect(throws: InferenceError.self) { try musicnn().embed(patch: patch) }
    #expect(error?.code == .notFinite)
  }
}
