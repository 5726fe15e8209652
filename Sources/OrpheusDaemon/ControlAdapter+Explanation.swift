import Clustering
import ControlProtocol
import LibraryStorage
import MoodModel
import MusicModel

// Why a mood has its name.
extension ControlAdapter {
  /// The most neighbours and borderline tracks that are told of.
  private static let neighbourCount = 2
  private static let borderlineCount = 3
  /// Below this confidence a track lies about half-way between two moods.
  private static let halfWay = MoodFigures.borderConfidence

  func explain(_ request: ExplainMoodRequest) async throws(ControlError) -> ExplainMoodReply {
    let mood = try await mood(request.mood)
    return try await answering { () async throws(StoreError) in
      ExplainMoodReply(mood: try await info(of: mood), explanation: try await explanation(of: mood))
    }
  }

  private func explanation(of mood: Mood) async throws(StoreError) -> MoodExplanationInfo {
    let profiles = try await store.moodProfiles()
    let namer = MoodNamer(
      libraryTags: profiles.words(profiles.library.tags), centre: profiles.library.position)
    let profile = profiles.naming(mood)
    let reason = namer.reason(for: profile)
    let firmness = try await store.firmness(of: mood.id, threshold: Self.halfWay)
    var explanation = MoodExplanationInfo(
      namedByListener: mood.isNamedByListener,
      relativeValence: Double(reason.relative.valence),
      relativeArousal: Double(reason.relative.arousal),
      tags: reason.tags.map(TagComparisonInfo.init),
      neighbours: try await neighbours(of: mood, profile, namer, profiles),
      borderline: try await borderline(of: mood), confidence: firmness.confidence,
      uncertain: firmness.uncertain)
    if !mood.isNamedByListener {
      explanation.adjective = reason.adjective?.word.lowercased()
      explanation.adjectiveValence = reason.adjective.map { Double($0.anchor.valence) }
      explanation.adjectiveArousal = reason.adjective.map { Double($0.anchor.arousal) }
      explanation.qualifier = reason.qualifier.map(TagComparisonInfo.init)
    }
    return explanation
  }

  /// The moods with the nearest centres.
  private func neighbours(
    of mood: Mood, _ profile: MoodModel.MoodProfile, _ namer: MoodNamer, _ profiles: MoodProfiles
  ) async throws(StoreError) -> [MoodNeighbourInfo] {
    let centroids = try await store.centroids().centroids
    guard let own = centroids.first(where: { $0.mood == mood.id })?.vector else { return [] }
    let moods = try await store.moods().filter { $0.id != mood.id && $0.trackCount > 0 }
    let near = moods.compactMap { other in
      centroids.first { $0.mood == other.id && $0.vector.count == own.count }.map { centroid in
        (mood: other, distance: own.span.squaredDistance(to: centroid.vector.span).squareRoot())
      }
    }
    .sorted { ($0.distance, $0.mood.id.rawValue) < ($1.distance, $1.mood.id.rawValue) }
    return near.prefix(Self.neighbourCount).map { other, distance in
      let differences = namer.differences(of: profile, from: profiles.naming(other))
      return MoodNeighbourInfo(
        id: Int(other.id.rawValue), slug: other.slug, name: other.name,
        distance: Double(distance),
        valence: Double(mood.position.valence - other.position.valence),
        arousal: Double(mood.position.arousal - other.position.arousal),
        more: differences.more.map(TagComparisonInfo.init),
        less: differences.less.map(TagComparisonInfo.init))
    }
  }

  private func borderline(of mood: Mood) async throws(StoreError) -> [BorderlineTrackInfo] {
    let moods = try await moodsByID()
    return try await store.borderline(of: mood.id, limit: Self.borderlineCount).compactMap {
      track in
      guard let membership = track.membership,
        let other = membership.runnerUp.flatMap({ moods[$0] })
      else { return nil }
      return BorderlineTrackInfo(
        track: PlaylistEntry(track), confidence: Double(membership.confidence), other: other.slug)
    }
  }
}

extension MoodProfiles {
  /// Means as the namer takes them.
  func words(_ means: [Double]) -> [TagProbability] {
    zip(tagNames, means).map { TagProbability(name: $0, probability: Float($1)) }
  }

  /// What the name of a stored mood is made from.
  func naming(_ mood: Mood) -> MoodModel.MoodProfile {
    MoodModel.MoodProfile(
      id: mood.id, trackCount: mood.trackCount, position: mood.position,
      tags: words(moods[mood.id]?.tags ?? []),
      name: MoodName(slug: mood.slug, name: mood.name, tags: mood.tags),
      isNamedByListener: mood.isNamedByListener)
  }
}

extension TagComparisonInfo {
  /// As it travels.
  fileprivate init(_ comparison: TagComparison) {
    self.init(
      tag: comparison.tag, here: Double(comparison.here), there: Double(comparison.library),
      lift: Double(comparison.lift))
  }
}

extension SoundInfo {
  /// As it travels.
  init(_ descriptors: SoundDescriptors) {
    self.init(
      key: descriptors.key, mode: Double(descriptors.mode),
      tempo: descriptors.tempo.map(Double.init), onsets: Double(descriptors.onsetRate),
      brightness: Double(descriptors.brightness), dynamics: Double(descriptors.dynamics))
  }
}

extension SpectrumInfo {
  /// As it travels.
  init(_ spectrum: SpectralSummary) {
    self.init(
      centroid: MomentsInfo(spectrum.centroid), rollOff: MomentsInfo(spectrum.rollOff),
      flatness: MomentsInfo(spectrum.flatness), flux: MomentsInfo(spectrum.flux),
      zeroCrossings: MomentsInfo(spectrum.zeroCrossings),
      cepstrum: spectrum.cepstrum.map(MomentsInfo.init))
  }
}

extension MomentsInfo {
  /// As it travels.
  fileprivate init(_ moments: SpectralSummary.Moments) {
    self.init(mean: Double(moments.mean), deviation: Double(moments.deviation))
  }
}
