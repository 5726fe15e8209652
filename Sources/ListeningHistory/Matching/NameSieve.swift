internal import MusicModel

/// Lets through the tracks whose names may be similar to the ones heard; most that share a word are
/// not.
struct NameSieve {
  private let artists: [LetterPairs]
  private let title: LetterPairs?
  /// True when any artist may be meant.
  private let takesAnyArtist: Bool

  /// Reads the names heard, as the history has them.
  init(_ heard: HeardRecording, takesAnyArtist: Bool) {
    let names = [heard.artist, heard.albumArtist].compactMap { $0 }
    artists = names.compactMap { LetterPairs($0) }
    title = heard.title.flatMap { LetterPairs($0) }
    self.takesAnyArtist = takesAnyArtist || artists.count < names.count
  }

  /// A swap of letters in a word of five leaves one pair of four.
  private static let leastOfOne = 0.25
  /// Of artist and title together; both misspelled is the worst that is ever matched.
  private static let leastOfBoth = 1.0
  /// The same when neither name is short: then a misspelling takes a smaller share.
  private static let leastOfLongNames = 1.2

  /// False when artist or title are certainly others.
  func passes(_ track: MatchCandidate) -> Bool {
    let trackTitle = track.title.flatMap { LetterPairs($0) }
    var ofTitle = 1.0
    var isLong = false
    if let title, let trackTitle {
      ofTitle = title.shared(with: trackTitle)
      isLong = min(title.count, trackTitle.count) > 6
      if ofTitle < Self.leastOfOne { return false }
    }
    if takesAnyArtist { return true }
    if let name = track.artist, passes(artist: name, ofTitle, isLong) { return true }
    if let name = track.albumArtist, name != track.artist,
      passes(artist: name, ofTitle, isLong)
    {
      return true
    }
    return namesArtist(trackTitle)
  }

  /// True when a track's title may name the artist heard, as one that is featured.
  func namesArtist(_ title: String?) -> Bool { namesArtist(title.flatMap { LetterPairs($0) }) }

  private func namesArtist(_ title: LetterPairs?) -> Bool {
    guard let title else { return true }
    return artists.contains { $0.contained(in: title) > 0.7 }
  }

  private func passes(artist name: String, _ ofTitle: Double, _ isLong: Bool) -> Bool {
    guard let pairs = LetterPairs(name) else { return true }
    if let various = Self.various, various.contained(in: pairs) > 0.9 { return true }
    return artists.contains { artist in
      let ofArtist = artist.shared(with: pairs)
      return ofArtist >= Self.leastOfOne
        && ofArtist + ofTitle
          >= (isLong && pairs.count > 6 ? Self.leastOfLongNames : Self.leastOfBoth)
    }
  }

  private static let various = LetterPairs("various")
}
