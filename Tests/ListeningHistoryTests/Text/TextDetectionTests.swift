import ListeningHistory
import Testing

@Suite struct TextDetectionTests {
  private func detect(_ bytes: [UInt8]) -> HistoryFormat? {
    bytes.prefix(64 << 10).withUnsafeBufferPointer { TextFormats.detect($0) }
  }

  @Test("Every history is known by its content", arguments: TextFixture.all)
  func fixtures(_ fixture: TextFixture) {
    #expect(detect(fixture.bytes) == fixture.format)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if fixture.bytes.starts(with: mark) {
      #expect(detect(Array(fixture.bytes.dropFirst(3))) == fixture.format)
    } else {
      #expect(detect(mark + fixture.bytes) == fixture.format)
    }
  }

  @Test(
    "Little suffices where it is clear",
    arguments: [
      ("uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid", .lastFMTable),
      ("uts,artist,track\n,A,B\n", .lastFMTable),
      ("uts,artist,track\n17040674,A,B\n", .lastFMTable),
      ("\r\n\"TIME\",\"Track\",\"artist\"\r\n", .libreFMTable),
      ("Artist,Track,Album,Time\nA,B,C,1704067440", .libreFMTable),
      ("A,B,C,01 Jan 2024 00:04", .lastFMBareTable),
      ("#AUDIOSCROBBLER/1.1\n", .scrobblerLog),
      // Its head was lost.
      ("A\tB\tC\t1\t100\tL\t1143374412\n", .scrobblerLog),
      ("Jun 19 13:11 : avahi: Service 'Music' successfully established.\n", .mpdLog),
      ("2025-01-22T15:43:14 player: played \"a.mp3\"\n", .mpdLog),
      ("2025-01-22T15:43:14 state_file: Loading state file /a\n", .mpdLog),
      ("# journal\na = A\nt = B\ni = 1704067440\n", .mpdscribble),
    ] as [(String, HistoryFormat)])
  func sparse(text: String, format: HistoryFormat) {
    #expect(detect(Array(text.utf8)) == format)
  }

  @Test(
    "What is no history of these is none",
    arguments: [
      "", "\n\n\n", "\u{FEFF}", "\0\0\0\0",
      "[{\"ts\": \"2024-01-01T00:00:00Z\", \"ms_played\": 1000}]",
      "{\"listened_at\": 1704067440, \"track_metadata\": {\"artist_name\": \"A\"}}\n",
      "{\"timeMs\":1704067440000,\"artist\":\"A\",\"track\":\"B\",\"event\":\"scrobble\"}\n",
      "#EXTM3U\n#EXTINF:123,Artist - Track\nMusic/a.mp3\n",
      "artist, track and time are what a scrobble has\n",
      // A table of tracks: the time is a length.
      "Artist,Track,Album,Time\nA,B,C,3:45\nD,E,F,225\n",
      "Name,Artist,Album,Time\nA,B,C,225\n",
      "id,name,price,date\n1,A,2.50,2024-01-01 00:04\n2,B,3.50,2024-01-01 00:05\n",
      "a,b,c,d\n1,2,3,4\n", "A,B,C,2024-01-01T00:04:00Z\n",
      // Other programs' logs and settings.
      "Jun 19 13:11:02 host sshd[1]: Accepted publickey for a from 1.2.3.4\n",
      "2025-01-22T15:43:14 worker: started\n2025-01-22T15:43:15 worker: done\n",
      "2025-01-22T15:43:14.123Z INFO server: started\n",
      "[section]\na = 1\nb = 2\nl = 3\n", "a = 1\nt = 2\ni = 3x\n",
      "key = value\nother = value\ntime = 3\n",
      "A\tB\tC\n1\t2\t3\n", "Dear reader,\n\nthis is a letter.\nNot a history.\n",
    ])
  func others(text: String) {
    #expect(detect(Array(text.utf8)) == nil)
  }

  @Test("Rubbish is none")
  func rubbish() {
    var random = TextRandom(state: 7)
    for _ in 0..<100 {
      let bytes = (0..<2_000).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(detect(bytes) == nil)
      #expect(detect(bytes.map { $0 % 96 + 32 }) == nil)
      #expect(detect(bytes.map { Array(",\n\"\t= a0:".utf8)[Int($0) % 9] }) == nil)
    }
  }

  @Test("A head that breaks off anywhere is that format or none")
  func brokenHeads() {
    for fixture in TextFixture.all {
      for cut in stride(from: 0, to: fixture.bytes.count, by: 7) {
        let format = detect(Array(fixture.bytes[..<cut]))
        #expect(format == nil || format == fixture.format)
      }
    }
  }
}
