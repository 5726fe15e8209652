/// Which parts of a track the networks hear when they do not hear all of it.
///
/// The track is cut into as many equal slots as there are windows and each window lies in the
/// middle of its slot: evenly spaced, and clear of the silence many tracks begin and end with.
package struct AnalysisWindows: Hashable, Sendable {
  /// Hz; the grid on which windows lie.
  package static let sampleRate = 16_000.0
  /// Samples a window by default: one patch of musicnn, 3.008 s.
  package static let defaultLength = MusicnnFrontEnd.patchSamples
  /// Windows a track by default.
  ///
  /// Eight come as close to the whole track (embedding cosine .992 in the median, .979 at the 5th
  /// percentile of 63 tracks) as is needed to tell tracks apart; twelve come to .994 and .983 for
  /// half as much work again.
  ///
  /// What VibeNet says of valence and energy differs from the whole track's by .09 in the mean, on
  /// −1…1. Hearing more does not help much (twelve: .07 and .09), because the network's word depends
  /// on how sound is cut: all of a track in stretches of six seconds differs from all of it in half
  /// minutes by .06 and .07, the same three seconds in another order by .06. Windows one by one are
  /// worse (.12 and .13 on 44 tracks, joined .10 and .12): short clips sound brighter to it.
  package static let defaultCount = 8

  /// Samples a window at 16 kHz.
  package let length: Int
  /// Where the windows begin, in samples at 16 kHz, ascending and never overlapping.
  ///
  /// A window that reaches beyond the end of a track shorter than it is padded with zeros.
  package let starts: [Int]

  /// Chooses up to `count` windows of a track of `trackSamples` samples at 16 kHz.
  ///
  /// Fewer when they would overlap, and always at least one.
  package init(trackSamples: Int, count: Int = defaultCount, length: Int = defaultLength) {
    precondition(count > 0 && length > 0)
    self.length = length
    let windows = max(1, min(count, trackSamples / length))
    let slot = Double(trackSamples) / Double(windows)
    starts = (0..<windows).map { window in
      max(0, Int((Double(window) + 0.5) * slot - Double(length) / 2))
    }
  }

  /// Chooses the windows of a track of `seconds` seconds, which may come from a file that lies.
  package init(seconds: Double, count: Int = defaultCount, length: Int = defaultLength) {
    // A century; beyond that the product would no longer fit an `Int`.
    let seconds = seconds > 0 ? min(seconds, 3.2e9) : 0
    self.init(trackSamples: Int(seconds * Self.sampleRate), count: count, length: length)
  }

  /// Where the windows begin, in seconds.
  package var startSeconds: [Double] { starts.map { Double($0) / Self.sampleRate } }
}
