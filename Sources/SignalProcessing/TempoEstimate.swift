import Foundation

/// The tempo of a sound: the lag at which its onsets repeat.
///
/// The autocorrelation of the onset envelope, summed over stretches from different places of a
/// track, weighed by how readily people tap along at that pace: a bell over the logarithm of tempo
/// around 120 beats a minute (Ellis, "Beat tracking by dynamic programming", Journal of New Music
/// Research 2007). Half and double the tempo remain hard to tell apart, for people too.
package struct TempoEstimate: Hashable, Sendable {
  /// Beats a minute.
  package let beatsPerMinute: Double
  /// How regularly the beats come, 0…1: the autocorrelation at the beat's lag.
  package let clarity: Double

  /// Sums up envelopes of one frame rate.
  package struct Evidence: Hashable, Sendable {
    fileprivate var products: [Double] = []
    fileprivate var pairs: [Double] = []
    fileprivate var frameRate = 0.0

    /// Nothing heard yet.
    package init() {}

    /// Takes in one stretch.
    package mutating func add(_ envelope: OnsetEnvelope) {
      let values = envelope.values
      // Two seconds: the beat of 30 a minute.
      let lags = min(values.count, Int(2 * envelope.frameRate) + 2)
      guard lags > 0 else { return }
      frameRate = envelope.frameRate
      if products.count < lags {
        products += [Double](repeating: 0, count: lags - products.count)
        pairs += [Double](repeating: 0, count: lags - pairs.count)
      }
      let mean = values.reduce(0, +) / Float(values.count)
      values.withUnsafeBufferPointer { values in
        for lag in 0..<lags {
          var sum: Float = 0
          for index in 0..<values.count - lag {
            sum += (values[index] - mean) * (values[index + lag] - mean)
          }
          products[lag] += Double(sum)
          pairs[lag] += Double(values.count - lag)
        }
      }
    }
  }

  /// Octaves either side of 120 beats a minute within which most tapping falls.
  private static let spread = 0.9

  /// The tempo of everything taken in; nil where nothing repeats.
  package init?(_ evidence: Evidence) {
    guard evidence.frameRate > 0, let power = evidence.products.first, power > 0 else { return nil }
    let rate = evidence.frameRate
    let correlation = zip(evidence.products, evidence.pairs).map { product, pairs in
      product / power * evidence.pairs[0] / max(pairs, 1)
    }
    // 220 to 40 beats a minute.
    let lags = Int(60 * rate / 220)...Int(60 * rate / 40)
    var best: (score: Double, lag: Int)?
    for lag in lags where lag > 0 && lag + 1 < correlation.count {
      let here = correlation[lag]
      guard here > 0, here >= correlation[lag - 1], here >= correlation[lag + 1] else { continue }
      let octaves = log2(60 * rate / Double(lag) / 120)
      let score = here * exp(-0.5 * octaves * octaves / (Self.spread * Self.spread))
      if score > best?.score ?? 0 { best = (score, lag) }
    }
    guard let lag = best?.lag else { return nil }
    let (a, b, c) = (correlation[lag - 1], correlation[lag], correlation[lag + 1])
    let curvature = a - 2 * b + c
    let offset = curvature < 0 ? min(max(0.5 * (a - c) / curvature, -0.5), 0.5) : 0
    beatsPerMinute = 60 * rate / (Double(lag) + offset)
    clarity = min(max(b, 0), 1)
  }
}
