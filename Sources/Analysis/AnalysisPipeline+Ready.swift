import Inference
package import ModelCatalogue
import SignalProcessing
package import WorkerProtocol

extension AnalysisPipeline {
  /// Loads those models of `catalogue` that `profile` needs and runs each once, or says why that is not possible.
  ///
  /// The first run makes what later ones use: memory, threads, whatever a library opens on its first
  /// call. After it a worker can give up the right to open anything.
  package static func ready(
    catalogue: ModelCatalogue, profile: AnalysisProfile
  ) -> Result<AnalysisPipeline, AnalysisError> {
    do throws(AnalysisError) {
      let pipeline = AnalysisPipeline(
        networks: try Networks(catalogue: catalogue, profile: profile))
      try pipeline.warmUp()
      return .success(pipeline)
    } catch {
      return .failure(error)
    }
  }
}
