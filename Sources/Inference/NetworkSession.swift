internal import ModelCatalogue

/// A session together with what its manifest says of the network.
///
/// Checks once, when it is made, that file and manifest agree, so that a manifest's mistake shows
/// at start-up and not as nonsense in the library.
final class NetworkSession {
  let manifest: ModelManifest
  let network: Network
  let embedding: Network.EmbeddingOutput
  private let session: InferenceSession

  /// Loads an installed model that has an embedding.
  init(
    _ model: InstalledModel, runtime: ONNXRuntime, options: InferenceSession.Options
  ) throws(InferenceError) {
    manifest = model.manifest
    guard let network = manifest.network, let embedding = network.outputs.embedding else {
      throw InferenceError(.mismatch, "\(manifest.name) is not a network with an embedding")
    }
    self.network = network
    self.embedding = embedding
    do {
      session = try InferenceSession(
        try model.readyFile(), runtime: runtime, options: options)
    } catch let error as InferenceError {
      throw error
    } catch {
      throw InferenceError(.model, "\(error)")
    }
    guard session.inputNames == [network.input.name] else {
      throw InferenceError(
        .mismatch,
        "\(manifest.name) takes \(session.inputNames), its manifest says \(network.input.name)")
    }
  }

  /// Runs the network on `values` of `shape`; the outputs called `names` must be finite.
  func run(
    _ values: [Float], shape: [Int], outputs names: [String], sizes: [Int]
  ) throws(InferenceError) -> [[Float]] {
    let input = Tensor(shape: shape, values: values)
    let outputs = try session.run([network.input.name: input], outputs: names)
    for (index, output) in outputs.enumerated() {
      guard output.values.count == sizes[index] else {
        throw InferenceError(
          .mismatch,
          "\(manifest.name) gives \(output.values.count) values as “\(names[index])” "
            + "where its manifest says \(sizes[index])")
      }
      guard output.values.allSatisfy(\.isFinite) else {
        throw InferenceError(.notFinite, "\(manifest.name) gave values that are not numbers")
      }
    }
    return outputs.map(\.values)
  }
}
