import Foundation
import Inference
import MusicModel
import Testing

@Suite("The VGG networks")
struct VGGTests {
  private struct Reference: Decodable {
    var embedding: [Float]
    var tags: [Float]
  }

  private struct References: Decodable {
    var msd: Reference
    var mtt: Reference

    enum CodingKeys: String, CodingKey {
      case msd = "musicnn-msd-vgg"
      case mtt = "musicnn-mtt-vgg"
    }

    static func load() throws -> Self {
      let url = try #require(
        Bundle.module.url(forResource: "vgg", withExtension: "json", subdirectory: "Resources"))
      return try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
    }
  }

  /// Both are optional: make test installs them, make models does not.
  private static let areInstalled = ["musicnn-msd-vgg", "musicnn-mtt-vgg"].allSatisfy {
    (try? InstalledModels.model($0)) != nil
  }

  @Test(
    "They agree with an independent evaluation of the graphs they were trained in",
    .enabled(if: areInstalled), arguments: ["musicnn-msd-vgg", "musicnn-mtt-vgg"])
  func parity(name: String) throws {
    let references = try References.load()
    let reference = name == "musicnn-msd-vgg" ? references.msd : references.mtt
    let model = try EmbeddingModel(
      InstalledModels.model(name), runtime: InstalledModels.runtime(), options: .init(threads: 1))
    let output = try model.embed(patch: NetworkReference.patch)
    #expect(output.embedding.count == 256)
    #expect(model.tagNames.count == 50)
    #expect(largestDifference(output.tags, reference.tags) < 1e-5)
    #expect(largestDifference(output.embedding, reference.embedding) < 1e-4)
    // A reference that says the same of everything would prove nothing. Some channels never fire.
    #expect(Set(reference.embedding).count > 128)
    #expect(largestDifference(references.msd.tags, references.mtt.tags) > 0.1)
  }
}
