import Inference
package import ModelCatalogue
import MusicModel

/// The loaded runtime and both networks.
package final class Networks {
  let musicnn: MusicnnModel
  let vibeNet: VibeNetModel

  /// Loads what `catalogue` has installed.
  package init(catalogue: ModelCatalogue) throws(AnalysisError) {
    do {
      let runtime = try ONNXRuntime(candidates: try catalogue.runtimeLibraries())
      musicnn = try MusicnnModel(
        try catalogue.installed(named: "musicnn-msd"), runtime: runtime)
      vibeNet = try VibeNetModel(try catalogue.installed(named: "vibenet"), runtime: runtime)
    } catch let error as ModelError {
      throw AnalysisError(error)
    } catch let error as InferenceError {
      throw AnalysisError(error)
    } catch {
      throw .unavailable("\(error)")
    }
  }

  /// Both networks with their versions.
  var version: ModelVersion {
    ModelVersion(rawValue: "\(musicnn.versionedName)+\(vibeNet.versionedName)")
  }
}
