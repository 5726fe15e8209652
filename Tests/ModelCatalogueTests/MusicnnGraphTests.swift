import Foundation
import Inference
import OrpheusTestSupport
import SystemPackage
import Testing

@testable import ModelCatalogue

@Suite("Rebuilding musicnn")
struct MusicnnGraphTests {
  /// Patches of different kinds: an even mix, mostly silence, loud at both ends of the mel axis.
  private static let patches: [[Float]] = {
    var random = SplitMix64(seed: 4)
    let mixed = (0..<187 * 96).map { _ in Float.random(in: 0...3, using: &random) }
    let sparse = mixed.map { $0 > 2.9 ? $0 : 0 }
    let edges = mixed.indices.map { place in
      (8..<88).contains(place % 96) ? mixed[place] * 0.1 : mixed[place] + 2
    }
    return [mixed, sparse, edges]
  }()

  @Test("The cheaper graph says of every patch what the published one says, to 10⁻⁴")
  func agreement() throws {
    let folder = try TemporaryFolder()
    let published = PublishedMusicnn()
    let files = CheckpointBuilder.bundle(published.tensors)
    let checkpoint = try TensorBundle(index: files.index, data: files.data)
    let runtime = try ONNXRuntime(candidates: try Self.catalogue.runtimeLibraries())
    let sessions = try [published.model, MusicnnGraph.model(from: checkpoint)].enumerated().map {
      let file = folder.path.appending("\($0.offset).onnx")
      try file.write($0.element)
      return try InferenceSession(file, runtime: runtime)
    }
    for patch in Self.patches {
      let outputs = try sessions.map {
        try $0.run(
          ["patch": Tensor(shape: [1, 187, 96], values: patch)], outputs: ["penultimate", "tags"])
      }
      for (expected, found) in zip(outputs[0], outputs[1]) {
        #expect(expected.shape == found.shape)
        let differences = zip(expected.values, found.values).map { abs($0 - $1) }
        #expect(differences.max() ?? 1 < 1e-4)
        // Made-up weights that say the same of everything would prove nothing.
        #expect(Set(expected.values).count > expected.values.count / 4)
      }
    }
  }

  @Test("Cosine and sine agree with the C library's all the way round, and more than once")
  func fractionsOfTurn() {
    for part in -400...400 {
      let angle = 2 * Double.pi * Double(part) / 192
      #expect(abs(FractionOfTurn.cosine(part) - cos(angle)) < 1e-14)
      #expect(abs(FractionOfTurn.sine(part) - sin(angle)) < 1e-14)
    }
    #expect(FractionOfTurn.cosine(0) == 1)
    #expect(FractionOfTurn.sine(96) == 0)
  }

  private static let catalogue = ModelCatalogue(
    environment: ProcessInfo.processInfo.environment, program: FilePath(#filePath))
}
