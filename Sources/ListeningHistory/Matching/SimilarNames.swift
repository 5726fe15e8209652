internal import MusicModel

/// Finds the track whose names are similar to the ones heard, if there is no doubt which.
struct SimilarNames {
  let names: HeardNames
  let choice: CandidateChoice
  let sieve: NameSieve

  /// A track scored below this is not the one; tuned on the labelled set in the tests.
  static let threshold = 0.72
  /// Another title scored less than this below the best makes the best doubtful.
  static let margin = 0.04

  /// Neither artist nor title may be less alike, whatever the other.
  private static let leastLike = 0.7

  private struct Scored {
    var track: MatchCandidate
    var artist: LevelledArtist
    var title: LevelledTitle
    var score: Double
  }

  /// The best of `tracks`; nil when none is similar enough, or two are about equally so.
  func match(among tracks: [MatchCandidate]) -> ListenMatch? {
    var artists: [String: (artist: LevelledArtist, likeness: Double)] = [:]
    var scored: [Scored] = []
    for track in tracks {
      guard !choice.isOfAnotherLength(track), sieve.passes(track) else { continue }
      var best: Scored?
      for name in [track.artist, track.albumArtist == track.artist ? nil : track.albumArtist] {
        guard let name else { continue }
        if artists[name] == nil, let artist = LevelledArtist(name) {
          artists[name] = (artist, likeness(to: artist))
        }
        guard let (artist, likeness) = artists[name],
          let found = score(track, artist: artist, likeness: likeness)
        else { continue }
        if found.score > best?.score ?? 0 { best = found }
      }
      if let best, best.score >= Self.threshold - Self.margin { scored.append(best) }
    }
    guard let best = scored.max(by: { isWorse($0, than: $1) }), best.score >= Self.threshold else {
      return nil
    }
    let rivals = scored.filter { $0.score > best.score - Self.margin }
    let same = rivals.filter { isSameRecording($0, best) }
    guard same.count == rivals.count, let found = choice.best(of: same.map(\.track)) else {
      return nil
    }
    return ListenMatch(track: found.track, kind: .fuzzy, score: min(best.score, 1))
  }

  private func isWorse(_ one: Scored, than other: Scored) -> Bool {
    one.score != other.score
      ? one.score < other.score : one.track.track.rawValue > other.track.track.rawValue
  }

  /// True for the same title and version, and artists of whom one may be written as the other.
  private func isSameRecording(_ one: Scored, _ other: Scored) -> Bool {
    one.title.text.compact == other.title.text.compact && one.title.marks == other.title.marks
      && one.title.details.sorted() == other.title.details.sorted()
      && ArtistLikeness.between(one.artist, other.artist) > 0.85
  }

  // MARK: - Scores

  private func likeness(to artist: LevelledArtist) -> Double {
    names.artists.map { ArtistLikeness.between($0, artist) }.max() ?? 0
  }

  /// The score of a track; nil when artist, title or version is another.
  private func score(
    _ track: MatchCandidate, artist: LevelledArtist, likeness: Double
  ) -> Scored? {
    let isVarious = names.artists[0].isVarious || artist.isVarious
    guard isVarious || likeness > Self.leastLike || sieve.namesArtist(track.title),
      let title = LevelledTitle(track.title, artist: artist)
    else { return nil }
    var artist = artist
    var ofArtist = likeness
    if ofArtist < 0.9, !title.credits.isEmpty {
      artist.credit(title.credits)
      ofArtist = max(ofArtist, self.likeness(to: artist))
    }
    guard isVarious || ofArtist > Self.leastLike else { return nil }
    let readings = [title] + [title.readingLastWordsAsVersion].compactMap { $0 }
    let isOfSameLength = choice.isOfSameLength(track, within: 0.01)
    // Most are refused here, before their albums are read.
    let lenient = TitleLikeness(isCorroborated: true)
    guard
      readings.contains(where: { reading in
        names.titles.contains { lenient.between($0, reading) > Self.leastLike }
      })
    else { return nil }
    let album = LevelledAlbum(track.album)
    let isOnSameAlbum = choice.likeness(to: album) >= 0.9
    let titles = TitleLikeness(isCorroborated: isOnSameAlbum || isOfSameLength)
    var best = Scored(track: track, artist: artist, title: title, score: 0)
    for reading in readings {
      for heard in names.titles {
        let ofVersion = versionLikeness(heard, reading, album?.marks ?? [])
        if ofVersion == 0 { continue }
        let alike = ofVersion * titles.between(heard, reading)
        if alike > best.score {
          best.score = alike
          best.title = reading
        }
      }
    }
    if isVarious {
      // "Various Artists" stand for any artist on that album, if the title is the very same.
      guard isOnSameAlbum, best.score >= 0.97 else { return nil }
      ofArtist = 0.9
    }
    guard best.score > Self.leastLike else { return nil }
    best.score = best.score * ofArtist + (isOnSameAlbum ? 0.03 : 0) + (isOfSameLength ? 0.03 : 0)
    return best
  }

  /// 1 for the same version, a little less when only one side tells which, 0 for another.
  private func versionLikeness(
    _ heard: LevelledTitle, _ track: LevelledTitle, _ trackAlbum: VersionMarks
  ) -> Double {
    let marks = heard.marks.union(names.album?.marks ?? [])
    guard marks == track.marks.union(trackAlbum) else { return 0 }
    if marks.isEmpty || heard.details == track.details { return 1 }
    let isNamed = !marks.isDisjoint(with: .named)
    if heard.details.isEmpty || track.details.isEmpty { return isNamed ? 0 : 0.97 }
    let one = LevelledText(heard.details)
    let other = LevelledText(track.details)
    if !one.numbers.isEmpty, !other.numbers.isEmpty, one.numbers != other.numbers { return 0 }
    if isNamed {
      return TitleLikeness(isCorroborated: false).between(one, other) > 0.85 ? 0.98 : 0
    }
    let shared = one.words.filter(other.words.contains).count
    return 2 * shared >= min(one.words.count, other.words.count) ? 0.97 : 0
  }
}
