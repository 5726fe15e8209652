import AudioDecoding
import CLinux
import Glibc
package import WorkerProtocol

/// Answers the daemon's requests, one after the other, until it hangs up.
package struct WorkerService {
  private let channel: WorkerChannel
  private let introduction: WorkerIntroduction
  private let pipeline: Result<AnalysisPipeline, AnalysisError>
  private let willReadFile: () -> Void

  /// Serves on `channel` with `pipeline`, or with the reason why there is none.
  ///
  /// `willReadFile` is called before each file.
  package init(
    channel: WorkerChannel, introduction: WorkerIntroduction,
    pipeline: Result<AnalysisPipeline, AnalysisError>, willReadFile: @escaping () -> Void
  ) {
    self.channel = channel
    self.introduction = introduction
    self.pipeline = pipeline
    self.willReadFile = willReadFile
  }

  /// Returns when the daemon is gone or speaks nonsense, and after an answer that says that this
  /// worker is of no more use.
  package func run() {
    while let (request, descriptor) = try? channel.receive(WorkerRequest.self) {
      let reply = answer(request, descriptor)
      if descriptor >= 0 { close(descriptor) }
      // Or what one extraordinary file took would be held next to what the next one takes.
      orpheus_release_free_memory()
      guard (try? channel.send(reply)) != nil, !reply.isLast else { return }
    }
  }

  private func rehearse() -> WorkerReply {
    do throws(AnalysisError) {
      return .rehearsed(try pipeline.get().rehearse())
    } catch {
      switch error {
      case .unavailable(let reason): return .unavailable(reason: reason)
      case .unreadable(let error): return .unavailable(reason: error.message)
      }
    }
  }

  private func answer(_ request: WorkerRequest, _ descriptor: CInt) -> WorkerReply {
    if request == .introduce { return .introduced(introduction) }
    if request == .rehearse { return rehearse() }
    guard descriptor >= 0 else { return .unavailable(reason: "no file came with the request") }
    willReadFile()
    do throws(AnalysisError) {
      switch request {
      case .introduce: return .introduced(introduction)
      case .rehearse: return rehearse()
      case .identify: return .identified(try AnalysisPipeline.identify(descriptor))
      case .analyse(let coverage, let span):
        switch pipeline {
        case .success(let pipeline):
          return .analysed(try pipeline.analyse(descriptor, coverage, of: span))
        case .failure(.unavailable(let reason)): return .unavailable(reason: reason)
        case .failure(.unreadable(let error)): return .unavailable(reason: error.message)
        }
      }
    } catch {
      switch error {
      case .unreadable(let error): return .unreadable(reason: error.message)
      // The networks ran when this worker was started: the file is what is different.
      case .unavailable(let reason): return .gaveUp(reason: reason)
      }
    }
  }
}
