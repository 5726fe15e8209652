import LibraryStorage
import Logging
import ModelCatalogue
import MusicModel
import Settings

// Whether there are models to analyse with, and what is done without.
extension AnalysisService {
  /// False while nothing can be analysed for want of models, and says so.
  ///
  /// A library that has no moods of any network is not left waiting: descriptors stand in, and the
  /// models take over from them like any other once they are installed.
  func modelsAreReady() async -> Bool {
    guard let missing = await models.missing() else {
      guard await models.isStandingIn else {
        await health.clear(.models)
        return true
      }
      return await changeModel { await models.takeUpWanted() }
    }
    // The models may be installed at any time.
    raiseWork(after: .seconds(5))
    var sentence = missing
    if await models.isStandingIn {
      sentence = Self.standingIn(for: missing)
    } else if hasNoMoodsOfNetworks {
      return await changeModel { await models.standIn() }
    }
    if await health.raise(.models, sentence) { logger.warning("\(sentence)") }
    return await models.isStandingIn
  }

  /// Follows changed settings. What embeds may have changed until now, but no more until they hold.
  func adopt(_ settings: Settings) async throws(ModelError) {
    await adopt(try Plan(settings, models))
  }

  /// What is `missing`, and what is done without.
  static func standingIn(for missing: String) -> String {
    missing
      + ". Until then tracks are placed by what is measured of them, without words for their style."
  }

  /// A worker could not run the model called `name`, which is there. It is not asked again and again.
  func modelCannotRun(_ name: String, _ reason: String) async -> Verdict {
    await models.distrust(name, reason)
    if await models.missing() == nil, await health.raise(.worker, reason) {
      logger.error("\(reason)")
    }
    return .unavailable
  }

  /// No worker starts. The models may be what ends it: where descriptors may stand in they do after a
  /// few attempts.
  func workerDoesNotStart(_ name: String, _ reason: String) async -> Verdict {
    failedStarts += 1
    let sentence = "orpheus-worker does not start: \(reason)"
    if failedStarts >= 3, hasNoMoodsOfNetworks { await models.distrust(name, sentence) }
    if await health.raise(.worker, sentence) { logger.error("\(sentence)") }
    return .unavailable
  }

  /// True when there are no moods, or those that descriptors made.
  private var hasNoMoodsOfNetworks: Bool { moods.moodModel.value?.isOfDescriptors ?? true }

  /// Has another model embed, and answers false: lanes ask again for what follows from it.
  private func changeModel(_ change: () async -> Void) async -> Bool {
    guard !isChangingModel else { return false }
    isChangingModel = true
    defer { isChangingModel = false }
    await change()
    // Said of another model.
    failedStarts = 0
    await health.clear(.worker)
    do throws(ModelError) {
      try await useChosenModel()
    } catch {
      if await health.raise(.models, error.message) { logger.error("\(error.message)") }
      raiseWork(after: .seconds(5))
    }
    return false
  }
}

extension ModelVersion {
  /// True for what is measured without a network.
  var isOfDescriptors: Bool { rawValue.hasPrefix(ModelCatalogue.descriptors + "-") }
}
