import ListeningHistory
import MusicModel

extension TextFixture {
  static let scrobblerLog = [
    TextFixture(
      "in UTC, with skips", .scrobblerLog,
      """
      #AUDIOSCROBBLER/1.1
      #TZ/UTC
      #CLIENT/Rockbox sansae200 1.1
      Metallica\tMetallica\tEnter Sandman\t1\t365\tL\t1143374412\t\(id)
      Portishead\tRoseland NYC Live\tCowboys\t\t312\tS\t1143374777
      Steppenwolf\t\tThe Pusher\t12\t0\tL\t1143374779\t\(id)?\t\t
      <Untagged>\t\t/Music/a.mp3\t\t365\tL\t1143374412\t
      A\t<UNTAGGED>\tB\t\tlong\tl\t1143374780\t
      A\tB\t\t\t365\tL\t1143374412\t
      #1 Dads\t\tSo Soldier\t\t0\tL\t1143374781\t

      """,
      [
        .init(
          4,
          .heard(
            "Metallica", "Enter Sandman", album: "Metallica", id: id, seconds: 365,
            at: 1_143_374_412)),
        .init(
          5,
          .heard(
            "Portishead", "Cowboys", album: "Roseland NYC Live", seconds: 312, at: 1_143_374_777,
            skipped: true)),
        .init(6, .heard("Steppenwolf", "The Pusher", at: 1_143_374_779)),
        .init(7, .passedOver),
        .init(8, .heard("A", "B", at: 1_143_374_780)),
        .init(9, .passedOver),
        .init(10, .heard("#1 Dads", "So Soldier", at: 1_143_374_781)),
      ]),
    TextFixture(
      "by a clock of which the zone is unknown, in winter and in summer", .scrobblerLog,
      "\u{FEFF}#AUDIOSCROBBLER/1.0\r\n#TZ/UNKNOWN\r\n#CLIENT/Rockbox\r\n"
        + "A\tB\tC\t1\t100\tL\t\(moment(2024, 1, 15, 20))\t\r\n"
        + "A\tB\tC\t1\t100\tL\t\(moment(2024, 7, 1, 20))\t\r\n"
        // The hour that comes twice is the first, the hour that never comes is near.
        + "A\tB\tC\t1\t100\tL\t\(moment(2024, 10, 27, 2, 30))\t\r\n"
        + "A\tB\tC\t1\t100\tL\t0\t\r\n#TZ/utc\r\n"
        + "A\tB\tC\t1\t100\tL\t\(moment(2024, 7, 1, 20))\t",
      [
        .init(4, .abc(at: moment(2024, 1, 15, 19))),
        .init(5, .abc(at: moment(2024, 7, 1, 18))),
        .init(6, .abc(at: moment(2024, 10, 27, 0, 30))),
        .init(7, .implausible("0")),
        .init(9, .abc(at: moment(2024, 7, 1, 20))),
      ]),
    TextFixture(
      "broken entries", .scrobblerLog,
      """
      #AUDIOSCROBBLER/1.1
      #ARTIST\t#ALBUM\t#TITLE\t#TRACKNUM\t#LENGTH\t#RATING\t#TIMESTAMP\t#MUSICBRAINZ_TRACKID
      # FAILED - A\tB\tC\t1\t100\tL\t1143374412\t
      A\tB\tC\t1\t100\tX\t1143374412\t
      A\tB\tC\tD\t1\t100\tL\t1143374412\t\(id)
      A\tB\tC\t1\t100\tL\t\t
      \0\0\0A\tB\tC\t1\t100\tL\t1143374412\t
      \t\t\t
      A\tB\tC\t1\t100\tL\t11433744
      """,
      [
        .init(3, .damaged("the player itself marked the entry as broken")),
        .init(4, .damaged("the rating X is neither L nor S")),
        .init(5, .damaged("the line has 9 fields instead of 7 or 8")),
        .init(6, .damaged("the record gives no time")),
        .init(7, .abc(at: 1_143_374_412)),
        .init(9, .implausible("11433744")),
      ]),
  ]

  static let mpdscribble = [
    TextFixture(
      "records, some of them short", .mpdscribble,
      """
      a = Portishead
      t = Roads = Strassen
      b = Dummy
      n = 7
      m = \(id)
      r = L
      i = 1704067440
      l = 305
      o = P

      \(" ")
      # a remark

      a = Sigur Rós\r
      t = Ára bátur\r
      i = 1704067441\r
      l = 0\r
      o = P\r
      \r
      t = Roads
      i = 1704067440

      a = Portishead
      i = 1704067440

      a=Portishead
      t=Roads
      a=Portishead

      a = Portishead
      t = Roads
      i = 17320
      l = 305
      o = P

      a = Portishead
      t = Roads
      i = 1704067442
      l = 30
      """,
      [
        .init(
          1,
          .heard(
            "Portishead", "Roads = Strassen", album: "Dummy", id: id, seconds: 305,
            at: 1_704_067_440, meaning: .end)),
        .init(14, .heard("Sigur Rós", "Ára bátur", at: 1_704_067_441, meaning: .end)),
        .init(20, .damaged("the record names no artist")),
        .init(23, .damaged("the record names no title")),
        .init(26, .damaged("two records run into one another")),
        .init(30, .implausible("17320")),
        .init(36, .heard("Portishead", "Roads", at: 1_704_067_442, meaning: .end)),
      ]),
    TextFixture(
      "cut short before the time, after a byte-order mark", .mpdscribble,
      "\u{FEFF}a = A\nt = B\ni = 1704067440\no = P\n\na = A\nt = B\n",
      [
        .init(1, .heard("A", "B", at: 1_704_067_440, meaning: .end)),
        .init(6, .damaged("the record gives no time")),
      ]),
  ]

