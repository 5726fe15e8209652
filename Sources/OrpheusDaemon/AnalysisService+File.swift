import ControlProtocol
import Glibc
import LibraryStorage
import Logging
import MusicModel
import SystemPackage
import WorkerProtocol

// The way of one file: open, identify, analyse unless its recording is known, record.
extension AnalysisService {
  /// Takes one track as far as it gets.
  func process(_ track: PendingTrack) async -> Verdict {
    let file: OpenFile
    do throws(OpenFailure) {
      file = try OpenFile(track.file)
    } catch {
      switch error {
      case .gone: return await verdict(onAbsent: track)
      case .unreadable(let reason): return await fail(track, .failed, reason)
      }
    }
    noticePresent(track)
    if file.isBeingWritten(now: Self.nanosecondsSince1970()) { return .beingWritten }
    guard file.identity == track.identity else {
      await folders.look(track.path.removingLastComponent())
      return .again
    }

    return await converse(about: track, file)
  }

  /// What to do about a track whose file is not there. The first time its folder is compared again;
  /// if that does not take the track away, its disk is.
  func verdict(onAbsent track: PendingTrack) async -> Verdict {
    guard absent.insert(track.id).inserted else { return .away }
    await folders.look(track.path.removingLastComponent())
    return .again
  }

  /// Takes note that the file of a track is there.
  func noticePresent(_ track: PendingTrack) { absent.remove(track.id) }

  /// Identifies the file, and analyses it unless the same recording has been analysed before.
  private func converse(about track: PendingTrack, _ file: OpenFile) async -> Verdict {
    let identified: FileIdentification
    switch await identify(track, file) {
    case .success(.identified(let found)): identified = found
    case .success(let other): return await conclude(track, other)
    case .failure(.notAsked(let verdict)): return verdict
    case .failure(.worker(let failure)): return await conclude(track, failure)
    }
    if let seconds = identified.seconds, let reason = reasonToSkip(seconds: seconds) {
      return await fail(track, .skipped, reason, identified.metadata, seconds: seconds)
    }

    await claims.take(identified.content)
    let verdict = await place(track, file, identified)
    await claims.release(identified.content)
    return verdict
  }

  private func place(
    _ track: PendingTrack, _ file: OpenFile, _ identified: FileIdentification
  ) async -> Verdict {
    // Taken as it is now: it may change at any await, and the result is marked with what made it.
    let plan = plan
    do throws(StoreError) {
      // Edited tags or a move cost no track its place while another model is to take over.
      for model in await moods.modelsToRecogniseBy where model != plan.model {
        guard let known = try await store.analysis(of: identified.content, by: model),
          try await recognise(track, identified, known)
        else { continue }
        // Lanes may have passed it by while it was in hand here.
        succession.startOver()
        return .done
      }
      if let known = try await store.analysis(of: identified.content, by: plan.model) {
        if try await recognise(track, identified, known) { return .done }
        return await record(track, file, identified, known, isInferred: false)
      }
    } catch {
      await reportStorage(error)
      return .unavailable
    }
    switch await ask(
      .analyse(plan.coverage, of: track.section?.span), file, by: plan.embedding,
      listening: identified.seconds ?? 0)
    {
    case .success(.analysed(var analysis)):
      analysis.model = plan.model
      return await record(track, file, identified, analysis, isInferred: true)
    case .success(let other):
      return await conclude(track, other, identified.metadata, by: plan.embedding)
    case .failure(let failure): return await conclude(track, failure, by: plan.embedding)
    }
  }

  /// True when the track turned out to be one the library has already: the same recording under
  /// other tags, or moved here from another file system.
  private func recognise(
    _ track: PendingTrack, _ identified: FileIdentification, _ known: TrackAnalysis
  ) async throws(StoreError) -> Bool {
    let recognition = TrackRecognition(
      track: track.id, identity: track.identity, content: identified.content, model: known.model,
      metadata: identified.metadata, seconds: known.seconds)
    var holders = try await store.files(holding: identified.content)
    // What is on a disk that is away has its place there.
    for holder in holders where holder.state != .missing {
      guard await folders.isOutOfReach(holder.path.removingLastComponent()) else { continue }
      holders.removeAll { $0.id == holder.id }
    }
    switch Recognition(of: track, as: identified.content, heldBy: holders, \.isStillThere) {
    case .retagged:
      let outcome = try await moods.record(by: known.model) { [store] () async throws(StoreError) in
        try await store.recordMetadata(recognition)
      }
      guard outcome == .recorded else { return false }
      await journal.note(.library)
      return true
    case .moved(let formers):
      for former in formers {
        let outcome = try await moods.record(by: known.model) {
          [store] () async throws(StoreError) in
          try await store.reunite(former, with: recognition)
        }
        guard outcome == .recorded else { continue }
        await journal.note(.library)
        return true
      }
      return false
    case .copy: return false
    }
  }

