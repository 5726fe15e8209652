/// The six cues that move the mood of music most (Eerola, Friberg & Bresin, "Emotional expression
/// in music", Frontiers in Psychology 2013), each at one of two levels.
///
/// Two pieces that share a ``Score`` and differ in one cue are a matched pair: whatever a listener,
/// or a model, hears differently is that cue's doing.
package struct MusicalCues: Hashable, Sendable {
  /// One of the six.
  package enum Cue: String, CaseIterable, Sendable {
    case mode, tempo, register, dynamics, articulation, timbre

    /// What the cue is called at its two levels.
    package var levels: (low: String, high: String) {
      switch self {
      case .mode: ("minor", "major")
      case .tempo: ("slow", "fast")
      case .register: ("low", "high")
      case .dynamics: ("soft", "loud")
      case .articulation: ("legato", "staccato")
      case .timbre: ("dull", "bright")
      }
    }
  }

  /// The cues that are at their higher level.
  package var raised: Set<Cue>

  /// All cues low but those in `raised`.
  package init(raised: Set<Cue>) { self.raised = raised }

  /// The same cues but for one at the given level.
  package func with(_ cue: Cue, raised isRaised: Bool) -> MusicalCues {
    MusicalCues(raised: isRaised ? raised.union([cue]) : raised.subtracting([cue]))
  }

  /// True for a major key, false for a minor one.
  package var isMajor: Bool { raised.contains(.mode) }
  /// Quarter notes a minute.
  package var beatsPerMinute: Double { raised.contains(.tempo) ? 144 : 72 }
  /// Semitones that everything lies above the middle register.
  package var transposition: Int { raised.contains(.register) ? 7 : -7 }
  /// How hard the notes are struck, 0…1: a softer note is darker as well, as on real instruments.
  package var velocity: Double { raised.contains(.dynamics) ? 0.95 : 0.25 }
  /// The part of a note's written length that sounds.
  package var soundingPart: Double { raised.contains(.articulation) ? 0.4 : 0.97 }
  /// How fast the partials weaken: the n-th has 1/n to this power.
  package var rolloff: Double { raised.contains(.timbre) ? 1.1 : 2.4 }

  /// `major-slow-low-soft-legato-dull`
  package var label: String {
    Cue.allCases.map { raised.contains($0) ? $0.levels.high : $0.levels.low }
      .joined(separator: "-")
  }
}
