import LibraryStorage
import Logging
import ModelCatalogue
import MusicModel
import WorkerProtocol

// A new model goes through the tracks that another has analysed. Each keeps its place among the moods
// meanwhile: what the new model says is stored beside what the old one said.
extension AnalysisService {
  /// Takes up another model, which `ModelWatch` has been told of; the moods follow once it has
  /// embedded enough of the library.
  func useChosenModel() async throws(ModelError) {
    var changed = plan
    changed.embedding = models.embedding.value
    changed.model = try models.version(for: plan.coverage, embedding: changed.embedding)
    await adopt(changed)
  }

  /// Has the present plan's model analyse a track that keeps its place.
  func embedAnew(_ track: PendingTrack) async -> Verdict {
    defer { succession.putDown(track.id) }
    guard let content = track.content, let file = try? OpenFile(track.file),
      file.identity == track.identity
    else {
      // Its folder is being compared, or its disk is away; either brings it here again.
      return .done
    }
    // A copy of it may be in another lane.
    await claims.take(content)
    let verdict = await embedAnew(track, file, content)
    await claims.release(content)
    return verdict
  }

  private func embedAnew(
    _ track: PendingTrack, _ file: OpenFile, _ content: ContentID
  ) async -> Verdict {
    let plan = plan
    do throws(StoreError) {
      guard try await store.analysis(of: content, by: plan.model) == nil else { return .done }
    } catch {
      succession.startOver()
      await reportStorage(error)
      return .unavailable
    }
    let seconds = plan.lengths.upperBound.isFinite ? plan.lengths.upperBound : 3600
    let request = WorkerRequest.analyse(plan.coverage, of: track.section?.span)
    switch await ask(request, file, by: plan.embedding, listening: seconds) {
    case .success(.analysed(var analysis)):
      // It may have been written to while it was being read.
      guard file.identity == track.identity else { return .done }
      analysis.model = plan.model
      do throws(StoreError) {
        try await store.keep(analysis, of: content)
      } catch {
        guard error.code != .constraint else { break }
        succession.startOver()
        await reportStorage(error)
        return .unavailable
      }
      return .done
    case .success(.unavailable(let reason)):
      succession.startOver()
      return await modelCannotRun(plan.embedding, reason)
    case .failure(.notStarted(let reason)):
      succession.startOver()
      return await workerDoesNotStart(plan.embedding, reason)
    case .failure(.died(let how)):
      if isStopping { return .unavailable }
      await workerDied(on: track, how)
    case .failure, .success: break
    }
    // Once the new model has taken over, the track is analysed like any other, strikes included.
    giveUpEmbedding(track)
    logger.notice(
      "not embedded by \(plan.embedding) yet", metadata: ["path": "\(track.path)"])
    return .done
  }

  /// What a lane has taken.
  struct TakenTrack {
    var pending: PendingTrack
    /// True for a track that keeps its place, and is embedded by another model besides.
    var isSuccession = false
  }

  /// The next analysed track that a new model has to embed; nil when there is none left to try.
  func nextOfSuccession() async throws(StoreError) -> PendingTrack? {
    guard moods.successor.value == plan.model else { return nil }
    // Never a handful that may be taken at any time, and nobody is in want of it.
    if let reason = try await pauses.reason(waiting: { .max }) {
      if reason.passes { raiseWork(after: PauseWatch.interval) }
      return nil
    }
    let model = plan.model
    while true {
      let last = succession.last
      let next = try await store.nextToEmbed(
        by: model, after: last, elsewhereThan: folders.offline())
      // Another lane may have gone on meanwhile, or the plan may have changed.
      guard let next, plan.model == model else {
        if next == nil, plan.model == model, succession.last == last, !succession.isThrough {
          succession.isThrough = true
          await progress.raise()
        }
        return nil
      }
      if succession.take(next.id) { return next }
    }
  }

  /// Says so when a new model has tried everything within reach and still may not take over.
  func tellOfSuccession() async throws(StoreError) {
    guard let model = moods.successor.value, model == plan.model, succession.isThrough else {
      await health.clear(.succession)
      return
    }
    let (heard, tracks) = try await store.heard(by: model)
    let sentence =
      "\(plan.embedding) has heard \(heard) of \(tracks) tracks and takes over at nine tenths; the "
      + "others are on a disk that is away, or could not be read. The moods go by the former model until "
      + "then, and new tracks have none; “orpheusctl models use” chooses another."
    if await health.raise(.succession, sentence) { logger.notice("\(sentence)") }
  }

  /// A track that another model could not embed is not tried again in this run.
  func giveUpEmbedding(_ track: PendingTrack) { succession.giveUp(track.id) }
}
