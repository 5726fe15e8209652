import Clustering
import ControlProtocol
import LibraryStorage
import Logging
import MoodModel
import MusicModel
import SystemPackage

/// Places every analysed track in a mood, and forms the moods anew as the library grows.
///
/// The centres live here and in the store; a track, its place and the centre it moved are stored in
/// one transaction, and only then is the copy in memory moved too.
actor MoodService {
  /// A track that has been analysed, or recognised as a recording that was analysed before.
  struct Finding: Sendable {
    var track: TrackID
    var identity: FileIdentity
    var content: ContentID
    var metadata: TrackMetadata
    var seconds: Double
    var analysis: TrackAnalysis
    /// True when the models have just run.
    var isInferred: Bool
  }

  let store: LibraryStore
  private let policy: MoodClustering
  private let prior: MoodPrior
  private let spaceForm: MoodSpace.Form
  let journal: ChangeJournal
  let logger: Logger
  private let gate = SerialGate()
  var model: ModelVersion
  /// The model that is to take over from the one whose moods are in force; nil when none is.
  nonisolated let successor = Published<ModelVersion?>(nil)
  var clusters: MoodClusters? { didSet { publishOrigin() } }
  /// What the listener has said of moods and tracks, as it is stored.
  var identity = MoodIdentity()
  private(set) var clusteredCount = 0
  /// How many tracks there were when the moods were last formed or searched at rest.
  var restedCount = 0
  /// How many tracks there were when names were last looked at closely, at rest.
  var namedCount = 0

  /// Takes up the moods as they are stored, for analyses of `model`.
  init(
    store: LibraryStore, model: ModelVersion, policy: MoodClustering, prior: MoodPrior,
    spaceForm: MoodSpace.Form, journal: ChangeJournal, logger: Logger
  ) async throws(StoreError) {
    self.store = store
    self.model = model
    self.policy = policy
    self.prior = prior
    self.spaceForm = spaceForm
    self.journal = journal
    self.logger = logger
    try await load()
    try await follow(model)
  }

  // MARK: - What others ask for

  /// Records `finding` in the mood it belongs to.
  func record(_ finding: Finding) async throws(StoreError) -> RecordOutcome {
    try await alone { () async throws(StoreError) in
      let outcome = try await recordAlone(finding)
      if outcome == .recorded { try await growIfNeeded() }
      return outcome
    }
  }

  /// Takes in what has come since the moods were last formed, once no more is coming: after a tenth
  /// of the library is new, the centres are polished; before that a new mood may have emerged. Moods
  /// that lie in a space of another form than the listener chose move to one of that form.
  ///
  /// Answers whether a new model has taken over, so that tracks may have become pending. `offline` are
  /// the directories on disks that are away.
  @discardableResult
  func settle(offline: [FilePath] = []) async throws(StoreError) -> Bool {
    let hasChanged = try await alone { () async throws(StoreError) in
      let hasChanged = try await succeed(offline: offline)
      // Between two models the moods stay as they are.
      guard successor.value == nil else { return false }
      let count = try await store.counts().analysed
      let plan = policy.planAtRest(
        trackCount: count, lastClusteredCount: clusteredCount, restedCount: restedCount,
        currentMoods: clusters?.moods.count ?? 0)
      let loyalty = loyaltyAtRest(trackCount: count)
      let isFormed: Bool
      let isHeardAnew = try await isHeardAnew()
      switch plan {
      case .keep where isOfOtherForm || isHeardAnew, .search where isOfOtherForm || isHeardAnew:
        // A change of form alone asks for no more moods.
        isFormed = try await form(.polish, trackCount: count, loyalty: loyalty)
      default:
        isFormed = try await carryOut(plan, trackCount: count, loyalty: loyalty)
      }
      if !isFormed { try await refreshNames(loyalty) }
      if isHeardAnew, isFormed { try await store.forgetFormerPlaces() }
      if plan != .keep || restedCount == 0 { restedCount = count }
      if loyalty != .settled { namedCount = count }
      return hasChanged
    }
    try await store.checkpoint()
    try await store.releaseMemory()
    return hasChanged
  }

  /// True once other networks have heard all there is, and moods may still have to be found again.
  private func isHeardAnew() async throws(StoreError) -> Bool {
    guard clusters?.space.model == model, try await store.counts().pending == 0 else {
      return false
    }
    return try await store.hasHeardFormerPlaces()
  }

  /// Whose music the mood space was fitted on: `library`, `shipped`, or `none` before the first.
  nonisolated let spaceOrigin = Published("none")
  /// The model that the moods go by; nil before the first.
  nonisolated let moodModel = Published<ModelVersion?>(nil)

  private func publishOrigin() {
    let origin =
      switch clusters?.space.origin {
      case .library: "library"
      case .prior: "shipped"
      case nil: "none"
      }
    spaceOrigin.publish(origin)
    moodModel.publish(clusters?.space.model)
  }

  /// Fits the mood space anew on the library and forms the moods in it, from the ones there are.
  ///
  /// A library of fewer than 200 tracks gets the shipped space again. Answers how many tracks the
  /// space was fitted on; nil while there are too few tracks for any, or while another model is to take
  /// over, which forms the moods anew itself.
  func refit() async throws(StoreError) -> Int? {
    try await alone { () async throws(StoreError) in
      guard successor.value == nil else { return nil }
      let count = try await store.counts().analysed
      let isFirst = clusters == nil && !policy.isForming(trackCount: count)
      _ = try await form(
        isFirst ? .choose : .polish, trackCount: count, loyalty: .settled, isRefit: true)
      return clusters?.space.trackCount
    }
  }

  /// Gives a mood the listener's own name.
  func rename(_ mood: MoodID, to name: String) async throws(StoreError) -> Mood {
    // Not while moods are being formed: one that had no name when that began may not be kept.
    let renamed = try await alone { () async throws(StoreError) in
      let taken = Set(try await store.moods().filter { $0.id != mood }.map(\.slug))
      let slug = MoodSlug.make(from: name, avoiding: taken)
      return try await store.renameMood(mood, name: name, slug: slug)
    }
    logger.info("mood renamed", metadata: ["mood": "\(renamed.slug)"])
    await journal.note(.moods)
    return renamed
  }

  /// True while the moods lie in a space of another form than the listener chose, or than this
  /// version fits: it is used as it is, and never together with another, until they have moved.
  private var isOfOtherForm: Bool { clusters.map { $0.space.form != spaceForm } ?? false }

  // MARK: - One at a time

  /// Actor methods interleave at every await; what reads the centres, stores and then moves them
  /// must not.
  func alone<Value: Sendable>(
    _ body: () async throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    await gate.enter()
    do throws(StoreError) {
      let value = try await body()
      await gate.leave()
      return value
    } catch {
      await gate.leave()
      throw error
    }
  }

  private func load() async throws(StoreError) {
    // Another version of Orpheus may have placed the tracks by another formula.
    let derived = try await store.derivePositions(formula: AffectFusion.version) { tracks in
      var fusion = TrackFusion()
      return tracks.map { fusion.position(of: $0) }
    }
    if derived > 0 {
      logger.info("valence and arousal derived anew", metadata: ["tracks": "\(derived)"])
      try await refreshNames(.afresh)
    }
    identity = try await store.moodIdentity()
    let centres = try await store.centroids()
    clusteredCount = centres.clusteredCount
    restedCount = clusteredCount
    namedCount = clusteredCount
    guard let stored = try await store.currentSpace(), let first = centres.centroids.first else {
      clusters = nil
      return
    }
    var points = PointMatrix(dimension: first.vector.count)
    for centroid in centres.centroids { points.append(centroid.vector) }
    guard let space = try? MoodSpace(decoding: stored.parameters),
      let model = MiniBatchKMeans(centres: points, counts: centres.centroids.map(\.weight))
    else {
      throw StoreError(.corrupt, "The mood space in the library database cannot be read.")
    }
    let moods = centres.centroids.map(\.mood)
    clusters = MoodClusters(
      space: space, centres: model, moods: moods,
      parents: moods.map { mood in centres.merged[mood].flatMap { moods.firstIndex(of: $0) } },
      generation: centres.generation)
  }

  /// Has `body` record a track that a model has heard already, unless that is no longer to hear.
  func record(
    by model: ModelVersion, _ body: @Sendable () async throws(StoreError) -> RecordOutcome
  ) async throws(StoreError) -> RecordOutcome {
    try await alone { () async throws(StoreError) in
      modelsToRecogniseBy.contains(model) ? try await body() : .superseded
    }
  }

  /// The models by whose analyses a file may be found to be one that the library has already: the
  /// one in force, by which the tracks go that have a place, and the one that is to take over.
  var modelsToRecogniseBy: [ModelVersion] { [model] + [successor.value].compactMap(\.self) }

  private func isWanted(_ model: ModelVersion) -> Bool { model == successor.value ?? self.model }

  private func recordAlone(_ finding: Finding) async throws(StoreError) -> RecordOutcome {
    // The plan changed while the file was in hand: it is analysed again under the new one.
    // While a model is to take over, it alone hears what comes; that has no place until it has.
    guard isWanted(finding.analysis.model) else { return .superseded }
    let placed = try await place(finding)
    let outcome = try await store.record(
      TrackResult(
        track: finding.track, identity: finding.identity, content: finding.content,
        metadata: finding.metadata, seconds: finding.seconds,
        source: finding.isInferred
          ? .inferred(finding.analysis) : .shared(finding.analysis.model),
        placement: placed?.placement))
    if outcome == .recorded {
      if let change = placed?.change { clusters?.centres.apply(change) }
      await journal.note(.library, .moods)
    }
    return outcome
  }

  /// Nothing may change the moods between this and what is done with the place.
  private func place(
    _ finding: Finding
  ) async throws(StoreError) -> (placement: TrackResult.Placement, change: CentreChange)? {
    let analysis = finding.analysis
    guard let clusters, clusters.space.model == analysis.model else { return nil }
    let features = try await store.features(of: finding.content, analysis)
    let point: [Float]
    do throws(MoodSpaceError) {
      point = try clusters.space.project(features)
    } catch {
      logger.error("\(error)")
      return nil
    }
    // The centre that moves is the one that the track sounds like, wherever it belongs.
    let (assignment, change) = clusters.centres.updated(
      byAdding: point, halfLife: policy.halfLife)
    guard
      let place = clusters.placing(identity).place(finding.track, at: point, assigned: assignment)
    else { return nil }
    let placement = TrackResult.Placement(
      membership: MoodMembership(place, AffectFusion.position(of: analysis), in: clusters.moods),
      centroid: Centroid(
        mood: clusters.moods[change.cluster], vector: change.centre, weight: change.count),
      generation: clusters.generation)
    return (placement, change)
  }

  private func growIfNeeded() async throws(StoreError) {
    guard successor.value == nil else { return }
    let count = try await store.counts().analysed
    let plan = policy.plan(
      trackCount: count, lastClusteredCount: clusteredCount,
      currentMoods: clusters?.moods.count ?? 0)
    // Names given to a library that was a fifth smaller are worth another look.
    try await carryOut(
      plan, trackCount: count, loyalty: 4 * count >= 5 * clusteredCount ? .growing : .settled)
  }

  /// Answers whether the moods have been formed anew.
  @discardableResult
  private func carryOut(
    _ plan: MoodClustering.Plan, trackCount: Int, loyalty: MoodNamer.Loyalty
  ) async throws(StoreError) -> Bool {
    switch plan {
    case .keep: return false
    case .grow(let moods), .initial(let moods):
      return try await form(.count(moods), trackCount: trackCount, loyalty: loyalty)
    case .choose: return try await form(.choose, trackCount: trackCount, loyalty: loyalty)
    case .search:
      guard let found = try await formation().search(trackCount: trackCount) else { return false }
      logger.info(
        "a new mood has emerged",
        metadata: ["tracks": "\(found.recentCount)", "confidence": "\(found.confidence)"])
      return try await form(.join(found.centre), trackCount: trackCount, loyalty: loyalty)
    }
  }

  /// How good a name has to be to stay, once no more tracks are coming.
  private func loyaltyAtRest(trackCount: Int) -> MoodNamer.Loyalty {
    // Names given to the first tracks of a library, while the others were still being found, are
    // not worth keeping: another order would have given others.
    if restedCount == 0 { return .afresh }
    return 10 * trackCount >= 11 * namedCount ? .growing : .settled
  }

  /// Lets the words of the moods follow the tracks that have come and gone.
  private func refreshNames(_ loyalty: MoodNamer.Loyalty) async throws(StoreError) {
    let moods = try await store.moods()
    guard moods.contains(where: { $0.trackCount > 0 }) else { return }
    let namings = MoodNamer.names(
      for: moods, with: try await store.moodProfiles(), loyalty: loyalty)
    let isSame = zip(moods, namings).allSatisfy { mood, naming in
      mood.slug == naming.slug && mood.name == naming.name && mood.tags == naming.tags
    }
    guard !isSame else { return }
    try await store.updateMoodNames(namings)
    await journal.note(.moods)
  }

  // MARK: - Forming moods

  private func form(
    _ aim: MoodReform.Aim, trackCount: Int, loyalty: MoodNamer.Loyalty, isRefit: Bool = false
  ) async throws(StoreError) -> Bool {
    let result = try await formation(isRefit: isRefit).form(aim, trackCount: trackCount)
    guard let result else { return false }
    // The number that forming is decided by: tracks that no space takes must not make it due again.
    try await replace(result, clusteredCount: trackCount, loyalty: loyalty)
    return true
  }

  /// With `isSuccession` the moods are found by their tracks alone: where they lie now says nothing
  /// to another model.
  func formation(
    isRefit: Bool = false, isSuccession: Bool = false
  ) async throws(StoreError) -> MoodFormation {
    let former = isSuccession ? nil : clusters
    var named = Set(try await store.moods().filter(\.isNamedByListener).map(\.id))
    let formerPlaces = try await store.formerPlaces()
    if !formerPlaces.isEmpty {
      named.formUnion(try await store.retiredMoods().values.filter(\.isNamedByListener).map(\.id))
    }
    let kept = named.union(identity.kept)
    return MoodFormation(
      store: store, model: model, policy: policy, prior: prior.space(for: model, form: spaceForm),
      spaceForm: spaceForm, former: former,
      kept: Set((former?.moods ?? []).enumerated().filter { kept.contains($1) }.map(\.offset)),
      named: named, identity: identity, formerPlaces: formerPlaces, isRefit: isRefit)
  }

  /// Stores `result` as formed from `clusteredCount` tracks, and names what is new.
  ///
  /// Of moods that are only emptied, to be filled again by another model, no words are changed.
  /// `loyalty` says how good a name has to be to stay; nil has every name stay that there is.
  func replace(
    _ result: MoodFormation.Result, clusteredCount: Int? = nil, isEmptied: Bool = false,
    loyalty: MoodNamer.Loyalty? = .settled
  ) async throws(StoreError) {
    let former = clusters
    let retired = try await store.retiredMoods()
    let clusteredCount = clusteredCount ?? self.clusteredCount
    let moods = Dictionary(
      try await store.moods().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var taken = Set(moods.values.map(\.slug))
    let drafts = result.moods.enumerated().map { index, id in
      var mood = id.flatMap { moods[$0] }
      if mood == nil, result.parents[index] == nil, let words = id.flatMap({ retired[$0] }) {
        // It lives again; its slug may be another's now.
        mood = words
        if taken.contains(words.slug) {
          mood?.slug = MoodSlug.make(from: words.name, avoiding: taken)
        }
      }
      if let slug = mood?.slug { taken.insert(slug) }
      return MoodDraft(
        id: id, slug: mood?.slug ?? MoodNamer.provisionalSlug(index),
        name: mood?.name ?? "New mood",
        isNamedByListener: mood?.isNamedByListener ?? false,
        tags: mood?.tags ?? [], centroid: Array(result.centres.centres[index]),
        weight: result.centres.counts[index], mergedInto: result.parents[index])
    }
    let isNewSpace = former.map { $0.space != result.space } ?? true
    let (space, centres) = (result.space, result.centres)
    let placing = MoodPlacing(
      centres: centres, moods: drafts.map(\.id), parents: result.parents, identity: identity)
    let naming: @Sendable ([Mood], MoodProfiles) -> [MoodNaming] = { moods, profiles in
      MoodNamer.names(for: moods, with: profiles, loyalty: loyalty)
    }
    let replacement = try await store.replaceMoods(
      with: drafts, in: isNewSpace ? StoredMoodSpace(space) : nil,
      memberships: result.memberships, clusteredCount: clusteredCount,
      placing: { track in
        let point = (try? space.project(track.features)) ?? Array(centres.centres[0])
        var fusion = TrackFusion()
        let position = fusion.position(of: track)
        return placing.place(track.id, at: point).map { DraftMembership($0, position) }
      },
      naming: isEmptied ? nil : naming)
    clusters = MoodClusters(
      space: space, centres: centres, moods: replacement.moods, parents: result.parents,
      generation: replacement.generation)
    identity.reform(moods: replacement.moods, parents: result.parents)
    self.clusteredCount = clusteredCount
    await journal.note(.moods, .library)
    logger.info(
      "moods formed", metadata: ["moods": "\(drafts.count)", "tracks": "\(clusteredCount)"])
  }
}
