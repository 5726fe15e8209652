import AudioDecoding
import Glibc
package import ModelCatalogue
package import WorkerProtocol

/// Answers the daemon's requests, one after the other, until it hangs up.
package struct WorkerService {
  private let channel: WorkerChannel
  private let catalogue: ModelCatalogue

  /// Serves on `channel` with the models of `catalogue`.
  package init(channel: WorkerChannel, catalogue: ModelCatalogue) {
    self.channel = channel
    self.catalogue = catalogue
  }

  /// Returns when the daemon is gone or speaks nonsense.
  package func run() {
    var pipeline: AnalysisPipeline?
    while let (request, descriptor) = try? channel.receive(WorkerRequest.self) {
      let reply = answer(request, descriptor, &pipeline)
      if descriptor >= 0 { close(descriptor) }
      guard (try? channel.send(reply)) != nil else { return }
    }
  }

  private func answer(
    _ request: WorkerRequest, _ descriptor: CInt, _ pipeline: inout AnalysisPipeline?
  ) -> WorkerReply {
    guard descriptor >= 0 else { return .unavailable(reason: "no file came with the request") }
    do throws(AnalysisError) {
      switch request {
      case .identify:
        return .identified(try AnalysisPipeline.identify(descriptor))
      case .analyse(let coverage):
        let ready = try self.pipeline(reusing: pipeline)
        pipeline = ready
        return .analysed(try ready.analyse(descriptor, coverage))
      }
    } catch {
      switch error {
      case .unreadable(let error): return .unreadable(reason: error.message)
      case .unavailable(let reason): return .unavailable(reason: reason)
      }
    }
  }

  private func pipeline(
    reusing pipeline: AnalysisPipeline?
  ) throws(AnalysisError) -> AnalysisPipeline {
    if let pipeline { return pipeline }
    return AnalysisPipeline(networks: try Networks(catalogue: catalogue))
  }
}
