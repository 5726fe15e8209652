import Foundation

/// The key that a sound is in, and how clearly it is major or minor.
///
/// The chroma correlated with the twenty-four rotations of the probe-tone profiles of Krumhansl and
/// Kessler ("Tracing the dynamic changes in perceived tonal organization", Psychological Review 1982;
/// the algorithm is that of Krumhansl, Cognitive Foundations of Musical Pitch, 1990).
package struct KeyEstimate: Hashable, Sendable {
  /// The tonic in semitones above C.
  package let tonic: Int
  package let isMajor: Bool
  /// Minor to major, −1…1; near 0 where both modes explain what is heard.
  ///
  /// Every key votes by e to the ``sharpness`` times its correlation, so that a key and its relative
  /// one, which share all their notes, cancel as far as the profiles cannot tell them apart.
  package let mode: Double
  /// The correlation of the best key, −1…1: how much the sound is in any key at all.
  package let clarity: Double

  private static let major = [
    6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88,
  ]
  private static let minor = [
    6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17,
  ]
  /// A key .1 better correlated than another has 2.7 times its vote.
  private static let sharpness = 10.0

  /// The key of what was heard; nil for silence and for sound without pitch.
  package init?(_ chroma: Chroma) {
    guard let heard = Self.standardised(chroma.fundamentals) else { return nil }
    var best = (correlation: -2.0, tonic: 0, isMajor: true)
    var votes = (major: 0.0, minor: 0.0)
    for (isMajor, profile) in [(true, Self.major), (false, Self.minor)] {
      guard let profile = Self.standardised(profile) else { continue }
      for tonic in 0..<12 {
        let correlation = (0..<12).reduce(0.0) { $0 + heard[($1 + tonic) % 12] * profile[$1] } / 12
        if correlation > best.correlation { best = (correlation, tonic, isMajor) }
        let vote = exp(Self.sharpness * correlation)
        if isMajor { votes.major += vote } else { votes.minor += vote }
      }
    }
    tonic = best.tonic
    isMajor = best.isMajor
    clarity = best.correlation
    mode = (votes.major - votes.minor) / (votes.major + votes.minor)
  }

  /// Mean 0 and deviation 1; nil where nothing varies.
  private static func standardised(_ values: [Double]) -> [Double]? {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    guard variance > 1e-12 * max(mean * mean, 1e-12) else { return nil }
    let deviation = variance.squareRoot()
    return values.map { ($0 - mean) / deviation }
  }
}
