package import ModelCatalogue

/// The musicnn network (Pons & Serra 2019): what three seconds of music sound like.
package final class MusicnnModel {
  /// What the network says of one patch.
  package struct Output: Hashable, Sendable {
    /// The penultimate layer, 200 values.
    package var embedding: [Float]
    /// The probability of each of ``MusicnnModel/tagNames``, 0…1.
    package var tags: [Float]
  }

  /// The words of the tags, in order.
  package let tagNames: [String]
  /// How to make a patch.
  package let frontEnd: LogMel
  /// Name and version for a ``ModelVersion``: `musicnn-msd-1`.
  package let versionedName: String

  private let session: NetworkSession
  private let tags: Network.TagOutput

  /// Loads an installed model with an embedding and tags, over patches of fixed length.
  package init(
    _ model: InstalledModel, runtime: ONNXRuntime,
    options: InferenceSession.Options = InferenceSession.Options()
  ) throws(InferenceError) {
    session = try NetworkSession(model, runtime: runtime, options: options)
    guard let tags = session.network.outputs.tags else {
      throw InferenceError(.mismatch, "\(model.manifest.name) gives no tags")
    }
    self.tags = tags
    tagNames = tags.classes
    versionedName = model.manifest.versionedName
    switch session.network.frontEnd {
    case .logMel(let logMel): frontEnd = logMel
    }
  }

  /// Runs the network on one patch of log-mel values [187 frames × 96 bands].
  ///
  /// One patch at a time, because larger batches are slower and take five times the memory.
  package func embed(patch: [Float]) throws(InferenceError) -> Output {
    let outputs = try session.run(
      patch, shape: session.network.input.shape,
      outputs: [session.embedding.name, tags.name],
      sizes: [session.embedding.size, tags.classes.count])
    return Output(embedding: outputs[0], tags: outputs[1])
  }
}
