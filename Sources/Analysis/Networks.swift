import Inference
package import ModelCatalogue
import MusicModel
package import WorkerProtocol

/// The loaded runtime and the networks of one profile.
package final class Networks {
  /// Nil in a profile without it; then VibeNet makes the embedding.
  let musicnn: MusicnnModel?
  let vibeNet: VibeNetModel

  /// Loads what `catalogue` has installed and `profile` needs.
  package init(
    catalogue: ModelCatalogue, profile: AnalysisProfile
  ) throws(AnalysisError) {
    do {
      let runtime = try ONNXRuntime(candidates: try catalogue.runtimeLibraries())
      switch profile {
      case .full:
        musicnn = try MusicnnModel(
          try catalogue.installed(named: "musicnn-msd"), runtime: runtime)
      case .fast: musicnn = nil
      }
      vibeNet = try VibeNetModel(try catalogue.installed(named: "vibenet"), runtime: runtime)
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
    let names = [musicnn?.versionedName, vibeNet.versionedName].compactMap(\.self)
    return ModelVersion(rawValue: names.joined(separator: "+"))
  }
}
