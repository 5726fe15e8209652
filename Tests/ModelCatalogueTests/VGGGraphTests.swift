import Testing

@testable import ModelCatalogue

@Suite("Rebuilding VGG")
struct VGGGraphTests {
  @Test(
    "A checkpoint of another network is not made into VGG",
    arguments: [VGGTraining.millionSong, .magnaTagATune])
  func otherNetwork(training: VGGTraining) throws {
    let norm = ["beta", "gamma", "moving_mean", "moving_variance"].map {
      (name: "batch_normalization/\($0)", shape: [1], values: [Float(1)])
    }
    let (index, data) = CheckpointBuilder.bundle(norm)
    let bundle = try TensorBundle(index: index, data: data)
    let error = #expect(throws: ModelError.self) { try VGGGraph.model(from: bundle, training) }
    #expect(error?.message == "the checkpoint has no array “batch_normalization_1/gamma”")
  }

  @Test("A batch normalisation becomes one factor and one addend")
  func batchNorm() throws {
    let (index, data) = CheckpointBuilder.bundle([
      ("batch_normalization_2/beta", [2], [1, -1]), ("batch_normalization_2/gamma", [2], [3, -2]),
      ("batch_normalization_2/moving_mean", [2], [2, 0.5]),
      ("batch_normalization_2/moving_variance", [2], [8.999, 0.249]),
    ])
    let norm = try TensorBundle(index: index, data: data).batchNorm(2, channels: 2)
    for (found, expected) in zip(norm.scale + norm.shift, [1, -4, -1, 1] as [Float]) {
      #expect(abs(found - expected) < 1e-5)
    }
  }
}
