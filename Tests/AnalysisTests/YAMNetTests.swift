import AudioDecoding
import Foundation
import Glibc
import Inference
import ModelCatalogue
import OrpheusTestSupport
import SignalProcessing
import SystemPackage
import Testing

@testable import Analysis

/// YAMNet's file is in no package index: these tests are for machines where it was added.
@Suite("YAMNet by its manifest")
struct YAMNetTests {
  /// What YAMNet says of real tracks, computed independently of Orpheus.
  private struct Reference: Decodable {
    struct Track: Decodable {
      var package: String
      var path: String
      var windows: Int
      var top: [Top]
      var embedding: [Float]
    }

    struct Top: Decodable {
      var name: String
      var mean: Float

      init(from decoder: any Decoder) throws {
        var pair = try decoder.unkeyedContainer()
        name = try pair.decode(String.self)
        mean = try pair.decode(Float.self)
      }
    }

    var tracks: [Track]
  }

  private static let catalogue = ModelCatalogue(
    environment: ProcessInfo.processInfo.environment, program: FilePath(#filePath))
  private static let installed: InstalledModel? = {
    guard let model = try? catalogue.installed(named: "yamnet"), model.state == .ready else {
      return nil
    }
    return model
  }()

  @Test(
    "Whole tracks agree with the reference: embedding cosine ≥ .999, classes within .01",
    .enabled(
      if: installed != nil,
      "yamnet.onnx is not installed; set-up cannot fetch it: orpheusctl models add"))
  func wholeTracks() throws {
    let file = try #require(
      Bundle.module.url(forResource: "yamnet", withExtension: "json", subdirectory: "Resources"))
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    let runtime = try ONNXRuntime(candidates: Self.catalogue.runtimeLibraries())
    let model = try EmbeddingModel(try #require(Self.installed), runtime: runtime)
    let maker = PatchMaker(model.network.frontEnd)
    var worst = (cosine: Float(1), classes: Float(0))
    for track in reference.tracks {
      let descriptor = open("\(Checkout.music)/\(track.package)/\(track.path)", O_RDONLY)
      defer { close(descriptor) }
      var stream = try TrackStream(try AudioFile.open(descriptor))
      var blocks = SampleBlocks(length: maker.patchSamples, hop: maker.patchHop)
      var sum = [Double](repeating: 0, count: 1024)
      var scores = [Double](repeating: 0, count: 521)
      var count = 0
      func hear(_ blocks: [[Float]]) throws {
        for patch in blocks.flatMap(maker.patches) {
          let output = try model.embed(patch: patch)
          for index in sum.indices { sum[index] += Double(output.embedding[index]) }
          for index in scores.indices { scores[index] += Double(output.tags[index]) }
          count += 1
        }
      }
      while let piece = try stream.next() { try hear(blocks.append(piece.samples)) }
      try hear(blocks.finish())
      #expect(abs(count - track.windows) <= 1)
      worst.cosine = min(worst.cosine, cosine(sum.map { Float($0) }, track.embedding))
      for top in track.top {
        let index = try #require(model.tagNames.firstIndex(of: top.name))
        worst.classes = max(worst.classes, abs(Float(scores[index] / Double(count)) - top.mean))
      }
    }
    print("YAMNet, worst of \(reference.tracks.count): \(worst)")
    #expect(worst.cosine >= 0.999)
    #expect(worst.classes <= 0.01)
  }

  private func cosine(_ a: [Float], _ b: [Float]) -> Float {
    guard a.count == b.count else { return 0 }
    func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
  }
}
