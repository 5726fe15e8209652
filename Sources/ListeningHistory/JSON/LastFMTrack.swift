import MusicModel

/// One track of a page of Last.fm's `user.getRecentTracks`.
struct LastFMTrack: JSONListen {
  private var recording = HeardRecording()
  /// When the track began: what players submit, and what is given back.
  private var start: Double?
  private var isPlayingNow = false

  init(reading scanner: inout JSONScanner) {
    guard scanner.enterObject() else { return }
    while scanner.nextName() {
      if scanner.isName("artist") {
        // With `extended=1` the name is under another key.
        recording.artist = scanner.name(under: "#text", "name")
      } else if scanner.isName("name") {
        recording.title = scanner.text()
      } else if scanner.isName("album") {
        recording.album = scanner.name(under: "#text", "title", "name")
      } else if scanner.isName("mbid") {
        recording.musicBrainzRecordingID = scanner.musicBrainzID()
      } else if scanner.isName("date") {
        readDate(&scanner)
      } else if scanner.isName("@attr") {
        isPlayingNow = scanner.name(under: "nowplaying") == "true"
      }
    }
  }

  private mutating func readDate(_ scanner: inout JSONScanner) {
    guard scanner.enterObject() else { return }
    while scanner.nextName() {
      if scanner.isName("uts") { start = scanner.number() }
    }
  }

  func outcome(in context: ParserContext) -> RecordOutcome {
    if isPlayingNow, start == nil { return .passedOver }
    return listen(to: recording, at: start, .start, in: context)
  }
}
