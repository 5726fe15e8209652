package import MusicModel

/// Finds the track a history means, by the best evidence there is.
///
/// Never takes one version for another: a play of a song whose studio version alone is in the
/// library finds nothing when the history says that it was live.
package struct ListenMatcher: Sendable {
  /// Makes a matcher.
  package init() {}

  /// The track that `heard` is; nil when no evidence is good enough.
  ///
  /// Asks the catalogue at most for one path, one recording, one code, four exact keys and once for
  /// tracks that share words.
  package func match(
    _ heard: HeardRecording, in catalogue: some MatchCatalogue
  ) throws -> ListenMatch? {
    if let path = heard.relativePath, !path.isEmpty,
      let found = try catalogue.tracks(atRelativePath: path).first
    {
      return ListenMatch(track: found.track, kind: .path, score: 1)
    }
    let choice = CandidateChoice(heard)
    if let id = heard.musicBrainzRecordingID, !id.isEmpty,
      let found = choice.best(of: try catalogue.tracks(recordingID: id))
    {
      return ListenMatch(track: found.track, kind: .musicBrainz, score: 1)
    }
    if let isrc = heard.isrc, !isrc.isEmpty,
      let found = choice.best(of: try catalogue.tracks(isrc: isrc))
    {
      return ListenMatch(track: found.track, kind: .isrc, score: 1)
    }
    guard let names = HeardNames(heard) else { return nil }
    for key in names.keys {
      let same = try catalogue.tracks(exact: key).filter { names.isSameVersion($0) }
      if let found = choice.best(of: same) {
        return ListenMatch(track: found.track, kind: .tags, score: 1)
      }
    }
    let sharing = try catalogue.tracks(sharing: names.words, limit: Self.mostCandidates)
    let sieve = NameSieve(heard, takesAnyArtist: names.artists[0].isVarious)
    return SimilarNames(names: names, choice: choice, sieve: sieve).match(among: sharing)
  }

  /// More are rarely of use: those that share the rarest words come first.
  static let mostCandidates = 64
}
