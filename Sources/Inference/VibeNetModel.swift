internal import Glibc
package import ModelCatalogue
package import MusicModel

/// The VibeNet network (Shim 2025): seven affect values of a piece of music of any length.
package final class VibeNetModel {
  /// What the network says of one piece.
  package struct Output: Hashable, Sendable {
    package var affect: Affect
    /// The pooled layer before the heads, 1280 values.
    package var embedding: [Float]

    /// Puts the two together.
    package init(affect: Affect, embedding: [Float]) {
      self.affect = affect
      self.embedding = embedding
    }
  }

  /// How to make the input.
  package let frontEnd: LogMel
  /// Name and version for a ``ModelVersion``: `vibenet-1`.
  package let versionedName: String

  private let session: NetworkSession
  private let affect: Network.AffectOutput

  /// Loads an installed model with an embedding and the seven affect values.
  package init(
    _ model: InstalledModel, runtime: ONNXRuntime,
    options: InferenceSession.Options = InferenceSession.Options()
  ) throws(InferenceError) {
    session = try NetworkSession(model, runtime: runtime, options: options)
    guard let affect = session.network.outputs.affect, affect.values == Affect.names else {
      throw InferenceError(
        .mismatch, "\(model.manifest.name) does not give the affect values \(Affect.names)")
    }
    self.affect = affect
    versionedName = model.manifest.versionedName
    guard case .logMel(let logMel) = session.network.frontEnd else {
      throw InferenceError(.mismatch, "\(model.manifest.name) takes no mel spectrogram")
    }
    frontEnd = logMel
  }

  /// Runs the network on a log-mel spectrogram [128 bands × frames].
  ///
  /// Memory grows with `frames`, about 6 MiB a second of music: windows, not whole tracks.
  package func estimate(logMel: [Float]) throws(InferenceError) -> Output {
    let bands = frontEnd.bands
    guard !logMel.isEmpty, logMel.count.isMultiple(of: bands) else {
      throw InferenceError(.input, "\(logMel.count) values are not whole frames of \(bands) bands")
    }
    let outputs = try session.run(
      logMel, shape: [1, bands, logMel.count / bands],
      outputs: [affect.name, session.embedding.name],
      sizes: [affect.values.count, session.embedding.size])
    let values = zip(affect.values, outputs[0]).map { name, value in
      affect.logistic.contains(name) ? 1 / (1 + exp(-value)) : min(max(value, 0), 1)
    }
    guard let affect = Affect(values: values) else {
      throw InferenceError(.mismatch, "\(outputs[0].count) affect values instead of seven")
    }
    return Output(affect: affect, embedding: outputs[1])
  }
}
