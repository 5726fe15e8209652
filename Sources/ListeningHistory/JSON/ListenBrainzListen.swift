import MusicModel

/// One listen as ListenBrainz exports it and its API answers.
struct ListenBrainzListen: JSONListen {
  private var recording = HeardRecording()
  private var start: Double?
  private var playedSeconds: Double?
  private var isPlayingNow = false
  /// From what the player sent: it knew which file it played.
  private var submittedID: String?
  /// From ListenBrainz's own search by name.
  private var mappedID: String?

  init(reading scanner: inout JSONScanner) {
    guard scanner.enterObject() else { return }
    while scanner.nextName() {
      if scanner.isName("listened_at") {
        start = scanner.number()
      } else if scanner.isName("playing_now") {
        isPlayingNow = scanner.bool() ?? false
      } else if scanner.isName("track_metadata") {
        readMetadata(&scanner)
      }
    }
    recording.musicBrainzRecordingID = submittedID ?? mappedID
  }

  private mutating func readMetadata(_ scanner: inout JSONScanner) {
    guard scanner.enterObject() else { return }
    while scanner.nextName() {
      if scanner.isName("artist_name") {
        recording.artist = scanner.text()
      } else if scanner.isName("track_name") {
        recording.title = scanner.text()
      } else if scanner.isName("release_name") {
        recording.album = scanner.text()
      } else if scanner.isName("additional_info") {
        readSubmission(&scanner)
      } else if scanner.isName("mbid_mapping") {
        guard scanner.enterObject() else { continue }
        while scanner.nextName() {
          if scanner.isName("recording_mbid") { mappedID = scanner.musicBrainzID() }
        }
      }
    }
  }

  private mutating func readSubmission(_ scanner: inout JSONScanner) {
    guard scanner.enterObject() else { return }
    var milliseconds: Double?
    var seconds: Double?
    while scanner.nextName() {
      if scanner.isName("recording_mbid") {
        submittedID = scanner.musicBrainzID()
      } else if scanner.isName("isrc") {
        recording.isrc = scanner.isrc()
      } else if scanner.isName("duration_ms") {
        milliseconds = scanner.seconds(unit: 0.001)
      } else if scanner.isName("duration") {
        seconds = scanner.seconds()
      } else if scanner.isName("duration_played") {
        playedSeconds = scanner.seconds()
      }
    }
    recording.seconds = milliseconds ?? seconds
  }

  func outcome(in context: ParserContext) -> RecordOutcome {
    if isPlayingNow, start == nil { return .passedOver }
    return listen(to: recording, at: start, .start, playedSeconds: playedSeconds, in: context)
  }
}
