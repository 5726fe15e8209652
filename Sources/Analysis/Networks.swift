import Inference
package import ModelCatalogue
import MusicModel

/// The loaded runtime and the networks: the one that embeds, and VibeNet for affect.
package final class Networks {
  /// Nil where VibeNet's own layer embeds, or descriptors.
  let embedding: EmbeddingModel?
  /// Nil where descriptors stand in for every network.
  let vibeNet: VibeNetModel?

  /// Loads what `catalogue` has installed, of the embeddings the one called `name`. Descriptors take
  /// nothing, and no runtime.
  package init(
    catalogue: ModelCatalogue, embedding name: String = ModelCatalogue.standardEmbedding
  ) throws(AnalysisError) {
    guard name != ModelCatalogue.descriptors else {
      embedding = nil
      vibeNet = nil
      return
    }
    do {
      let runtime = try ONNXRuntime(candidates: try catalogue.runtimeLibraries())
      embedding =
        name == ModelCatalogue.affectModel
        ? nil : try EmbeddingModel(try catalogue.installed(named: name), runtime: runtime)
      vibeNet = try VibeNetModel(
        try catalogue.installed(named: ModelCatalogue.affectModel), runtime: runtime)
    } catch let error as ModelError {
      throw AnalysisError(error)
    } catch let error as InferenceError {
      throw AnalysisError(error)
    } catch {
      throw .unavailable("\(error)")
    }
  }

  /// The networks with their versions.
  var version: ModelVersion {
    guard let vibeNet else {
      return ModelVersion(
        rawValue: "\(ModelCatalogue.descriptors)-\(ModelCatalogue.descriptorsVersion)")
    }
    let names = [embedding?.versionedName, vibeNet.versionedName].compactMap(\.self)
    return ModelVersion(rawValue: names.joined(separator: "+"))
  }
}
