import MusicModel

/// One line of the log that Pano Scrobbler keeps.
struct PanoScrobble: JSONListen {
  private var recording = HeardRecording()
  private var start: Double?
  private var event: String?

  init(reading scanner: inout JSONScanner) {
    guard scanner.enterObject() else { return }
    while scanner.nextName() {
      if scanner.isName("timeMs") {
        start = scanner.number().map { $0 / 1_000 }
      } else if scanner.isName("artist") {
        recording.artist = scanner.text()
      } else if scanner.isName("track") {
        recording.title = scanner.text()
      } else if scanner.isName("album") {
        recording.album = scanner.text()
      } else if scanner.isName("albumArtist") {
        recording.albumArtist = scanner.text()
      } else if scanner.isName("durationMs") {
        recording.seconds = scanner.seconds(unit: 0.001)
      } else if scanner.isName("event") {
        event = scanner.text()
      }
    }
  }

  func outcome(in context: ParserContext) -> RecordOutcome {
    // The others are opinions, `love` and `unlove`.
    if let event, event.lowercased() != "scrobble" { return .passedOver }
    return listen(to: recording, at: start, .start, in: context)
  }
}
