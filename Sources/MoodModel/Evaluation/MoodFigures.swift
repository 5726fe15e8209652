/// How well the moods of a library hold: what is measured, and nothing but numbers.
///
/// A figure that is not defined — the silhouette of one mood, genres where no track has one — is
/// nil, and never a NaN.
package struct MoodFigures: Hashable, Sendable {
  /// The version of the figures: raised when one of them is computed in another way.
  package static let version = "mood-figures-1"

  /// Below this confidence a track lies about half-way between two moods.
  package static let borderConfidence: Float = 0.1

  /// Tracks in moods.
  package var trackCount = 0
  /// Tracks of each mood that has any, by the number it was added with.
  package var sizes: [Int: Int] = [:]
  /// Tracks whose confidence is below ``borderConfidence``.
  package var borderCount = 0

  /// How many tracks, drawn at random, the geometry and the halves were measured on.
  package var sampleCount = 0
  /// How many of those every pair of was compared.
  package var pairedCount = 0
  /// −1…1, how much nearer tracks are to their own mood than to the next. More is better.
  package var silhouette: Double?
  /// 0 and up, the widths of moods over the distances between them. Less is better.
  package var daviesBouldin: Double?
  /// 0 and up, variance between moods over variance within. More is better.
  package var calinskiHarabasz: Double?
  /// The skew of how often a track is among the ten nearest of another. Less is better.
  package var hubness: Double?
  /// The same where two tracks are near only when each is near for the other; measured only where
  /// ``hubness`` exceeds 1. Much less means that the space makes the hubs, not the music.
  package var mutualHubness: Double?

  /// The adjusted Rand index of clusterings of two halves, over several draws.
  package struct Agreement: Hashable, Sendable {
    package var mean: Double
    /// The standard deviation from draw to draw; nil for one.
    package var deviation: Double?
    package var draws: Int

    /// Gathers the agreement over `draws` draws.
    package init(mean: Double, deviation: Double?, draws: Int) {
      self.mean = mean
      self.deviation = deviation
      self.draws = draws
    }
  }

  /// How far moods formed of either half of the library agree. More is better.
  package var agreement: Agreement?

  /// η², 0…1: the share of valence that knowing the mood explains. More is better.
  package var valence: Double?
  /// The same of arousal.
  package var arousal: Double?
  /// The same of the embedding, all of its values together.
  package var embedding: Double?

  /// What moods and genres say of each other.
  package var genre = LabelAgreement()
  /// What moods and folders, which mostly are albums, say of each other.
  package var folder = LabelAgreement()

  /// Starts with nothing measured.
  package init() {}

  /// The number of moods that have tracks.
  package var moodCount: Int { sizes.count }
}

/// How far the moods are about something else that tracks are labelled with.
package struct LabelAgreement: Hashable, Sendable {
  /// Tracks with a label.
  package var trackCount = 0
  /// Tracks without one.
  package var missingCount = 0
  /// Tracks whose label says nothing, such as “Other”.
  package var junkCount = 0
  /// Different labels.
  package var labelCount = 0
  /// The share of tracks whose label is the commonest one in their mood, 0…1.
  package var purity: Double?
  /// The share of the commonest label, 0…1: the purity of moods that are not about it at all.
  package var commonest: Double?
  /// Normalised mutual information, 0…1; rises with the number of labels. See ``adjusted``.
  package var information: Double?
  /// Mutual information beyond chance: about 0 for moods that are not about it, 1 for moods that are
  /// the labels.
  package var adjusted: Double?

  /// Starts with nothing known.
  package init() {}
}
