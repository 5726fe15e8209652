import Glibc
package import MusicModel

/// Where on the circumplex a track lies, from everything that is known of how it sounds.
///
/// Both coordinates are weighted means of what several sources say, each weighed by how far it can
/// be trusted; a source that is missing has no weight. With V and E the values VibeNet gives for
/// valence and energy on −1…1, I its instrumentalness 0…1:
///
///     valence = Σ wᵢxᵢ / Σ wᵢ             x                              w
///       the network                       V + .4·I                       1 − .5·I
///       words for feelings                mean of their anchors          .5·t
///       major or minor                    mode −1…1                      .7·(clarity − .4)⁺/.6
///
///     arousal = m·(1.6 − .6·|m|)
///           m = Σ wᵢxᵢ / Σ wᵢ             x                              w
///       the network                       E                              1
///       words for feelings                mean of their anchors          .5·t
///       speed                             tanh(.7·log₂(onsets/4.5) +     .6
///                                           .5·beat clarity·log₂(BPM/115))
///       loudness                          (LUFS + 15)/20 in −1.5…1       .5
///       brightness                        log₂(centroid/1300 Hz), −2…1   .3
///
/// t, 0…1, is how much the words say, see ``AnchoredVocabulary``.
///
/// Why so. VibeNet was trained on songs. It takes what has no voice for sad: over eight packages of
/// instrumental music the mean valence is −.35 (orchestral: −.69) at a mean instrumentalness of .84;
/// .4·I brings that mean to zero, and at I = 1 the network's word counts half. It does not hear
/// mode at all (on 80 matched pairs valence rises from minor to major in 47 %) nor tempo and dynamics
/// in its energy (57 % and 50 %); mode, tempo, dynamics and timbre are what moves listeners most
/// (Eerola, Friberg & Bresin 2013). A mean of several sources shrinks towards the middle: the last
/// step gives arousal the spread back that energy has on real music, without a corner at the ends
/// where soft and softer would be the same.
package struct AffectFusion: Sendable {
  /// Raised with every change of the formula: what an earlier one derived is derived anew.
  package static let version = 1

  private let vocabulary: AnchoredVocabulary

  /// Prepares for probabilities of the words `tagNames`, in that order.
  package init(tagNames: [String]) { vocabulary = AnchoredVocabulary(tagNames) }

  /// The place of one track. `tags` are in the order of the vocabulary, `loudness` is in LUFS.
  package func position(
    _ affect: Affect, tags: [Float], loudness: Double?, descriptors: SoundDescriptors?
  ) -> ValenceArousal {
    let feeling = vocabulary.feeling(tags)
    var valence = WeightedMean()
    valence.add(
      2 * affect.valence - 1 + 0.4 * affect.instrumentalness,
      weight: 1 - 0.5 * min(max(affect.instrumentalness, 0), 1))
    valence.add(feeling.valence, weight: 0.5 * feeling.weight)

    var arousal = WeightedMean()
    arousal.add(2 * affect.energy - 1, weight: 1)
    arousal.add(feeling.arousal, weight: 0.5 * feeling.weight)
    if let loudness {
      arousal.add(Float(min(max((loudness + 15) / 20, -1.5), 1)), weight: 0.5)
    }
    if let descriptors {
      valence.add(descriptors.mode, weight: 0.7 * max(0, descriptors.keyClarity - 0.4) / 0.6)
      arousal.add(Self.speed(descriptors), weight: 0.6)
      let octaves = log2f(max(descriptors.brightness, 1) / 1300)
      arousal.add(min(max(octaves, -2), 1), weight: 0.3)
    }
    // Not past where the parabola turns.
    let mean = min(max(arousal.value, -1.3), 1.3)
    return ValenceArousal(valence: valence.value, arousal: mean * (1.6 - 0.6 * abs(mean)))
  }

  /// Slow to fast, −1…1: how many notes begin, and the beat where there is a clear one.
  private static func speed(_ descriptors: SoundDescriptors) -> Float {
    var octaves = 0.7 * log2f(max(descriptors.onsetRate, 0.1) / 4.5)
    if let tempo = descriptors.tempo {
      octaves += 0.5 * descriptors.beatClarity * log2f(max(tempo, 1) / 115)
    }
    return tanhf(octaves)
  }
}

private struct WeightedMean {
  private var sum: Float = 0
  private var total: Float = 0

  mutating func add(_ value: Float, weight: Float) {
    sum += weight * value
    total += weight
  }

  var value: Float { total > 0 ? sum / total : 0 }
}

extension AffectFusion {
  /// The place of one analysis.
  package static func position(of analysis: TrackAnalysis) -> ValenceArousal {
    AffectFusion(tagNames: analysis.tags.map(\.name)).position(
      analysis.affect, tags: analysis.tags.map(\.probability), loudness: analysis.loudness,
      descriptors: analysis.descriptors)
  }
}

extension ValenceArousal {
  /// The same point seen from `centre`, the mean of the listener's library: what is bright or calm
  /// for this listener.
  package func relative(to centre: ValenceArousal) -> ValenceArousal {
    ValenceArousal(valence: valence - centre.valence, arousal: arousal - centre.arousal)
  }
}
