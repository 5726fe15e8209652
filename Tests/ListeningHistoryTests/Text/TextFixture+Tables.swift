import ListeningHistory

extension TextFixture {
  private static let header =
    "uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid"

  static let lastFM = [
    TextFixture(
      "the usual columns, quoted and not", .lastFMTable,
      #"""
      \#(header)
      1704067440,"01 Jan 2024, 00:04",Portishead,\#(id),Dummy,,Roads,\#(id.uppercased())
      "1704067200","01 Jan 2024, 00:00","Sigur Rós","","","","Ára bátur","not an id"
      1704067201,,"Earth, Wind & Fire",,"The ""Best"" Of",,"""Heroes""",

      """#,
      [
        .init(
          2, .heard("Portishead", "Roads", album: "Dummy", id: id, at: moment(2024, 1, 1, 0, 4))),
        .init(3, .heard("Sigur Rós", "Ára bátur", at: moment(2024, 1, 1))),
        .init(
          4,
          .heard(
            "Earth, Wind & Fire", "\"Heroes\"", album: "The \"Best\" Of",
            at: moment(2024, 1, 1, 0, 0, 1))),
      ]),
    TextFixture(
      "other columns in another order, byte-order mark, CRLF", .lastFMTable,
      "\u{FEFF}\"Track\",Artist,UTS,loved\r\nRoads,Portishead,1704067440,1\r\n\r\n"
        + "  Glory Box\t, Portishead ,1704067441.5 ,\r\n",
      [
        .init(2, .heard("Portishead", "Roads", at: 1_704_067_440)),
        .init(4, .heard("Portishead", "Glory Box", at: 1_704_067_441)),
      ]),
    TextFixture(
      "what is playing now, what has no name, what has no right time", .lastFMTable,
      """
      \(header)
      ,,Portishead,,Dummy,,Roads,
      ,"01 Jan 2024, 00:04",Portishead,,Dummy,,Roads,
      1704067440,,Portishead,,Dummy,,,
      0,,Portishead,,Dummy,,Roads,
      1704067440000,,Portishead,,Dummy,,Roads,
      17040674400000000000,,Portishead,,Dummy,,Roads,
      17320,,Portishead,,Dummy,,Roads,
      1748995200,,Portishead,,Dummy,,Roads,
      yesterday,,Portishead,,Dummy,,Roads,
      \(header)
      1704067441,,Portishead,,Dummy,,Roads,
      ,,,,,,,
      1704067442,"01 Jan
      """,
      [
        .init(2, .passedOver),
        .init(3, .heard("Portishead", "Roads", album: "Dummy", at: 1_704_067_440)),
        .init(4, .passedOver),
        .init(5, .implausible("0")),
        .init(6, .implausible("1704067440000")),
        .init(7, .implausible("17040674400000000000")),
        .init(8, .implausible("17320")),
        .init(9, .implausible("1748995200")),
        .init(10, .damaged("the time yesterday cannot be read")),
        .init(12, .heard("Portishead", "Roads", album: "Dummy", at: 1_704_067_441)),
        .init(13, .passedOver),
        .init(14, .damaged("a quotation mark is opened and never closed")),
      ]),
    TextFixture(
      "line breaks and quotes within names", .lastFMTable,
      """
      uts,artist,track
      1704067200,"Weird Al" Yankovic,7" single
      1704067201,"two
      lines","and,
      three""\r
      lines"
      1704067202 , "Spaced" , "Out"
      1704067203,A,B
      """,
      [
        .init(2, .heard("\"Weird Al\" Yankovic", "7\" single", at: 1_704_067_200)),
        .init(3, .heard("two lines", "and, three\" lines", at: 1_704_067_201)),
        .init(7, .heard("Spaced", "Out", at: 1_704_067_202)),
        .init(8, .heard("A", "B", at: 1_704_067_203)),
      ]),
    TextFixture(
      "quotes that nobody closed", .lastFMTable,
      """
      artist,track,uts
      A,"Ziggy,1704067200
      B,"Good",1704067201
      C,"Bad,1704067202
      D,Plain,1704067203
      E,Last,1704067204

      """,
      [
        .init(2, .damaged("a quotation mark is opened and never closed")),
        .init(3, .heard("B", "Good", at: 1_704_067_201)),
        .init(4, .damaged("a quotation mark is opened and never closed")),
        .init(5, .heard("D", "Plain", at: 1_704_067_203)),
        .init(6, .heard("E", "Last", at: 1_704_067_204)),
      ]),
    TextFixture(
      "bytes that are no text", .lastFMTable,
      bytes: Array("uts,artist,track\n1704067200,Bj\u{0}\u{1}".utf8) + [0xF6]
        + Array("rk,\u{0}Jóga\u{7F}\n".utf8),
      [.init(2, .heard("Bj \u{FFFD}rk", "Jóga", at: 1_704_067_200))]),
    TextFixture(
      "too many and too few columns", .lastFMTable,
      "uts,artist,track\n1704067200,A,B, ,\n1704067200,A,B,C\n1704067200,A\n# a remark\n",
      [
        .init(2, .heard("A", "B", at: 1_704_067_200)),
        .init(3, .damaged("the row has 4 columns instead of 3")),
        .init(4, .damaged("the row has 2 columns instead of 3")),
      ]),
    TextFixture(
      "one table after another, with other columns", .lastFMTable,
      "uts,artist,track\n1704067200,A,B\ntrack,uts,artist,album\nB,1704067201,A,C\n",
      [
        .init(2, .heard("A", "B", at: 1_704_067_200)),
        .init(4, .heard("A", "B", album: "C", at: 1_704_067_201)),
      ]),
  ]

  static let lastFMBare = [
    TextFixture(
      "rows, the newest perhaps playing now", .lastFMBareTable,
      """
      Portishead,Dummy,Roads,
      Portishead,Dummy,"Glory Box",29 Feb 2024 23:59
      "Earth, Wind & Fire",,September,"1 jan 2024 00:04"
      Portishead,Dummy,,01 Jan 2024 00:04
      Portishead,Dummy,Roads,30 Feb 2024 00:04
      Portishead,Dummy,Roads,01 Jan 1970 00:00
      Earth, Wind & Fire,,September,01 Jan 2024 00:04
      Portishead,Dummy,Roads,01 Jan 2024 00:0
      """,
      [
        .init(1, .passedOver),
        .init(
          2, .heard("Portishead", "Glory Box", album: "Dummy", at: moment(2024, 2, 29, 23, 59))),
        .init(3, .heard("Earth, Wind & Fire", "September", at: moment(2024, 1, 1, 0, 4))),
        .init(4, .passedOver),
        .init(5, .damaged("the time 30 Feb 2024 00:04 cannot be read")),
        .init(6, .implausible("01 Jan 1970 00:00")),
        .init(7, .damaged("the row has 5 columns instead of 4")),
        .init(8, .damaged("the time 01 Jan 2024 00:0 cannot be read")),
      ]),
    TextFixture(
      "byte-order mark before a quote, CRLF", .lastFMBareTable,
      "\u{FEFF}\"A\nB\",C,D,01 Jan 2024 00:04\r\n\r\nE,F,G,01 Jan 2024 00:05",
      [
        .init(1, .heard("A B", "D", album: "C", at: moment(2024, 1, 1, 0, 4))),
        .init(4, .heard("E", "G", album: "F", at: moment(2024, 1, 1, 0, 5))),
      ]),
  ]

  static let libreFM = [
    TextFixture(
      "seconds, after a user's number", .libreFMTable,
      """
      userid,Artist,Track,Album,Time
      17,Portishead,Roads,Dummy,1704067440
      17,Portishead,Roads,,
      17,#1 Dads,"So, Soldier",,1704067441
      17,Portishead,Roads,Dummy,17040674
      """,
      [
        .init(2, .heard("Portishead", "Roads", album: "Dummy", at: 1_704_067_440)),
        .init(3, .damaged("the record gives no time")),
        .init(4, .heard("#1 Dads", "So, Soldier", at: 1_704_067_441)),
        .init(5, .implausible("17040674")),
      ]),
    TextFixture(
      "dates of all kinds, after lines of something else", .libreFMTable,
      """
      # exported by "libre.fm
      Your scrobbles, all of them:

      TIME,ALBUM,TRACK,ARTIST
      01 Jan 2024 00:04,Dummy,Roads,Portishead
      "01 Jan 2024, 00:04:30",Dummy,Roads,Portishead
      2024-01-01 00:05,Dummy,Roads,Portishead
      2024-01-01T00:05:30.250,Dummy,Roads,Portishead
      2024-01-01T00:06:00Z,Dummy,Roads,Portishead
      2024-01-01T02:06:30+02:00,Dummy,Roads,Portishead
      2023-12-31T18:37:00-0530,Dummy,Roads,Portishead
      2024-01-01,Dummy,Roads,Portishead
      2024-01-01T00:06:00+2,Dummy,Roads,Portishead
      """,
      [
        .init(5, .roads(at: moment(2024, 1, 1, 0, 4))),
        .init(6, .roads(at: moment(2024, 1, 1, 0, 4, 30))),
        .init(7, .roads(at: moment(2024, 1, 1, 0, 5))),
        .init(8, .roads(at: moment(2024, 1, 1, 0, 5, 30))),
        .init(9, .roads(at: moment(2024, 1, 1, 0, 6))),
        .init(10, .roads(at: moment(2024, 1, 1, 0, 6, 30))),
        .init(11, .roads(at: moment(2024, 1, 1, 0, 7))),
        .init(12, .damaged("the time 2024-01-01 cannot be read")),
        .init(13, .damaged("the time 2024-01-01T00:06:00+2 cannot be read")),
      ]),
  ]
}

extension RecordOutcome {
  static func implausible(_ time: String) -> RecordOutcome {
    .damaged("the time \(time) is not one a track could have been played at")
  }

  fileprivate static func roads(at stamp: Int64) -> RecordOutcome {
    .heard("Portishead", "Roads", album: "Dummy", at: stamp)
  }
}
