/// The kinds of listening history Orpheus reads, told apart by content.
package enum HistoryFormat: String, Sendable, CaseIterable {
  case spotifyExtended = "spotify-extended"
  case spotifyBasic = "spotify-basic"
  /// One object a line, as in the export's month files.
  case listenBrainzLines = "listenbrainz-jsonl"
  /// One array, as in older exports; also what the API answers.
  case listenBrainzArray = "listenbrainz-json"
  /// With a header line.
  case lastFMTable = "lastfm-csv"
  /// Without a header line.
  case lastFMBareTable = "lastfm-csv-bare"
  case lastFMPages = "lastfm-json"
  case libreFMTable = "librefm-csv"
  case scrobblerLog = "scrobbler-log"
  case mpdscribble
  case maloja
  case mpdLog = "mpd-log"
  case panoScrobbler = "pano-jsonl"

  /// How far a stamp may be off, in seconds: some histories keep whole minutes.
  package var stampTolerance: Int64 {
    switch self {
    case .spotifyBasic, .lastFMBareTable, .mpdLog: 60
    case .mpdscribble: 10
    default: 2
    }
  }
}
