/// Where the columns of a table with a header line are.
struct TableColumns: Hashable {
  /// Whose table: what its columns are called.
  enum Kind {
    case lastFM
    case libreFM
  }

  var count: Int
  /// Seconds since 1970; a date with a time in tables of Libre.fm.
  var stamp: Int
  /// A date with a time.
  var date: Int?
  var artist: Int
  var title: Int
  var album: Int?
  var recordingID: Int?

  /// Reads a header line; nil when it is none of that kind.
  init?(header row: CommaSeparatedRow, of record: TextSlice, kind: Kind) {
    func column(_ name: StaticString) -> Int? {
      (0..<row.count).first { row[$0, of: record].isWord(name) }
    }
    let seconds = column("uts")
    // A header of Last.fm's is not one of Libre.fm's, whatever columns were added to it.
    guard !row.isOpen, (seconds != nil) == (kind == .lastFM),
      let stamp = kind == .lastFM ? seconds : column("time"),
      let artist = column("artist"), let title = column("track")
    else { return nil }
    count = row.count
    (self.stamp, self.artist, self.title) = (stamp, artist, title)
    album = column("album")
    date = kind == .lastFM ? column("utc_time") : nil
    recordingID = kind == .lastFM ? column("track_mbid") : nil
  }

  /// Reads what ``state`` wrote.
  init?(state: ParserState) {
    func column(_ name: String) -> Int? {
      state[name].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 }
    }
    guard let count = column("columns"), let stamp = column("stamp"),
      let artist = column("artist"), let title = column("title")
    else { return nil }
    (self.count, self.stamp, self.artist, self.title) = (count, stamp, artist, title)
    date = column("date")
    album = column("album")
    recordingID = column("recording")
  }

  /// As words, for going on another day.
  var state: ParserState {
    var state = [
      "columns": String(count), "stamp": String(stamp), "artist": String(artist),
      "title": String(title),
    ]
    state["date"] = date.map { String($0) }
    state["album"] = album.map { String($0) }
    state["recording"] = recordingID.map { String($0) }
    return state
  }
}
