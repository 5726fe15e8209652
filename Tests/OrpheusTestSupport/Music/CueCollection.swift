/// Short pieces in matched pairs, for asking whether a model hears what a listener does.
///
/// Every score is played in the eight combinations of three cues, which makes four pairs for each of
/// the three; the other cues stay where the score's number put them. So 25 scores are 200 pieces and
/// 300 pairs: 80 each for mode, tempo and dynamics, 20 each for register, articulation and timbre.
package struct CueCollection: Sendable {
  /// A score and how it is played.
  package struct Piece: Hashable, Sendable {
    /// Which score, also its seed.
    package var score: Int
    package var cues: MusicalCues

    /// `07-major-slow-low-soft-legato-dull`
    package var label: String { (score < 10 ? "0" : "") + "\(score)-\(cues.label)" }
  }

  /// Two pieces that differ in one cue.
  package struct Pair: Sendable {
    package var cue: MusicalCues.Cue
    package var low: Piece
    package var high: Piece
  }

  package let pieces: [Piece]
  package let pairs: [Pair]

  /// Seconds a piece.
  package static let seconds = 18.0

  private static let crossed: [[MusicalCues.Cue]] = [
    [.mode, .tempo, .dynamics], [.mode, .tempo, .register], [.mode, .dynamics, .articulation],
    [.tempo, .dynamics, .timbre], [.mode, .tempo, .dynamics],
  ]

  /// The pieces and pairs of `scores` scores, from number `first` on.
  package init(scores: Int, from first: Int = 0) {
    var pieces: [Piece] = []
    var pairs: [Pair] = []
    for score in first..<first + scores {
      let cues = Self.crossed[score % Self.crossed.count]
      var dice = Dice(seed: UInt64(1000 + score))
      let base = MusicalCues(
        raised: Set(MusicalCues.Cue.allCases.filter { !cues.contains($0) && dice.roll(2) == 1 }))
      for combination in 0..<8 {
        var played = base
        for (bit, cue) in cues.enumerated() {
          played = played.with(cue, raised: combination >> bit & 1 == 1)
        }
        let piece = Piece(score: score, cues: played)
        pieces.append(piece)
        for cue in cues where !played.raised.contains(cue) {
          let partner = Piece(score: score, cues: played.with(cue, raised: true))
          pairs.append(Pair(cue: cue, low: piece, high: partner))
        }
      }
    }
    self.pieces = pieces
    self.pairs = pairs
  }

  /// Writes every piece into `directory`, as `label.wav`.
  package func render(into directory: String) throws {
    var performance = Performance()
    for piece in pieces {
      let samples = performance.play(
        Score(seed: UInt64(piece.score)), piece.cues, seconds: Self.seconds)
      try WaveFile.write(
        samples, rate: Performance.sampleRate, to: "\(directory)/\(piece.label).wav")
    }
  }
}
