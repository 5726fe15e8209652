extension SpectralSummary {
  /// True when two recordings of the same length sound so alike that one is a copy of the other: in
  /// another format, at another rate or level.
  ///
  /// Their cepstra are compared, but for coefficient 0, which is the level: over 1…12 the means may
  /// differ by 2 dB and the deviations by 1.25 dB, root mean square. Of 47 recordings as MP3 of
  /// 128 kbit/s, Opus of 64, at 22.05 kHz and 6 dB quieter, all copies but one of Opus are within that
  /// (means .5, 1.7, .1 and .5 dB at most); of the 28,920 pairs among 241 different recordings, whatever
  /// their lengths, 10 are. A song and its guitar alone differ by 7 dB and more.
  package func isCopy(of other: SpectralSummary) -> Bool {
    difference(to: other, of: \.mean) < 2 && difference(to: other, of: \.deviation) < 1.25
  }

  /// By how much the lengths of two copies may differ, in seconds: what encoders add at the ends.
  package static let copyTolerance = 0.1

  /// Root mean square, in decibels.
  private func difference(to other: SpectralSummary, of value: KeyPath<Moments, Float>) -> Float {
    let squares = zip(cepstrum, other.cepstrum).dropFirst().map { own, other in
      let difference = own[keyPath: value] - other[keyPath: value]
      return difference * difference
    }
    return (squares.reduce(0, +) / Float(squares.count)).squareRoot()
  }
}
