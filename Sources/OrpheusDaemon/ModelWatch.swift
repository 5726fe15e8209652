import ControlProtocol
import ModelCatalogue
import MusicModel
import SystemPackage
import WorkerProtocol

/// Knows whether the models an analysis needs are installed, asking the disk only while they are
/// not.
actor ModelWatch {
  private let catalogue: ModelCatalogue
  private var profile = AnalysisProfile.full
  private var areReady = false { didSet { readyInfos.publish(areReady ? infos() : nil) } }
  /// The models as `status` lists them; nil while any is missing or may be.
  nonisolated let readyInfos = Published<[ModelInfo]?>(nil)

  init(catalogue: ModelCatalogue) { self.catalogue = catalogue }

  /// A sentence about what is missing and what to do; nil when everything is there.
  func missing() -> String? {
    if areReady { return nil }
    do throws(ModelError) {
      for name in [ModelCatalogue.runtimeName] + profile.networks {
        _ = try catalogue.installed(named: name).readyFile()
      }
    } catch {
      return error.message
    }
    areReady = true
    return nil
  }

  /// Asks the disk again next time: a worker found something amiss.
  func forget() { areReady = false }

  /// Watches the models that `profile` needs.
  func follow(_ profile: AnalysisProfile) {
    guard profile != self.profile else { return }
    self.profile = profile
    areReady = false
  }

  /// The models as `status` lists them.
  func infos() -> [ModelInfo] {
    guard let models = try? catalogue.list() else { return [] }
    return models.map { model in
      ModelInfo(
        name: model.manifest.name, version: String(model.manifest.version),
        state: model.state == .ready ? "ready" : "missing")
    }
  }

  /// The version under which an analysis with `profile` and `coverage` is recorded.
  ///
  /// It names the networks and how much they heard; the runtime is left out, for its versions
  /// agree to rounding.
  nonisolated func version(
    for profile: AnalysisProfile, _ coverage: AnalysisCoverage
  ) throws(ModelError) -> ModelVersion {
    var parts: [String] = []
    for name in profile.networks {
      parts.append(try catalogue.manifest(named: name).versionedName)
    }
    return ModelVersion(rawValue: parts.joined(separator: "+") + "/" + coverage.label)
  }
}
