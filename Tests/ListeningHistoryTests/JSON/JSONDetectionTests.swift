import ListeningHistory
import Testing

@Suite("Telling JSON histories by content")
struct JSONDetectionTests {
  @Test("every format is known by its records", arguments: JSONFixtures.all)
  func fixtures(format: HistoryFormat, text: String) {
    #expect(HistoryFormat.detect(text) == format)
    #expect(HistoryFormat.detect("\u{FEFF}" + text) == format)
    #expect(HistoryFormat.detect(" \r\n\t" + text) == format)
  }

  @Test("a head that ends in the middle will do")
  func cutHeads() {
    for (format, text) in JSONFixtures.all {
      #expect(HistoryFormat.detect(String(text.dropLast(text.count / 10))) == format)
    }
  }

  @Test(
    "records without names, and unusual ways of writing, are known too",
    arguments: [
      (
        "[" + JSONFixtures.play(["master_metadata_track_name": "null"]) + ",",
        HistoryFormat.spotifyExtended
      ),
      (#"[{"ts":"x","ms_played":1,"episode_name":"y"}]"#, .spotifyExtended),
      ("[\n  {\n    \"ts\" : 0,\n \"ms_played\":0,\"spotify_track_uri\":null", .spotifyExtended),
      (#"{"maloja":{"export_time":1},"scrobbles":[]}"#, .maloja),
      (
        #"{"track_metadata":{"track_name":"a"},"listened_at":1}"#, .listenBrainzLines
      ),
      ("{\n\"track_metadata\":{\"track_name\":\"a\"},\"listened_at\":1}", .listenBrainzArray),
      (
        #"{"listened_at":1,"track_metadata":{"#
          + #""additional_info":{"x":"\#(String(repeating: "long ", count: 12_000))"},"#
          + #""track_name":"a"}}"#, .listenBrainzLines
      ),
      (
        #"{"listened_at":1,"track"# + "\n"
          + #"{"listened_at":1,"track_metadata":{"track_name":1}}"#,
        .listenBrainzLines
      ),
    ])
  func unusual(text: String, format: HistoryFormat) {
    #expect(HistoryFormat.detect(text) == format)
  }

  @Test(
    "what is no history is none",
    arguments: [
      "", " ", "{", "[", "[]", "{}", "null", "[1,2,3]", "[[[[", "{\"", "[\"ts\",\"ms_played\"]",
      #"{"name":"x","version":"1.0.0","scripts":{"test":"y"},"dependencies":{}}"#,
      #"""
      {"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point",\#
      "coordinates":[1,2]},"properties":{"name":"x"}}]}
      """#,
      #"[{"name":"Can","artist":{"name":"x"}}]"#, #"[{"ts":"2021","value":1}]"#,
      #"{"ts":"2021-03-04T10:11:12Z","ms_played":1,"master_metadata_track_name":"x"}"#,
      // What else is in an export of ListenBrainz: user, feedback and pins.
      #"{"user_id":1,"username":"me"}"#,
      #"""
      {"recording_msid":null,"recording_mbid":"x","score":1,"created":1614852672,\#
      "track_metadata":{"artist_name":"A","track_name":"B"}}
      """#,
      #"""
      {"created":1,"row_id":1,"track_metadata":{"artist_name":"A","track_name":"B"},\#
      "pinned_until":2}
      """#,
      #"[{"endTime":"2021-03-04 10:11","podcastName":"x","episodeName":"y","msPlayed":1}]"#,
      #"{"timeMs":1,"artist":"x"}"#, "\u{0}\u{1}\u{2}", "[2021-03-04] started", "{{{{{{",
    ])
  func negatives(text: String) {
    #expect(HistoryFormat.detect(text) == nil)
  }

  @Test("deep nesting ends the look, not the program")
  func deep() {
    #expect(HistoryFormat.detect(String(repeating: "[", count: 100_000)) == nil)
    #expect(HistoryFormat.detect(String(repeating: "{\"a\":", count: 100_000)) == nil)
  }
}
