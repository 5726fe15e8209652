/// The seven affect values VibeNet estimates, each 0…1.
///
/// The names are those Spotify's audio features made common.
package struct Affect: Hashable, Sendable, Codable {
  package var acousticness: Float
  package var danceability: Float
  package var energy: Float
  package var instrumentalness: Float
  package var liveness: Float
  package var speechiness: Float
  package var valence: Float

  /// Makes affect values from the network's output order.
  ///
  /// Returns nil unless `values` has exactly seven elements: acousticness, danceability, energy,
  /// instrumentalness, liveness, speechiness, valence.
  package init?(values: [Float]) {
    guard values.count == Self.names.count else { return nil }
    acousticness = values[0]
    danceability = values[1]
    energy = values[2]
    instrumentalness = values[3]
    liveness = values[4]
    speechiness = values[5]
    valence = values[6]
  }

  /// The values in ``names`` order.
  package var values: [Float] {
    [acousticness, danceability, energy, instrumentalness, liveness, speechiness, valence]
  }

  /// What each element of ``values`` is called, in the network's output order.
  package static let names = [
    "acousticness", "danceability", "energy", "instrumentalness", "liveness", "speechiness",
    "valence",
  ]

  /// Valence and energy moved from 0…1 to −1…1; energy stands for arousal.
  ///
  /// What the network alone says. The place of a track also goes by what else is known of its sound:
  /// `AffectFusion`.
  package var valenceArousal: ValenceArousal {
    ValenceArousal(valence: 2 * valence - 1, arousal: 2 * energy - 1)
  }
}
