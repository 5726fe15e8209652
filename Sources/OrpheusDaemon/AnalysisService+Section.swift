import LibraryStorage
import MusicModel
import SystemPackage
import WorkerProtocol

// A section is identified by its file: one reading does for all of them, and for every later edition
// of the sheet.
extension AnalysisService {
  /// Why a track was not identified.
  enum Unidentified: Error {
    case worker(WorkerFailure)
    /// Nobody was asked.
    case notAsked(Verdict)
  }

  /// Identifies the file of a track, or the section of it that the track is.
  func identify(
    _ track: PendingTrack, _ file: OpenFile
  ) async -> Result<WorkerReply, Unidentified> {
    guard let section = track.section else {
      return await ask(.identify, file).mapError(Unidentified.worker)
    }
    await images.claims.take(track.identity)
    let found = await image(of: track, file)
    await images.claims.release(track.identity)
    guard case .success(.identified(var image)) = found else { return found }
    do throws(StoreError) {
      if let seconds = image.seconds, try await isDividedBeyond(seconds, track) {
        // The sheet is not about this file. Now that its length is known, comparing the folder again
        // has it taken whole.
        await folders.look(track.path.removingLastComponent())
        return .failure(.notAsked(.again))
      }
    } catch {
      await reportStorage(error)
      return .failure(.notAsked(.unavailable))
    }
    image.content = image.content.section(section.span)
    image.seconds = section.span.seconds(in: image.seconds)
    return .success(.identified(image))
  }

  /// Whether the sheet has a section, this or another, begin where the file has ended: then none is
  /// worth hearing.
  private func isDividedBeyond(
    _ seconds: Double, _ track: PendingTrack
  ) async throws(StoreError) -> Bool {
    try await store.files(matching: track.identity).contains { row in
      row.state != .missing && row.file == track.file
        && row.section.map { !$0.span.begins(within: seconds) } ?? false
    }
  }

  /// What is known of the whole file.
  private func image(
    of track: PendingTrack, _ file: OpenFile
  ) async -> Result<WorkerReply, Unidentified> {
    do throws(StoreError) {
      if let known = try await store.image(track.identity) {
        return .success(
          .identified(
            FileIdentification(
              content: known.content, metadata: known.metadata, seconds: known.seconds)))
      }
      if let reason = images.reason(for: track.identity) {
        return .failure(.notAsked(await fail(track, .quarantined, reason)))
      }
      let reply = await ask(.identify, file)
      if case .failure(let failure) = reply, !isStopping {
        images.note(failure, of: track.identity)
      }
      // It may have been written to while it was being read.
      if case .success(.identified(let found)) = reply, file.identity == track.identity {
        try await store.keep(
          ImageRecord(content: found.content, metadata: found.metadata, seconds: found.seconds),
          of: track.identity)
      }
      return reply.mapError(Unidentified.worker)
    } catch {
      await reportStorage(error)
      return .failure(.notAsked(.unavailable))
    }
  }
}

/// The files that several tracks are sections of.
struct ImageReading {
  /// Each is read by one lane for all.
  let claims = Claims<FileIdentity>()
  /// How often a file has ended its worker before anything was known of it.
  ///
  /// It may be a hundred tracks, and each of those would cost two workers; so what the first have
  /// shown twice holds for all.
  private var deaths: [FileIdentity: (count: Int, reason: String)] = [:]

  /// Why nobody is to read this file any more; nil while it may be tried.
  func reason(for identity: FileIdentity) -> String? {
    deaths[identity].flatMap { $0.count < LibraryStore.strikesAllowed ? nil : $0.reason }
  }

  /// Takes note of what became of a worker that was to read it.
  mutating func note(_ failure: WorkerFailure, of identity: FileIdentity) {
    let reason: String
    switch failure {
    case .died(let how): reason = "reading it ended the worker: \(how)"
    case .stalled(let seconds): reason = "reading it took more than \(seconds) seconds"
    case .wasGone, .notStarted: return
    }
    deaths[identity] = ((deaths[identity]?.count ?? 0) + 1, reason)
  }

  /// Has every file tried again.
  mutating func forgive() { deaths = [:] }
}
