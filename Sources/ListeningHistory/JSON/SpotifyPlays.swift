import MusicModel

/// One element of Spotify's extended streaming history.
///
/// `offline_timestamp` is not looked at: it is in seconds, in milliseconds, null or nonsense.
/// Neither is `reason_end`: a play that did not end with the track is still one.
struct SpotifyExtendedPlay: JSONListen {
  private var recording = HeardRecording()
  private var end: Double?
  private var playedSeconds: Double?
  private var isSkipped = false
  private var isSpoken = false

  init(reading scanner: inout JSONScanner) {
    guard scanner.enterObject() else { return }
    while scanner.nextName() {
      if scanner.isName("ts") {
        end = scanner.utcStamp()
      } else if scanner.isName("ms_played") {
        // Unlike an unknown length, no time at all is meant: it did not play.
        playedSeconds = scanner.number().flatMap { $0 >= 0 ? $0 / 1_000 : nil }
      } else if scanner.isName("master_metadata_track_name") {
        recording.title = scanner.text()
      } else if scanner.isName("master_metadata_album_artist_name") {
        recording.artist = scanner.text()
      } else if scanner.isName("master_metadata_album_album_name") {
        recording.album = scanner.text()
      } else if scanner.isName("skipped") {
        isSkipped = scanner.bool() ?? false
      } else if scanner.isName("episode_name") || scanner.isName("spotify_episode_uri")
        || scanner.isName("audiobook_title") || scanner.isName("audiobook_uri")
        || scanner.isName("audiobook_chapter_title") || scanner.isName("audiobook_chapter_uri")
      {
        if scanner.text() != nil { isSpoken = true }
      }
    }
  }

  func outcome(in context: ParserContext) -> RecordOutcome {
    // Podcasts, audiobooks, and tracks that Spotify no longer knows the names of.
    if isSpoken || recording.title == nil { return .passedOver }
    return listen(
      to: recording, at: end, .end, playedSeconds: playedSeconds, isFlaggedSkip: isSkipped,
      in: context)
  }
}

/// One element of the streaming history in Spotify's ordinary account data.
struct SpotifyBasicPlay: JSONListen {
  private var recording = HeardRecording()
  private var end: Double?
  private var playedSeconds: Double?
  private var isSpoken = false

  init(reading scanner: inout JSONScanner) {
    guard scanner.enterObject() else { return }
    while scanner.nextName() {
      if scanner.isName("endTime") {
        // Whole minutes; that they are of UTC is an assumption everyone makes.
        end = scanner.utcStamp()
      } else if scanner.isName("msPlayed") {
        playedSeconds = scanner.number().flatMap { $0 >= 0 ? $0 / 1_000 : nil }
      } else if scanner.isName("trackName") {
        recording.title = scanner.text()
      } else if scanner.isName("artistName") {
        recording.artist = scanner.text()
      } else if scanner.isName("podcastName") || scanner.isName("episodeName") {
        if scanner.text() != nil { isSpoken = true }
      }
    }
  }

  func outcome(in context: ParserContext) -> RecordOutcome {
    isSpoken && recording.title == nil
      ? .passedOver
      : listen(to: recording, at: end, .end, playedSeconds: playedSeconds, in: context)
  }
}

extension JSONScanner {
  /// A date and time of UTC in words, in seconds since 1970.
  fileprivate mutating func utcStamp() -> Double? {
    text().flatMap { CivilTime(utc: $0) }.map { Double($0.secondsSince1970) }
  }
}
