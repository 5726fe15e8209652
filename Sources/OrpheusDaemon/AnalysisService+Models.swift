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
      sentence += ". " + Self.standInWords
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

  private static let standInWords =
    "Until then tracks are placed by what is measured of them, without words for their style."

  /// True when there are no moods, or those that descriptors made.
  private var hasNoMoodsOfNetworks: Bool {
    guard let model = moods.moodModel.value else { return true }
    return model.rawValue.hasPrefix(ModelCatalogue.descriptors + "-")
  }

  /// Has another model embed, and answers false: lanes ask again for what follows from it.
  private func changeModel(_ change: () async -> Void) async -> Bool {
    guard !isChangingModel else { return false }
    isChangingModel = true
    defer { isChangingModel = false }
    await change()
    do throws(ModelError) {
      try await useChosenModel()
    } catch {
      if await health.raise(.models, error.message) { logger.error("\(error.message)") }
      raiseWork(after: .seconds(5))
    }
    return false
  }
}