  private func record(
    _ track: PendingTrack, _ file: OpenFile, _ identified: FileIdentification,
    _ analysis: TrackAnalysis, isInferred: Bool
  ) async -> Verdict {
    // It may have been written to while it was being read.
    guard file.identity == track.identity else {
      await folders.look(track.path.removingLastComponent())
      return .again
    }
    do throws(StoreError) {
      let outcome = try await moods.record(
        MoodService.Finding(
          track: track.id, identity: track.identity, content: identified.content,
          metadata: identified.metadata, seconds: analysis.seconds, analysis: analysis,
          isInferred: isInferred))
      await tell(outcome, of: track)
      // Superseded or in want of its analysis: the next attempt finds things in order.
      return outcome == .recorded || outcome == .stale ? .done : .again
    } catch {
      // A worker that has been taken over may say anything; the next file is not to wait for it.
      if isInferred, error.code == .constraint {
        return await fail(track, .failed, "Its analysis makes no sense: \(error.message)")
      }
      await reportStorage(error)
      return .unavailable
    }
  }

  /// Notes for those who want to know of every track where it went.
  private func tell(_ outcome: RecordOutcome, of track: PendingTrack) async {
    guard logger.logLevel <= .debug else { return }
    var metadata: Logger.Metadata = ["path": "\(track.path)"]
    if let place = try? await store.track(at: track.path)?.track.membership,
      let mood = try? await store.findMood(String(place.mood.rawValue))
    {
      metadata["mood"] = "\(mood.slug)"
    }
    logger.debug("\(outcome)", metadata: metadata)
  }

  /// `seconds` is how much of a track there is to hear for a worker that hears all of it.
  func ask(
    _ request: WorkerRequest, _ file: OpenFile, by embedding: String? = nil,
    listening seconds: Double = 0
  ) async -> Result<WorkerReply, WorkerFailure> {
    // Hearing a whole track takes a fiftieth of its length on a fast machine.
    let isWhole = if case .analyse(.full, _) = request { seconds.isFinite } else { false }
    let extra = isWhole ? Int(min(max(seconds, 0), plan.lengths.upperBound, 864_000) / 10) : 0
    do throws(WorkerFailure) {
      let reply = try await pool.ask(
        request, descriptor: file.descriptor, embedding: embedding ?? plan.embedding,
        extraSeconds: extra)
      failedStarts = 0
      await health.clear(.worker)
      switch reply {
      case .analysed, .unreadable: await readToTheEnd()
      case .introduced, .identified, .rehearsed, .unavailable, .gaveUp: break
      }
      return .success(reply)
    } catch {
      return .failure(error)
    }
  }

  private func conclude(
    _ track: PendingTrack, _ reply: WorkerReply, _ metadata: TrackMetadata? = nil,
    by embedding: String? = nil
  ) async -> Verdict {
    switch reply {
    case .unreadable(let reason):
      return await fail(track, .failed, reason, metadata)
    case .unavailable(let reason):
      return await modelCannotRun(embedding ?? plan.embedding, reason)
    case .gaveUp(let reason):
      return await strike(track, "its worker gave up on it: \(reason)")
    case .introduced, .identified, .rehearsed, .analysed:
      return await fail(track, .failed, "the worker answered another question", metadata)
    }
  }

  private func conclude(
    _ track: PendingTrack, _ failure: WorkerFailure, by embedding: String? = nil
  ) async -> Verdict {
    switch failure {
    case .died where isStopping, .stalled where isStopping, .notStarted where isStopping:
      return .unavailable
    case .died(let how):
      return await strike(track, "reading it ended the worker: \(how)")
    case .stalled(let seconds):
      return await strike(track, "reading it took more than \(seconds) seconds")
    case .wasGone: return .again  // The pool takes another worker; it never says this.
    case .notStarted(let reason):
      return await workerDoesNotStart(embedding ?? plan.embedding, reason)
    }
  }

  private func strike(_ track: PendingTrack, _ reason: String) async -> Verdict {
    do throws(StoreError) {
      let outcome = try await store.strike(
        track.id, identity: track.identity, reason: reason, decoders: await register.decoders)
      logger.warning("\(reason); \(outcome)", metadata: ["path": "\(track.path)"])
      await journal.note(.library)
      await workerDied(on: track, reason)
      await work.raise()
      return .done
    } catch {
      await reportStorage(error)
      return .unavailable
    }
  }

  /// Records why a track is not analysed.
  func fail(
    _ track: PendingTrack, _ kind: TrackFailure.Kind, _ reason: String,
    _ metadata: TrackMetadata? = nil, seconds: Double? = nil
  ) async -> Verdict {
    do throws(StoreError) {
      let outcome = try await store.recordFailure(
        TrackFailure(
          track: track.id, identity: track.identity, kind: kind, reason: reason,
          metadata: metadata, seconds: seconds))
      if kind != .skipped {
        logger.notice("\(outcome): \(reason)", metadata: ["path": "\(track.path)"])
      }
      await journal.note(.library)
      return .done
    } catch {
      await reportStorage(error)
      return .unavailable
    }
  }

  private func reasonToSkip(seconds: Double) -> String? {
    if seconds < plan.lengths.lowerBound { return "shorter than minimum-length" }
    if seconds > plan.lengths.upperBound { return "longer than maximum-length" }
    return nil
  }

  private static func nanosecondsSince1970() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }
}
