package import ModelCatalogue

/// A network that says what a patch of sound is like: a point in its feature space, and tags if it
/// has any. What it is fed, its manifest says.
package final class EmbeddingModel {
  /// What the network says of one patch.
  package struct Output: Hashable, Sendable {
    package var embedding: [Float]
    /// The probability of each of ``EmbeddingModel/tagNames``, 0…1; empty for a network without.
    package var tags: [Float]
  }

  /// The words of the tags, in order.
  package let tagNames: [String]
  /// How it is fed, and how patches are put together.
  package let network: Network
  /// Name and version for a ``ModelVersion``: `musicnn-msd-1`.
  package let versionedName: String
  /// How the embeddings of patches become that of a track.
  package let embeddingPooling: Network.Pooling
  /// How the tags of patches become those of a track.
  package let tagPooling: Network.Pooling

  private let session: NetworkSession
  private let tags: Network.TagOutput?
  private let shape: [Int]

  /// Loads an installed model with an embedding, over patches of fixed length.
  package init(
    _ model: InstalledModel, runtime: ONNXRuntime,
    options: InferenceSession.Options = InferenceSession.Options()
  ) throws(InferenceError) {
    session = try NetworkSession(model, runtime: runtime, options: options)
    network = session.network
    guard network.frontEnd.patchCount != nil, network.pooling != .network else {
      throw InferenceError(
        .mismatch, "\(model.manifest.name) takes no patches of a fixed length to embed")
    }
    tags = network.outputs.tags
    tagNames = tags?.classes ?? []
    versionedName = model.manifest.versionedName
    embeddingPooling = session.embedding.pooling ?? network.pooling
    let tagPooling = tags?.pooling ?? network.pooling
    self.tagPooling = tagPooling == .meanAndMaximum ? .mean : tagPooling
    shape = network.input.shape.map { max($0, 1) }
  }

  /// Runs the network on one patch, `network.frontEnd.patchCount` values in the layout of its
  /// manifest.
  ///
  /// One patch at a time, because larger batches are slower and take several times the memory.
  package func embed(patch: [Float]) throws(InferenceError) -> Output {
    var names = [session.embedding.name]
    var sizes = [session.embedding.size]
    if let tags {
      names.append(tags.name)
      sizes.append(tags.classes.count)
    }
    let outputs = try session.run(patch, shape: shape, outputs: names, sizes: sizes)
    return Output(embedding: outputs[0], tags: tags == nil ? [] : outputs[1])
  }
}
