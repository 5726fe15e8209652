import ListeningHistory
import MusicModel
import Testing

@Suite("Reading JSON histories")
struct JSONFormatTests {
  @Test("Spotify's extended history")
  func spotifyExtended() {
    let reading = JSONReading(.spotifyExtended, JSONFixtures.spotifyExtended)
    let (title, album) = ("Weird Fishes / Arpeggi", "In Rainbows")
    let end: Int64 = 1_614_852_672
    #expect(
      reading.outcomes == [
        .listen(.init("Radiohead", title, album: album, end: end, played: 215.306)),
        .listen(.init("Radiohead", title, album: album, end: end, played: 1.2, skip: true)),
        .listen(.init("Radiohead", title, album: album, end: end, played: 215.306)),
        .passedOver, .passedOver,
        .damaged("the record gives no time that can be read"),
        .listen(.init("Björk 🎵", title, album: album, end: end, played: 215.306)),
      ])
  }

  @Test(
    "a play that is none of a track is passed over",
    arguments: [
      ["episode_name": #""E""#], ["spotify_episode_uri": #""spotify:episode:1""#],
      ["audiobook_title": #""B""#], ["audiobook_uri": #""spotify:show:1""#],
      ["audiobook_chapter_uri": #""spotify:episode:1""#],
      ["master_metadata_track_name": "null"], ["master_metadata_track_name": #"" ""#],
    ])
  func spoken(fields: [String: String]) {
    let text = "[\(JSONFixtures.play(fields))]"
    #expect(JSONReading(.spotifyExtended, text).outcomes == [.passedOver])
  }

  @Test(
    "a member that does not matter, or is odd, does not cost the play",
    arguments: [
      ["offline_timestamp": "1614852456123"], ["offline_timestamp": #""garbage""#],
      ["offline_timestamp": "[1,{}]"], ["offline_timestamp": "-1e400"],
      ["skipped": #""no""#], ["skipped": "[true]"], ["shuffle": "null"], ["platform": "{}"],
      ["reason_end": #""endplay""#], ["reason_end": #""unexpected-exit""#],
      ["ms_played": #""215306""#], ["ms_played": "215306.0"], ["ms_played": "2.15306e5"],
      ["ts": #""2021-03-04T10:11:12.345Z""#], ["ts": #""2021-03-04 10:11:12 UTC""#],
      ["ts": #""2021-03-04T10:11:12+00:00""#],
      ["master_metadata_track_name": #""\tWeird Fishes \/ Arpeggi\u00a0\n""#],
    ])
  func oddMembers(fields: [String: String]) {
    let text = "[\(JSONFixtures.play(fields))]"
    let expected = ListenRecord(
      "Radiohead", "Weird Fishes / Arpeggi", album: "In Rainbows", end: 1_614_852_672,
      played: 215.306)
    #expect(JSONReading(.spotifyExtended, text).outcomes == [.listen(expected)])
  }

  @Test(
    "a play without what it takes is damage",
    arguments: [
      (["master_metadata_album_artist_name": "null"], "the record names no artist"),
      (["ts": "null"], "the record gives no time that can be read"),
      (["ts": #""2021-02-30T10:11:12Z""#], "the record gives no time that can be read"),
      (["ts": #""2021-03-04T10:11:12+02:00""#], "the record gives no time that can be read"),
      (
        ["ts": #""1970-01-01T00:00:00Z""#],
        "the time 0 is not one a track could have been played at"
      ),
      (
        ["ts": #""2027-03-04T00:00:00Z""#],
        "the time 1804118400 is not one a track could have been played at"
      ),
      (["offline_timestamp": "nope"], "the record is not valid JSON"),
      (["offline_timestamp": "nul"], "the record is not valid JSON at its byte 587"),
    ])
  func damagedPlays(fields: [String: String], reason: String) {
    let text = "[\(JSONFixtures.play(fields)),\(JSONFixtures.play())]"
    let reading = JSONReading(.spotifyExtended, text)
    #expect(reading.outcomes.first == .damaged(reason))
    #expect(reading.listens.count == 1)
    #expect(reading.outcomes.count == 2)
  }

  @Test("a play of no length is one of no length, not of an unknown one")
  func unplayed() {
    let text = "[\(JSONFixtures.play(["ms_played": "0"]))]"
    #expect(JSONReading(.spotifyExtended, text).listens.map(\.playedSeconds) == [0])
  }

  @Test("Spotify's basic history")
  func spotifyBasic() {
    let reading = JSONReading(.spotifyBasic, JSONFixtures.spotifyBasic)
    #expect(
      reading.outcomes == [
        .listen(.init("Radiohead", "Nude", end: 1_614_852_660, played: 255.386)), .passedOver,
        .damaged("the record gives no time that can be read"),
      ])
    #expect(reading.lines == [2, 8, 14])
  }

  @Test("ListenBrainz, an object a line")
  func listenBrainzLines() {
    let reading = JSONReading(.listenBrainzLines, JSONFixtures.listenBrainzLines)
    #expect(
      reading.outcomes == [
        .listen(
          .init(
            "Portishead", "Roads", album: "Dummy", id: "c0ffee00-1234-4abc-8def-0123456789ab",
            isrc: "GBF079400012", seconds: 305, start: 1_614_852_672, played: 301)),
        .listen(.init("Portishead", "Glory Box", start: 1_614_852_999)),
        .damaged("the record ends in the middle"), .damaged("the record names no title"),
      ])
    #expect(reading.lines == [1, 3, 4, 5])
  }

  @Test("what the API of ListenBrainz answers")
  func listenBrainzAPI() {
    let reading = JSONReading(.listenBrainzArray, JSONFixtures.listenBrainzAPI)
    #expect(
      reading.outcomes == [
        .listen(
          .init(
            "Björk", "Jóga", id: "22222222-2222-2222-2222-222222222222", isrc: "GBF079400013",
            seconds: 251, start: 1_614_852_672)),
        .passedOver,
      ])
    #expect(reading.lines == [2, 6])
  }

  @Test("an older export of ListenBrainz is the same in an array")
  func listenBrainzArray() {
    let lines = JSONFixtures.listenBrainzLines.split(separator: "\r\n")
    let text = "[\(lines[0]),\n\(lines[1])]"
    let one = JSONReading(.listenBrainzLines, JSONFixtures.listenBrainzLines)
    #expect(HistoryFormat.detect(text) == .listenBrainzArray)
    #expect(JSONReading(.listenBrainzArray, text).listens == one.listens)
  }

  @Test(
    "identifiers that are none are dropped, and the listen kept",
    arguments: [
      #""recording_mbid":"""#, #""recording_mbid":"c0ffee00-1234-4abc-8def-0123456789a""#,
      #""recording_mbid":"c0ffee00_1234_4abc_8def_0123456789ab""#, #""recording_mbid":7"#,
      #""isrc":"GBF0794000123""#, #""isrc":"4BF079400012""#, #""isrc":[]"#, #""isrc":{}"#,
      #""duration_ms":0"#, #""duration_ms":-5"#, #""duration":"long""#, #""duration_played":0"#,
    ])
  func droppedIdentifiers(member: String) {
    let text = """
      {"listened_at":1614852672,"track_metadata":{"artist_name":"A","track_name":"B",\
      "additional_info":{\(member)}}}
      """
    #expect(
      JSONReading(.listenBrainzLines, text).listens == [.init("A", "B", start: 1_614_852_672)])
  }

  @Test("pages of Last.fm")
  func lastFM() {
    let spoon = ListenRecord(
      "Can", "Spoon", album: "Ege Bamyasi", id: "33333333-3333-3333-3333-333333333333",
      start: 1_614_852_672)
    let reading = JSONReading(.lastFMPages, JSONFixtures.lastFMPages)
    #expect(
      reading.outcomes == [
        .listen(spoon), .passedOver, .listen(.init("Can", "Halleluwah", start: 1_614_853_672)),
        .damaged("the record gives no time that can be read"),
      ])
    #expect(reading.lines == [3, 7, 11, 13])
  }

  @Test(
    "wherever the tracks of Last.fm stand, they are found",
    arguments: [
      #"{"track":[T,T]}"#, #"[{"track":[T]},{"track":[T]}]"#, #"[T,T]"#, #"[[T],[T]]"#,
      #"{"recenttracks":{"track":[T,T],"@attr":{"page":[{"x":"1"}]}}}"#,
      #"[{"recenttracks":{"track":[T]}},{"recenttracks":{"track":T}}]"#,
      #"{"@attr":{"total":"2"},"track":[T,T],"other":{"artist":[{"name":"x"}]}}"#,
      #"{"recenttracks":{"track":[T,T]}} {"recenttracks":{"track":[]}}"#,
    ])
  func lastFMPlaces(text: String) {
    let track = ##"{"artist":{"#text":"Can"},"name":"Spoon","date":{"uts":"1614852672"}}"##
    let text = text.replacing("T", with: track)
    #expect(HistoryFormat.detect(text) == .lastFMPages)
    let listen = RecordOutcome.listen(.init("Can", "Spoon", start: 1_614_852_672))
    #expect(JSONReading(.lastFMPages, text).outcomes == [listen, listen])
  }

  @Test("Maloja")
  func maloja() {
    #expect(
      JSONReading(.maloja, JSONFixtures.maloja).outcomes == [
        .listen(
          .init(
            "Daft Punk, Pharrell Williams", "Get Lucky", album: "Random Access Memories",
            albumArtist: "Daft Punk", seconds: 248, start: 1_614_852_672, played: 240)),
        .listen(.init("Daft Punk", "Doin' it Right", start: 1_614_853_672)),
        .damaged("the record names no artist"),
      ])
  }

  @Test("Pano Scrobbler")
  func pano() {
    #expect(
      JSONReading(.panoScrobbler, JSONFixtures.pano).outcomes == [
        .listen(
          .init(
            "Low", "Days Like These", album: "HEY WHAT", albumArtist: "Low", seconds: 318,
            start: 1_614_852_672)),
        .passedOver, .listen(.init("Low", "More", start: 1_614_853_672)),
      ])
  }
}
