/// The histories that are kept as JSON.
enum JSONFormats {
  /// The format of a file that begins with `head`, or nil when it is none of these.
  static func detect(_ head: UnsafeBufferPointer<UInt8>) -> HistoryFormat? {
    let outline = JSONOutline(head)
    func isAnywhere(_ prefixes: [String], _ names: [[String]]) -> Bool {
      prefixes.contains { prefix in
        names.allSatisfy { $0.contains { outline.paths.contains(prefix + $0) } }
      }
    }
    let listenBrainz = [
      ["listened_at"], ["track_metadata.track_name", "track_metadata.artist_name"],
    ]
    if isAnywhere([""], listenBrainz) {
      return outline.isOneObjectALine ? .listenBrainzLines : .listenBrainzArray
    }
    if isAnywhere(
      ["[].", "payload.listens[].", "[].payload.listens[].", "listens[]."], listenBrainz)
    {
      return .listenBrainzArray
    }
    if isAnywhere([""], [["timeMs"], ["artist"], ["track"]]) { return .panoScrobbler }
    if isAnywhere(
      ["[]."],
      [["ts"], ["ms_played"], ["master_metadata_track_name", "episode_name", "spotify_track_uri"]])
    {
      return .spotifyExtended
    }
    if isAnywhere(["[]."], [["endTime"], ["artistName"], ["trackName"], ["msPlayed"]]) {
      return .spotifyBasic
    }
    let pages = ["track[].", "track.", "recenttracks.track[].", "recenttracks.track."]
    let lastFM = [["name"], ["artist.#text", "artist.name"], ["date.uts", "@attr.nowplaying"]]
    if isAnywhere(pages + pages.map { "[]." + $0 } + ["[].", "[][]."], lastFM) {
      return .lastFMPages
    }
    if isAnywhere(["scrobbles[]."], [["time"], ["track.title"], ["track.artists"]])
      || isAnywhere([""], [["maloja.export_time"], ["scrobbles"]])
    {
      return .maloja
    }
    return nil
  }

  /// How the bytes of `format` fall into records; nil for a format that is not JSON.
  static func framing(of format: HistoryFormat) -> RecordFraming? {
    switch format {
    case .listenBrainzLines, .panoScrobbler: .lines
    case .spotifyExtended, .spotifyBasic, .listenBrainzArray, .lastFMPages, .maloja: .objects
    case .lastFMTable, .lastFMBareTable, .libreFMTable, .scrobblerLog, .mpdscribble, .mpdLog: nil
    }
  }

  /// The parser of `format`; nil for a format that is not JSON.
  static func parser(
    for format: HistoryFormat, context: ParserContext, state: ParserState
  ) -> (any RecordParser)? {
    JSONRecordParser(format, context: context)
  }
}
