import Clustering
import LibraryStorage
import Logging
import MoodModel
import MusicModel
import SystemPackage

// One model after another. The moods of the old one stay in force until the new one has embedded
// enough of the library, and then live on where their members agree.
extension MoodService {
  /// The share of the analysed tracks that a new model has to have embedded before its moods replace
  /// the old ones, once everything within reach has been tried: nine in ten.
  ///
  /// Moods are recognised by their members, so most of them have to be there; the last few may lie
  /// on a disk that is away for months, or in files that only the old decoders read.
  static let successionShare = 0.9

  /// Has the new model take over when it has embedded enough of the library: the moods are formed
  /// anew from its embeddings alone, starting where the members of the old ones now lie, and keep
  /// their identities where their members agree. Answers whether that has come to pass.
  ///
  /// Moods of descriptors are not held on to for tracks below `offline`: nobody chose them, and new
  /// tracks are not to wait for a disk to have a mood.
  func succeed(offline: [FilePath]) async throws(StoreError) -> Bool {
    guard let successor = successor.value else { return false }
    let (heard, tracks) = try await store.heard(
      by: successor, elsewhereThan: model.isOfDescriptors ? offline : [])
    guard heard > 0, Double(heard) >= Self.successionShare * Double(tracks) else {
      logger.info(
        "a new model waits for more tracks",
        metadata: ["model": "\(successor)", "embedded": "\(heard) of \(tracks)"])
      return false
    }
    let former = model
    model = successor
    let result: MoodFormation.Result?
    do throws(StoreError) {
      // A mood whose tracks are all away waits for them.
      try await store.rememberPlaces()
      result = try await formation(isSuccession: true).form(.polish, trackCount: heard)
      if let result {
        try await replace(result, clusteredCount: heard)
        try await store.forgetFormerPlaces()
      }
    } catch {
      model = former
      throw error
    }
    guard result != nil else {
      model = former
      return false
    }
    self.successor.publish(nil)
    restedCount = heard
    namedCount = heard
    logger.notice(
      "another model has taken over",
      metadata: ["model": "\(successor)", "before": "\(former)", "tracks": "\(heard)"])
    return true
  }

  /// Follows a change of the models or of how much they hear.
  ///
  /// With the same networks every track is analysed anew at once, and the moods keep their names and
  /// centres. Other networks' embeddings have no place in the space of the moods: these stay in force
  /// while the tracks are embedded anew beside it, see ``successor``.
  func follow(_ model: ModelVersion) async throws(StoreError) {
    try await alone { () async throws(StoreError) in
      guard var clusters else {
        self.model = model
        successor.publish(nil)
        return try await store.requeue(otherThan: model)
      }
      guard clusters.space.model.networks == model.networks else {
        self.model = clusters.space.model
        return successor.publish(model)
      }
      self.model = model
      successor.publish(nil)
      // What came while another model was to take over has no place yet; that may have been in
      // another run of the daemon.
      try await store.requeue(otherThan: clusters.space.model)
      guard clusters.space.model != model else { return }
      let profiles = try await store.moodProfiles()
      try await store.register(
        model, tagNames: profiles.tagNames, embeddingDimension: clusters.space.embeddingLength)
      clusters.space = clusters.space.adopted(for: model)
      try await replace(
        MoodFormation.Result(
          space: clusters.space, centres: clusters.centres,
          moods: clusters.moods, parents: clusters.parents, memberships: [:]),
        isEmptied: true)
    }
  }
}
