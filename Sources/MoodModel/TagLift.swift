import Glibc
import MusicModel

/// How much likelier a tag is in a mood than in the whole library.
struct TagLift: Hashable {
  let tag: String
  /// The mean over the mood's tracks, 0…1.
  let probability: Float
  /// ln((p̄ in mood + .01) / (p̄ in library + .01)); the .01 keeps words nobody uses from winning
  /// by a ratio of two trifles.
  let lift: Float

  /// The lift of each tag that both profiles know, most telling first.
  static func all(of mood: [TagProbability], in library: [TagProbability]) -> [TagLift] {
    let background = Dictionary(
      library.map { ($0.name, $0.probability) }, uniquingKeysWith: { first, _ in first })
    let lifts: [TagLift] = mood.compactMap { tag in
      guard let mean = background[tag.name] else { return nil }
      let lift = logf((tag.probability + 0.01) / (mean + 0.01))
      return lift.isFinite ? TagLift(tag: tag.name, probability: tag.probability, lift: lift) : nil
    }
    // By name where equal, so that the order of the vocabulary does not matter.
    return lifts.sorted { ($1.lift, $0.tag) < ($0.lift, $1.tag) }
  }

  /// Those above the 60th percentile of the profile: a rise among words that hardly apply tells
  /// nothing.
  static func telling(_ lifts: [TagLift]) -> [TagLift] {
    guard let threshold = percentile(0.6, of: lifts.map(\.probability)) else { return [] }
    return lifts.filter { $0.probability > threshold }
  }

  /// Linear interpolation between the two nearest ranks; nil of nothing.
  private static func percentile(_ fraction: Float, of values: [Float]) -> Float? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let rank = fraction * Float(sorted.count - 1)
    let lower = Int(rank)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (rank - Float(lower)) * (sorted[upper] - sorted[lower])
  }
}