  static let mpdLog = [
    TextFixture(
      "with the year", .mpdLog,
      """
      2025-01-22T15:40:00 server_socket: bind to '0.0.0.0:6600'
      2025-01-22T15:43:14 player: played "Portishead/Dummy/07 Roads.flac"
      2025-03-30T03:30:00 player: played "a \\"b\\" \\\\ \\t\\x{fc}\\u{e9}.mp3"
      2025-03-30T03:30:00 player: played "a "b" \\q.mp3"
      2025-03-30T03:30:00 player: played "http://example.org/stream"
      2025-03-30T03:30:00 player: played "/srv/music/a.mp3"
      2025-03-30T03:30:00 player: played "file:///srv/music/a.mp3"
      2025-03-30T03:30:00 player: played "a://b/c:d.mp3"
      2025-03-30T03:30:00 player: played ""
      2025-02-30T03:30:00 player: played "a.mp3"
      2005-01-22T15:43:14 player: played "old.mp3"
      1970-01-01T01:00:14 player: played "a.mp3"
      2025-03-30T03:30:00 playlist: played "no.mp3"
      2025-03-30T03:30:00 player: played "Portishead/Dum
      """,
      [
        .init(
          2, .played("Portishead/Dummy/07 Roads.flac", at: moment(2025, 1, 22, 14, 43, 14))),
        .init(3, .played("a \"b\" \\ \t\u{FFFD}é.mp3", at: moment(2025, 3, 30, 1, 30))),
        .init(4, .played("a \"b\" \\q.mp3", at: moment(2025, 3, 30, 1, 30))),
        .init(5, .passedOver),
        .init(6, .played("srv/music/a.mp3", at: moment(2025, 3, 30, 1, 30))),
        .init(7, .played("srv/music/a.mp3", at: moment(2025, 3, 30, 1, 30))),
        .init(8, .passedOver),
        .init(9, .damaged("the line names no file")),
        .init(10, .damaged("the line does not begin with a date")),
        .init(11, .played("old.mp3", at: moment(2005, 1, 22, 14, 43, 14))),
        .init(12, .implausible("1970-01-01T01:00:14")),
        .init(14, .damaged("the line breaks off within the name of the file")),
      ]),
    TextFixture(
      "without the year, over two New Years", .mpdLog,
      """
      Dec 30 23:50 : player: played "a.mp3"
      Jun 19 13:11 : client: [0] opened from 127.0.0.1:5000
      Jun 19 13:11 : player: played "b \\"c\\".mp3"
      Dec 31 23:59 : player_thread: played "c.mp3"\r
      Jan  1 00:03 : played "d.mp3"
      Feb 29 12:00 : player: played "e.mp3"
      Mar 31 03:30 : player: played "f "g".mp3"
      """,
      context: ParserContext(
        localTime: TextFixture.berlin, now: moment(2025, 6, 1),
        modified: moment(2024, 3, 31, 1, 30),
        yearsSpanned: 2),
      [
        .init(1, .played("a.mp3", at: moment(2022, 12, 30, 22, 50))),
        .init(3, .played("b \\\"c\\\".mp3", at: moment(2023, 6, 19, 11, 11))),
        .init(4, .played("c.mp3", at: moment(2023, 12, 31, 22, 59))),
        .init(5, .played("d.mp3", at: moment(2023, 12, 31, 23, 3))),
        .init(6, .played("e.mp3", at: moment(2024, 2, 29, 11))),
        .init(7, .played("f \"g\".mp3", at: moment(2024, 3, 31, 1, 30))),
      ]),
    TextFixture(
      "without the year, then with it, then without", .mpdLog,
      """
      Feb 29 12:00 : player: played "a.mp3"
      Dec 30 23:50 : player: played "b.mp3"
      2024-01-01T00:03:07 player: played "c.mp3"
      Dec 31 23:50 : player: played "d.mp3"
      : player: played "e.mp3"
      Feb 29 12:00 : player: played "f.mp3"
      """,
      context: ParserContext(
        localTime: TextFixture.berlin, now: moment(2025, 6, 1), modified: moment(2024, 3, 31),
        yearsSpanned: 1),
      [
        .init(1, .damaged("the year the line is from has no such day")),
        .init(2, .played("b.mp3", at: moment(2023, 12, 30, 22, 50))),
        .init(3, .played("c.mp3", at: moment(2023, 12, 31, 23, 3, 7))),
        .init(4, .played("d.mp3", at: moment(2023, 12, 31, 22, 50))),
        .init(5, .damaged("the line does not begin with a date")),
        .init(6, .played("f.mp3", at: moment(2024, 2, 29, 11))),
      ]),
  ]
}

extension RecordOutcome {
  fileprivate static func abc(at stamp: Int64) -> RecordOutcome {
    .heard("A", "C", album: "B", seconds: 100, at: stamp)
  }
}
