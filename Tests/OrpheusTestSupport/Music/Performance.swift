import Foundation

/// Plays scores: additive synthesis through wavetables, an envelope a note, no room around it.
///
/// Keeps its wavetables; the same score and cues always give the same samples.
package struct Performance {
  /// Hz; what the networks hear.
  package static let sampleRate = 16_000

  /// One period of a tone with `partials` partials that weaken by `rolloff`.
  private struct Tone: Hashable {
    var partials: Int
    var rolloff: Double
    var velocity: Double
  }

  private static let tableLength = 2048
  private var tables: [Tone: [Float]] = [:]

  /// An instrument that nobody has played yet.
  package init() {}

  /// `score` played as `cues` say, mono, −1…1, faded out at its end.
  package mutating func play(_ score: Score, _ cues: MusicalCues, seconds: Double) -> [Float] {
    let rate = Double(Self.sampleRate)
    var sound = [Float](repeating: 0, count: Int(seconds * rate))
    let beat = 60 / cues.beatsPerMinute
    for note in score.notes(beats: seconds / beat) {
      let frequency = Self.frequency(of: note, in: score, cues)
      let tone = Tone(
        partials: max(1, min(24, Int(0.45 * rate / frequency))), rolloff: cues.rolloff,
        velocity: cues.velocity)
      let table = tables[tone] ?? Self.table(of: tone)
      tables[tone] = table
      let begin = Int(note.start * beat * rate)
      let length = Int(note.length * beat * cues.soundingPart * rate)
      // 18 dB between the two velocities.
      let level = Float(0.11 * note.accent * pow(10, 0.9 * (cues.velocity - 0.95) / 0.7))
      Self.add(table, step: frequency / rate, level, from: begin, length, to: &sound)
    }
    let fade = Self.sampleRate / 4
    for index in 0..<min(fade, sound.count) {
      sound[sound.count - 1 - index] *= Float(index) / Float(fade)
    }
    return sound
  }

  /// Equal temperament, A4 = 440 Hz. In minor the third, sixth and seventh degrees are lowered, the
  /// seventh not over the dominant (harmonic minor).
  private static func frequency(of note: Score.Note, in score: Score, _ cues: MusicalCues)
    -> Double
  {
    let octave = Int((Double(note.degree) / 7).rounded(.down))
    let degree = note.degree - 7 * octave
    var semitone = [0, 2, 4, 5, 7, 9, 11][degree]
    let isLowered = [2, 5, 6].contains(degree) && !(degree == 6 && note.chord == 4)
    if !cues.isMajor && isLowered { semitone -= 1 }
    // The tonic lies within half an octave of middle C.
    let tonic = 60 + (score.tonic > 6 ? score.tonic - 12 : score.tonic)
    let pitch = tonic + 12 * octave + semitone + cues.transposition
    return 440 * pow(2, Double(pitch - 69) / 12)
  }

  private static func table(of tone: Tone) -> [Float] {
    var table = [Double](repeating: 0, count: tableLength)
    for partial in 1...tone.partials {
      // A soft blow leaves the upper partials out.
      let softening = exp(-0.5 * (1 - tone.velocity) * Double(partial - 1))
      let amplitude = pow(Double(partial), -tone.rolloff) * softening
      for index in table.indices {
        let phase = 2 * Double.pi * Double(partial * index % tableLength) / Double(tableLength)
        table[index] += amplitude * sin(phase)
      }
    }
    let power = table.reduce(0) { $0 + $1 * $1 } / Double(tableLength)
    // Equal power, so that timbre and dynamics stay two different cues.
    return table.map { Float($0 / (2 * power).squareRoot()) }
  }

  /// Attack 8 ms, a decay of one second and a release of 30 ms.
  private static func add(
    _ table: [Float], step: Double, _ level: Float, from begin: Int, _ length: Int,
    to sound: inout [Float]
  ) {
    let rate = Float(sampleRate)
    let (attack, release) = (Int(0.008 * rate), Int(0.03 * rate))
    let decay = exp(-1 / rate)
    let end = min(sound.count, begin + length + release)
    guard begin < end else { return }
    table.withUnsafeBufferPointer { table in
      sound.withUnsafeMutableBufferPointer { sound in
        var phase = 0.0
        let phaseStep = step * Double(tableLength)
        var envelope = level
        for index in 0..<end - begin {
          var gain = envelope
          if index < attack { gain *= Float(index) / Float(attack) }
          if index > length { gain *= 1 - Float(index - length) / Float(release) }
          sound[begin + index] += gain * table[Int(phase)]
          envelope *= decay
          phase += phaseStep
          if phase >= Double(tableLength) { phase -= Double(tableLength) }
        }
      }
    }
  }
}
