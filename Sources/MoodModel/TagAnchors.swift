import Glibc
import MusicModel

/// Where on the circumplex words for feelings lie, and how often they come anyway.
///
/// The anchors are ours (Russell's circumplex, 1980, for the layout). Words for genres have none: in
/// lists of word norms "metal" is calm.
struct TagAnchor: Hashable, Sendable {
  let position: ValenceArousal
  /// The probability the word has on the average: the mean over the means of eight packages of
  /// freely licensed music, 202 tracks; .05 for words that the tagger used there does not know.
  let usual: Float

  private init(_ valence: Float, _ arousal: Float, usual: Float = 0.05) {
    position = ValenceArousal(valence: valence, arousal: arousal)
    self.usual = usual
  }

  /// By the tag in lower case.
  static let all: [String: TagAnchor] = [
    "sad": Self(-0.65, -0.45, usual: 0.005), "happy": Self(0.9, 0.4, usual: 0.0015),
    "mellow": Self(0.35, -0.65, usual: 0.012), "chill": Self(0.35, -0.5, usual: 0.016),
    "chillout": Self(0.35, -0.5, usual: 0.07), "party": Self(0.7, 0.7, usual: 0.0035),
    "beautiful": Self(0.65, 0, usual: 0.018), "sexy": Self(0.6, 0.45, usual: 0.004),
    "catchy": Self(0.4, 0.25, usual: 0.002), "easy listening": Self(0.5, -0.5, usual: 0.006),
    "ambient": Self(0.15, -0.6, usual: 0.16), "dance": Self(0.6, 0.65, usual: 0.028),
    "soft": Self(0.4, -0.6), "slow": Self(-0.15, -0.6), "quiet": Self(0.25, -0.75),
    "weird": Self(-0.25, 0.1), "loud": Self(0, 0.75), "fast": Self(0.1, 0.7),
    "calm": Self(0.55, -0.8), "energetic": Self(0.6, 0.75), "aggressive": Self(-0.5, 0.85),
    "melancholy": Self(-0.5, -0.4), "dark": Self(-0.45, -0.1), "epic": Self(0.4, 0.6),
  ]
}

/// What the words for feelings say together.
struct TagFeeling: Hashable {
  var valence: Float = 0
  var arousal: Float = 0
  /// How much they say, 0 for nothing up to 1.
  var weight: Float = 0
}

/// The anchors of one model's vocabulary, looked up once.
struct AnchoredVocabulary: Sendable {
  private let anchors: [(index: Int, anchor: TagAnchor)]

  init(_ names: [String]) {
    anchors = names.enumerated().compactMap { index, name in
      TagAnchor.all[name.lowercased()].map { (index, $0) }
    }
  }

  /// The mean of the anchors, each weighed by how much likelier its word is here than usual, as a
  /// logarithm; words that are rarer than usual say nothing.
  func feeling(_ probabilities: [Float]) -> TagFeeling {
    var feeling = TagFeeling()
    var total: Float = 0
    for (index, anchor) in anchors where index < probabilities.count {
      let rise = logf((probabilities[index] + 0.003) / (anchor.usual + 0.003))
      guard rise > 0, rise.isFinite else { continue }
      total += rise
      feeling.valence += rise * anchor.position.valence
      feeling.arousal += rise * anchor.position.arousal
    }
    guard total > 0 else { return TagFeeling() }
    feeling.valence /= total
    feeling.arousal /= total
    // Two words 2.7 times as likely as usual are worth half of what any number of words can be.
    feeling.weight = total / (total + 2)
    return feeling
  }
}
