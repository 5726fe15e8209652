import ControlProtocol
import FileWatching
import ModelCatalogue
import MusicModel
import Settings
import SystemPackage
import WorkerProtocol

/// Knows which models an analysis needs, and whether they are installed, asking the disk only while
/// they are not. Descriptors stand in for them where the library has nothing else to go by.
actor ModelWatch {
  private let catalogue: ModelCatalogue
  /// The model that the choice and the profile ask for.
  private var wanted: String
  private var areReady = false { didSet { readyInfos.publish(areReady ? infos() : nil) } }
  /// What is there and no worker can run: its files as they were then, and why.
  private var unusable: Unusable?

  private struct Unusable {
    var files: [FileIdentity?]
    var reason: String
    /// How long it is left alone; what was out of reach for a moment only is soon tried again.
    var delay: Duration
    var until: ContinuousClock.Instant
  }
  /// The models as `status` lists them; nil while any is missing or may be.
  nonisolated let readyInfos = Published<[ModelInfo]?>(nil)

  /// The name of the model that the listener has chosen to embed tracks.
  nonisolated let choice: Published<String>
  /// The name of the model that embeds them: that one, or the fast profile's, or descriptors while
  /// these are not installed.
  nonisolated let embedding: Published<String>

  init(
    catalogue: ModelCatalogue, choice: String = ModelCatalogue.standardEmbedding,
    profile: Settings.Profile = .full
  ) {
    self.catalogue = catalogue
    self.choice = Published(choice)
    wanted = Self.embedding(in: profile, choice)
    embedding = Published(wanted)
  }

  /// Follows the profile that the settings ask for.
  func follow(_ profile: Settings.Profile) {
    embed(with: Self.embedding(in: profile, choice.value))
  }

  /// Has `name` embed from now on, which is installed and fit for it; otherwise nothing changes, and
  /// the error says why.
  func use(_ name: String) throws(ModelError) {
    guard wanted != ModelCatalogue.affectModel else {
      throw ModelError(
        .manifest,
        "the fast profile embeds with \(ModelCatalogue.affectModel); set analysis.profile to "
          + "\"full\", reload, and choose again")
    }
    if name != ModelCatalogue.descriptors {
      let model = try catalogue.installed(named: name)
      _ = try model.readyFile()
      guard Self.canEmbed(model.manifest) else {
        throw ModelError(.manifest, "\(name) does not embed sound in patches of a fixed length")
      }
    }
    choice.publish(name)
    embed(with: name)
  }

  private func embed(with name: String) {
    guard name != wanted else { return }
    wanted = name
    embedding.publish(name)
    areReady = false
  }

  /// Has descriptors embed for as long as what is wanted is missing.
  func standIn() {
    embedding.publish(ModelCatalogue.descriptors)
    unusable?.until = .now + Self.longestDelay
  }

  /// Takes note that no worker could run `name`, which embeds, although it is there. It counts as
  /// missing until a file of it changes or somebody asks to ``trust()`` it again, and every now and then
  /// it is tried.
  func distrust(_ name: String, _ reason: String) {
    areReady = false
    // A worker that was started before another model was chosen has nothing to say of that.
    guard name == embedding.value, name == wanted, let files = try? neededFiles(), !files.isEmpty
    else { return }
    let former = unusable.flatMap { $0.files == files ? $0.delay : nil }
    let delay = min(former.map { $0 * 2 } ?? .seconds(60), Self.longestDelay)
    unusable = Unusable(
      files: files,
      reason: "\(reason); “orpheusctl models verify” finds what is damaged, “orpheusctl models "
        + "install” puts it right", delay: delay, until: .now + delay)
  }

  private static let longestDelay = Duration.seconds(3600)

  /// Forgets that anything could not be run: somebody has mended it.
  func trust() { unusable = nil }

  /// Has what is wanted embed, once it is there.
  func takeUpWanted() { embedding.publish(wanted) }

  /// True while descriptors stand in for what is wanted.
  var isStandingIn: Bool { embedding.value != wanted }

  private static func embedding(in profile: Settings.Profile, _ choice: String) -> String {
    switch profile {
    case .full: choice
    case .fast: ModelCatalogue.affectModel
    }
  }

  /// Every model that can embed, with the version of it.
  nonisolated func embeddings() -> [ModelManifest] {
    catalogue.manifests().filter {
      Self.canEmbed($0) || $0.name == ModelCatalogue.affectModel
    }
  }

  private static func canEmbed(_ manifest: ModelManifest) -> Bool {
    guard let network = manifest.network else { return false }
    return network.outputs.embedding != nil && network.frontEnd.patchCount != nil
      && network.pooling != .network
  }

  /// A sentence about what is missing of what is wanted and what to do; nil when everything is there.
  func missing() -> String? {
    if areReady { return nil }
    do throws(ModelError) {
      let files = try neededFiles()
      if let unusable, unusable.files == files, ContinuousClock.now < unusable.until {
        return unusable.reason
      }
    } catch {
      return error.message
    }
    areReady = true
    return nil
  }

  /// The files of what is wanted as they are; throws unless all are there.
  private func neededFiles() throws(ModelError) -> [FileIdentity?] {
    // What no installation puts right is told of first.
    let models = try needed.map { name throws(ModelError) in try catalogue.installed(named: name) }
    return try models.map { model throws(ModelError) in FileIdentity(at: try model.readyFile()) }
  }

  /// The models as `status` lists them.
  func infos() -> [ModelInfo] {
    catalogue.list().filter { needed.contains($0.manifest.name) }.map { model in
      ModelInfo(
        name: model.manifest.name, version: String(model.manifest.version),
        state: model.state == .ready ? "ready" : "missing")
    }
  }

  private var needed: [String] {
    let networks = Self.networks(wanted)
    return networks.isEmpty ? [] : [ModelCatalogue.runtimeName] + networks
  }

  /// The version under which an analysis with `coverage` is recorded, by the model that embeds now
  /// or by the one called `embedding`.
  ///
  /// It names the networks and how much they heard; the runtime is left out, for its versions
  /// agree to rounding.
  nonisolated func version(
    for coverage: AnalysisCoverage, embedding: String? = nil
  ) throws(ModelError) -> ModelVersion {
    var parts: [String] = []
    for name in Self.networks(embedding ?? self.embedding.value) {
      parts.append(try catalogue.manifest(named: name).versionedName)
    }
    if parts.isEmpty {
      parts = ["\(ModelCatalogue.descriptors)-\(ModelCatalogue.descriptorsVersion)"]
    }
    return ModelVersion(rawValue: parts.joined(separator: "+") + "/" + coverage.label)
  }

  /// The networks that run when `embedding` embeds, in the order in which a ``ModelVersion`` has
  /// them; none when descriptors do.
  private static func networks(_ embedding: String) -> [String] {
    guard embedding != ModelCatalogue.descriptors else { return [] }
    let affect = ModelCatalogue.affectModel
    return embedding == affect ? [affect] : [embedding, affect]
  }
}
