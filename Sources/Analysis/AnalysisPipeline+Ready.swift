import Inference
package import ModelCatalogue
import SignalProcessing

extension AnalysisPipeline {
  /// Loads the models of `catalogue`, of those that embed the one called `embedding`, and runs each
  /// once, or says why that is not possible.
  ///
  /// The first run makes what later ones use: memory, threads, whatever a library opens on its first
  /// call. After it a worker can give up the right to open anything.
  package static func ready(
    catalogue: ModelCatalogue, embedding: String = ModelCatalogue.standardEmbedding
  ) -> Result<AnalysisPipeline, AnalysisError> {
    do throws(AnalysisError) {
      let pipeline = AnalysisPipeline(
        networks: try Networks(catalogue: catalogue, embedding: embedding))
      try pipeline.warmUp()
      return .success(pipeline)
    } catch {
      return .failure(error)
    }
  }
}
