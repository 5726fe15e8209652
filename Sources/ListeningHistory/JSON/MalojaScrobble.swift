import MusicModel

/// One scrobble of a Maloja export.
struct MalojaScrobble: JSONListen {
  private var recording = HeardRecording()
  /// Maloja keeps the time that it was sent with the scrobble. Players that speak the protocols of
  /// Last.fm and ListenBrainz send when the track began, so that is what it is taken for.
  private var start: Double?
  private var playedSeconds: Double?

  init(reading scanner: inout JSONScanner) {
    guard scanner.enterObject() else { return }
    while scanner.nextName() {
      if scanner.isName("time") {
        start = scanner.number()
      } else if scanner.isName("duration") {
        playedSeconds = scanner.seconds()
      } else if scanner.isName("track") {
        readTrack(&scanner)
      }
    }
  }

  private mutating func readTrack(_ scanner: inout JSONScanner) {
    guard scanner.enterObject() else { return }
    while scanner.nextName() {
      if scanner.isName("artists") {
        recording.artist = scanner.names()
      } else if scanner.isName("title") {
        recording.title = scanner.text()
      } else if scanner.isName("length") {
        recording.seconds = scanner.seconds()
      } else if scanner.isName("album") {
        readAlbum(&scanner)
      }
    }
  }

  private mutating func readAlbum(_ scanner: inout JSONScanner) {
    guard scanner.enterObject() else { return }
    while scanner.nextName() {
      if scanner.isName("artists") {
        recording.albumArtist = scanner.names()
      } else if scanner.isName("albumtitle") {
        recording.album = scanner.text()
      }
    }
  }

  func outcome(in context: ParserContext) -> RecordOutcome {
    listen(to: recording, at: start, .start, playedSeconds: playedSeconds, in: context)
  }
}
