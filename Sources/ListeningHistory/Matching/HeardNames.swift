internal import MusicModel

/// The names of a recording as a history tells them, levelled, in every way they may be read.
struct HeardNames {
  /// The artist, then the album's artist if another.
  let artists: [LevelledArtist]
  /// The title as it stands; with its last words as a version, if they may be one.
  let titles: [LevelledTitle]
  let album: LevelledAlbum?

  /// Levels the names; nil when artist or title is missing.
  init?(_ heard: HeardRecording) {
    let album = LevelledAlbum(heard.album)
    var artists = [heard.artist, heard.albumArtist].compactMap { LevelledArtist($0) }
    if artists.count > 1, artists[0].text.compact == artists[1].text.compact || artists[1].isVarious
    {
      artists.removeLast()
    }
    guard let title = LevelledTitle(heard.title, artist: artists.first), let main = artists.first
    else { return nil }
    artists[0].credit(title.credits)
    // Without an album "Various Artists" names nobody.
    if main.isVarious, artists.count == 1, album == nil { return nil }
    self.artists = artists
    titles = [title] + [title.readingLastWordsAsVersion].compactMap { $0 }
    self.album = album
  }

  /// The exact keys to look for, likeliest first.
  var keys: [String] {
    var keys: [String] = []
    for artist in artists where !artist.isVarious {
      for title in titles {
        let key = MatchKey.exact(artist, title)
        if !keys.contains(key) { keys.append(key) }
      }
    }
    return keys
  }

  /// The words that a track with similar names shares.
  var words: [String] {
    var words: [String] = []
    for artist in artists {
      for word in MatchKey.words(artist, titles[0]) where !words.contains(word) {
        words.append(word)
      }
    }
    return words
  }

  /// True when a track with an equal key is no other version by what the albums say.
  func isSameVersion(_ track: MatchCandidate) -> Bool {
    let heardMarks = album?.marks ?? []
    let trackMarks = LevelledAlbum(track.album)?.marks ?? []
    if heardMarks == trackMarks { return true }
    guard
      let title = LevelledTitle(track.title, artist: LevelledArtist(track.artist))
    else { return true }
    return titles.contains { $0.marks.union(heardMarks) == title.marks.union(trackMarks) }
  }
}
