import ListeningHistory
import MusicModel

/// A play and the track that is its right answer, nil when the library has none.
struct LabelledPlay {
  var kind: String
  var heard: HeardRecording
  var answer: MatchCandidate?
}

/// Plays made of a library's names, in every way that histories write them.
struct LabelledPlays {
  let library: SyntheticLibrary
  private(set) var plays: [LabelledPlay] = []

  /// Makes the plays of one half: of the hand-written names those at even places or those at odd
  /// ones, of the made-up names others for every seed.
  init(seed: UInt64, takesEven: Bool) {
    library = SyntheticLibrary(seed: seed, artists: 150)
    var numbers = SeededNumbers(seed: seed &+ 1)
    var guests = SyntheticLibrary(seed: seed &+ 2, artists: 0, withTricky: false)
    let taken = Dictionary(
      grouping: library.songs, by: { $0.artist.lowercased() + "|" + $0.title.lowercased() })
    let tricky = library.songs.filter {
      $0.isTricky && ($0.track.track.rawValue % 2 == 0) == takesEven
    }
    let madeUp = library.songs.filter { !$0.isTricky }
    for damage in NameDamage.allCases {
      plays += Self.first(28, of: tricky.shuffled(using: &numbers)) { song in
        damage.apply(to: song, guest: guests.person(), &numbers).map {
          LabelledPlay(kind: damage.rawValue, heard: $0, answer: song.track)
        }
      } unless: {
        isAmbiguous($0, taken)
      }
      plays += Self.first(32, of: madeUp.shuffled(using: &numbers)) { song in
        damage.apply(to: song, guest: guests.person(), &numbers).map {
          LabelledPlay(kind: damage.rawValue, heard: $0, answer: song.track)
        }
      } unless: {
        isAmbiguous($0, taken)
      }
    }
    for other in OtherRecording.allCases {
      // An artist with two titles a letter apart is rare; were half the plays so, no matcher would
      // be right.
      let count = other == .nearWord ? 12 : 24
      plays += Self.first(count, of: (madeUp + tricky).shuffled(using: &numbers)) { song in
        other.play(near: song, guest: guests.person(), &numbers).map {
          LabelledPlay(kind: "none: " + other.rawValue, heard: $0, answer: nil)
        }
      } unless: {
        // Leading articles do not count, so that the studio version of "Valley" may be there.
        taken[($0.heard.artist ?? "").lowercased() + "|the " + ($0.heard.title ?? "").lowercased()]
          != nil
      }
    }
    for (index, row) in HandLabelledPlays.rows.enumerated() where (index % 2 == 0) == takesEven {
      var heard = HeardRecording()
      heard.artist = row.artist
      heard.title = row.title
      let answer = row.answer.flatMap { answer in
        library.songs.first { $0.isTricky && $0.artist + "|" + $0.title == answer }?.track
      }
      precondition((answer == nil) == (row.answer == nil), "no track \(row.answer ?? "")")
      plays.append(
        LabelledPlay(
          kind: answer == nil ? "none: by hand" : "by hand",
          heard: heard, answer: answer))
    }
  }

  private static func first(
    _ count: Int, of songs: [Song], _ play: (Song) -> LabelledPlay?,
    unless isUnfit: (LabelledPlay) -> Bool
  ) -> [LabelledPlay] {
    var plays: [LabelledPlay] = []
    for song in songs where plays.count < count {
      if let play = play(song), !isUnfit(play) { plays.append(play) }
    }
    return plays
  }

  /// True when the damage made the names of another track, or left what two tracks begin with.
  private func isAmbiguous(_ play: LabelledPlay, _ taken: [String: [Song]]) -> Bool {
    let artist = play.heard.artist?.lowercased() ?? ""
    let title = play.heard.title?.lowercased() ?? ""
    let answer = play.answer
    if taken[artist + "|" + title]?.contains(where: {
      $0.title.lowercased() != answer?.title?.lowercased()
    }) == true {
      return true
    }
    let stem = NameDamage.replacing("\u{2026}", by: "...", in: title)
    let begun = library.songs.filter {
      $0.artist == answer?.artist
        && $0.title.lowercased().hasPrefix(
          stem.hasSuffix("...") ? String(stem.dropLast(3)) : stem)
    }
    return Set(begun.map(\.title)).count > 1 && title != answer?.title?.lowercased()
      && (play.kind == NameDamage.cutShort.rawValue || play.kind == NameDamage.ellipsis.rawValue
        || play.kind == NameDamage.guestLost.rawValue)
  }
}
