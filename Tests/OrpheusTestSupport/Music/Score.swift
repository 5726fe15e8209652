/// What a short piece is made of before anybody plays it: chords, a melody and a bass on the degrees
/// of a scale, so that one score can be played in major and in minor.
///
/// Four-bar phrases over common progressions that begin on the tonic. A seed determines all of it.
package struct Score: Sendable {
  /// A note on a degree of the scale.
  struct Note: Sendable {
    /// Quarter notes from the beginning.
    var start: Double
    /// Quarter notes.
    var length: Double
    /// Steps of the scale above the tonic of the middle octave; 7 is an octave.
    var degree: Int
    /// The degree of the chord it sounds over, 0…6.
    var chord: Int
    /// How loud it is played, against the others.
    var accent: Double
  }

  /// Which line of the music a note belongs to.
  enum Voice: CaseIterable, Sendable { case melody, chords, bass }

  /// Semitones above C.
  let tonic: Int
  private let bars: [[Voice: [Note]]]

  /// Quarter notes a bar.
  static let beats = 4.0

  /// Degrees of chords, one a bar. Only those that are as common in minor as in major.
  private static let progressions = [
    [0, 3, 4, 0], [0, 5, 3, 4], [0, 4, 5, 3], [0, 3, 0, 4], [0, 4, 0, 3], [0, 5, 4, 0],
  ]
  /// Lengths in quarter notes that fill a bar.
  private static let rhythms: [[Double]] = [
    [1, 1, 1, 1], [1, 1, 2], [1.5, 0.5, 1, 1], [0.5, 0.5, 1, 1, 1], [2, 1, 1], [1, 0.5, 0.5, 2],
  ]

  /// Writes the piece that belongs to `seed`.
  package init(seed: UInt64) {
    var dice = Dice(seed: seed)
    tonic = dice.roll(12)
    let progression = dice.pick(Self.progressions)
    let rhythm = (0..<4).map { _ in dice.pick(Self.rhythms) }
    let isArpeggio = dice.roll(2) == 0
    var degree = dice.pick([0, 2, 4]) + 7
    bars = (0..<4).map { bar in
      let chord = progression[bar]
      var melody: [Note] = []
      var beat = 0.0
      for (index, length) in rhythm[bar].enumerated() {
        // Chord tones on the beat, steps between them.
        degree += dice.pick(index == 0 ? [0, 1, -1] : [1, -1, 2, -2, 0])
        if beat == beat.rounded() { degree = Self.nearest(to: degree, in: chord) }
        degree = min(max(degree, 4), 12)
        melody.append(
          Note(start: beat, length: length, degree: degree, chord: chord, accent: 1))
        beat += length
      }
      let tones = [0, 2, 4].map { chord + $0 - (chord > 3 ? 7 : 0) }
      let accompaniment =
        isArpeggio
        ? (0..<8).map { step in
          Note(
            start: Double(step) / 2, length: 0.5, degree: tones[[0, 1, 2, 1][step % 4]],
            chord: chord, accent: 0.55)
        }
        : (0..<4).flatMap { beat in
          tones.map {
            Note(start: Double(beat), length: 1, degree: $0, chord: chord, accent: 0.4)
          }
        }
      let root = (chord > 3 ? chord - 7 : chord) - 14
      let bass = [0, 2].map { beat in
        Note(
          start: Double(beat), length: 2, degree: beat == 0 ? root : root + 4, chord: chord,
          accent: 0.8)
      }
      return [.melody: melody, .chords: accompaniment, .bass: bass]
    }
  }

  /// The notes of the first `beats` quarter notes; the four bars repeat.
  func notes(beats: Double) -> [Note] {
    (0..<Int((beats / Self.beats).rounded(.up))).flatMap { bar in
      Voice.allCases.flatMap { bars[bar % bars.count][$0] ?? [] }.map { note in
        var note = note
        note.start += Double(bar) * Self.beats
        return note
      }
    }
    .filter { $0.start < beats }
  }

  /// The tone of the triad on `chord` that is nearest to `degree`.
  private static func nearest(to degree: Int, in chord: Int) -> Int {
    let tones = (-1...2).flatMap { octave in [0, 2, 4].map { chord + $0 + 7 * octave } }
    return tones.min { abs($0 - degree) < abs($1 - degree) } ?? degree
  }
}

/// Choices that a seed determines (SplitMix64: Steele, Lea and Flood, OOPSLA 2014).
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// 0..<sides
  mutating func roll(_ sides: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((mixed ^ (mixed >> 31)) % UInt64(sides))
  }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[roll(choices.count)] }
}
