import LibraryStorage
import MoodModel
import MusicModel

/// Places stored tracks by ``AffectFusion``, which is prepared once a vocabulary.
struct TrackFusion: Sendable {
  private var prepared: (vocabulary: String, fusion: AffectFusion)?

  /// Where on the circumplex `track` lies.
  mutating func position(of track: AnalysedTrack) -> ValenceArousal {
    let fusion: AffectFusion
    if let prepared, prepared.vocabulary == track.vocabulary {
      fusion = prepared.fusion
    } else {
      fusion = AffectFusion(tagNames: track.tagNames)
      prepared = (track.vocabulary, fusion)
    }
    return fusion.position(
      track.affect, tags: track.tags, loudness: track.loudness, descriptors: track.descriptors)
  }
}
