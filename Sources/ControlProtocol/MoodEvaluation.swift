// What the daemon answers about the quality of the moods.

/// `EvaluateMoods() -> …`: how well the moods hold.
package struct EvaluateMoodsRequest: ControlRequest {
  package typealias Reply = EvaluateMoodsReply
  package static let method = "EvaluateMoods"

  /// A request without parameters.
  package init() {}
}

/// How far moods are about something else that tracks are labelled with.
package struct LabelAgreementInfo: Codable, Sendable, Hashable {
  /// Tracks with a label.
  package var tracks: Int
  /// Tracks without one.
  package var missing: Int
  /// Tracks whose label says nothing, such as “Other”.
  package var junk: Int
  /// Different labels.
  package var labels: Int
  /// The share of tracks whose label is the commonest one in their mood, 0…1.
  package var purity: Double?
  /// The share of the commonest label, 0…1: the least purity there could be.
  package var commonest: Double?
  /// Normalised mutual information, 0…1.
  package var information: Double?
  /// Mutual information beyond chance: 0 for none, 1 for all.
  package var adjusted: Double?

  /// Begins with the counts; the figures are set member by member.
  package init(tracks: Int, missing: Int, junk: Int, labels: Int) {
    self.tracks = tracks
    self.missing = missing
    self.junk = junk
    self.labels = labels
  }
}

/// How far moods formed of either half of the library agree.
package struct HalfAgreementInfo: Codable, Sendable, Hashable {
  /// The mean adjusted Rand index; 0 by chance, 1 for the same moods.
  package var mean: Double
  /// The standard deviation from draw to draw; nil for one.
  package var deviation: Double?
  /// How often the library was halved.
  package var draws: Int

  /// Gathers one agreement.
  package init(mean: Double, deviation: Double?, draws: Int) {
    self.mean = mean
    self.deviation = deviation
    self.draws = draws
  }
}

/// A mood and how many tracks it has.
package struct MoodSizeInfo: Codable, Sendable, Hashable {
  /// The mood's number.
  package var id: Int
  /// The mood's stable handle.
  package var slug: String
  /// The mood's name as people read it.
  package var name: String
  /// The tracks that were looked at.
  package var tracks: Int

  /// Gathers one mood.
  package init(id: Int, slug: String, name: String, tracks: Int) {
    self.id = id
    self.slug = slug
    self.name = name
    self.tracks = tracks
  }
}

/// A figure about the mood space.
package struct SpaceFigureInfo: Codable, Sendable, Hashable {
  /// Stable, for programs: `explained-variance`.
  package var name: String
  /// Nil where the tracks are too few to tell.
  package var value: Double?
  /// What the value is, a phrase for people.
  package var meaning: String

  /// Gathers one figure.
  package init(name: String, value: Double?, meaning: String) {
    self.name = name
    self.value = value
    self.meaning = meaning
  }
}

/// What `EvaluateMoods` answers. A figure that is not defined is nil.
package struct EvaluateMoodsReply: Codable, Sendable, Hashable {
  /// `none`, `provisional`, `doubtful` or `sound`.
  package var standing: String
  /// Why, in sentences without full stops.
  package var verdict: [String]
  /// Tracks in moods.
  package var tracks: Int
  /// Moods that have tracks.
  package var moods: Int
  /// How many tracks, drawn at random, the geometry and the halves were measured on.
  package var sampled: Int
  /// How many of those every pair of was compared, for silhouette and hubness.
  package var paired: Int
  /// −1…1; higher is better.
  package var silhouette: Double?
  /// 0 and up; lower is better.
  package var daviesBouldin: Double?
  /// 0 and up; higher is better.
  package var calinskiHarabasz: Double?
  /// Higher is better.
  package var agreement: HalfAgreementInfo?
  /// η² of valence, 0…1; higher is better.
  package var valence: Double?
  /// η² of arousal, 0…1; higher is better.
  package var arousal: Double?
  /// η² of the embedding, 0…1; higher is better.
  package var embedding: Double?
  /// The skew of the 10-occurrences; lower is better.
  package var hubness: Double?
  /// The same by mutual proximity, where it exceeds 1; lower is better.
  package var mutualHubness: Double?
  /// The mood with the fewest tracks, of those that have any.
  package var smallest: MoodSizeInfo?
  /// The mood with the most tracks.
  package var largest: MoodSizeInfo?
  /// Tracks about half-way between two moods (confidence below .1).
  package var borderline: Int
  /// The genres of the tracks' tags.
  package var genre: LabelAgreementInfo
  /// The folders the tracks lie in.
  package var folder: LabelAgreementInfo
  /// Whose music the mood space was fitted on, as in ``StatusReply/moodSpace``.
  package var moodSpace: String
  /// How well the space fits the sampled tracks.
  package var space: [SpaceFigureInfo]
  /// What made the analyses; nil while there is no mood space.
  package var model: String?
  /// The version of the figures.
  package var method: String

  /// Begins with what is always there; the figures are set member by member.
  package init(
    standing: String, verdict: [String], tracks: Int, moods: Int, sampled: Int, paired: Int,
    borderline: Int, genre: LabelAgreementInfo, folder: LabelAgreementInfo, moodSpace: String,
    space: [SpaceFigureInfo], method: String
  ) {
    self.standing = standing
    self.verdict = verdict
    self.tracks = tracks
    self.moods = moods
    self.sampled = sampled
    self.paired = paired
    self.borderline = borderline
    self.genre = genre
    self.folder = folder
    self.moodSpace = moodSpace
    self.space = space
    self.method = method
  }
}
