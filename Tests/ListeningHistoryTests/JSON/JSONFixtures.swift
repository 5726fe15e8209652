import ListeningHistory

/// Documents as the services write them, made field by field, with everything awkward in them.
enum JSONFixtures {
  /// Every JSON format, with as many outcomes of each kind as are in it.
  static let all: [(format: HistoryFormat, text: String)] = [
    (.spotifyExtended, spotifyExtended), (.spotifyBasic, spotifyBasic),
    (.listenBrainzLines, listenBrainzLines), (.listenBrainzArray, listenBrainzAPI),
    (.lastFMPages, lastFMPages), (.lastFMPages, lastFMAPI), (.maloja, maloja),
    (.panoScrobbler, pano),
  ]

  /// One play of the extended history; `fields` replace those given by default.
  static func play(_ fields: [String: String] = [:]) -> String {
    let usual = [
      ("ts", #""2021-03-04T10:11:12Z""#), ("platform", #""Android OS 11 API 30 (x, y)""#),
      ("ms_played", "215306"), ("conn_country", #""DE""#),
      ("master_metadata_track_name", #""Weird Fishes / Arpeggi""#),
      ("master_metadata_album_artist_name", #""Radiohead""#),
      ("master_metadata_album_album_name", #""In Rainbows""#),
      ("spotify_track_uri", #""spotify:track:4wajJ1o7jWIg62YqpkHC7S""#),
      ("episode_name", "null"), ("episode_show_name", "null"), ("spotify_episode_uri", "null"),
      ("audiobook_title", "null"), ("audiobook_uri", "null"), ("audiobook_chapter_uri", "null"),
      ("reason_start", #""clickrow""#), ("reason_end", #""trackdone""#), ("shuffle", "false"),
      ("skipped", "false"), ("offline", "false"), ("offline_timestamp", "1614852456"),
      ("incognito_mode", "false"),
    ]
    let members = usual.map { #""\#($0.0)":\#(fields[$0.0] ?? $0.1)"# }
    return "{\(members.joined(separator: ","))}"
  }

  static let spotifyExtended =
    "["
    + [
      play(),
      play(["skipped": "true", "ms_played": "1200", "reason_end": #""fwdbtn""#]),
      play(["skipped": "null", "reason_end": #""fwdbtn""#]),
      play(["master_metadata_track_name": "null", "spotify_track_uri": "null"]),
      play(["episode_name": #""Episode 12""#, "episode_show_name": #""A Show""#]),
      play(["ts": #""soon""#]),
      play(["master_metadata_album_artist_name": #""Bj\u00f6rk \ud83c\udfb5""#]),
    ].joined(separator: ",") + "]"

  static let spotifyBasic = """
    [
      {
        "endTime" : "2021-03-04 10:11",
        "artistName" : "Radiohead",
        "trackName" : "Nude",
        "msPlayed" : 255386
      },
      {
        "endTime" : "2021-03-04 10:16",
        "podcastName" : "A Show",
        "episodeName" : "Episode 12",
        "msPlayed" : 1000
      },
      {
        "endTime" : "2021-03-04 25:16",
        "artistName" : "Radiohead",
        "trackName" : "Nude",
        "msPlayed" : 0
      }
    ]

    """

  static let listenBrainzLines =
    [
      #"""
      {"inserted_at":1.5,"listened_at":1614852672.75,\#
      "track_metadata":{"artist_name":"Portishead","track_name":"Roads","release_name":"Dummy",\#
      "recording_msid":"x",\#
      "additional_info":{"recording_mbid":"C0FFEE00-1234-4ABC-8DEF-0123456789AB",\#
      "isrc":"gb-f07-94-00012","duration_ms":305000,"duration_played":301},\#
      "mbid_mapping":{"recording_mbid":"11111111-1111-1111-1111-111111111111",\#
      "artists":[{"artist_mbid":"y","artist_credit_name":"Portishead"}]}}}
      """#,
      "",
      #"""
      {"listened_at":1614852999,"track_metadata":{"artist_name":"Portishead",\#
      "track_name":"Glory Box","additional_info":{},"mbid_mapping":null}}
      """#,
      #"{"listened_at":1614852999,"track_metadata":{"artist_name":"Portishead","track_na"#,
      #"{"listened_at":1614853999,"track_metadata":{"artist_name":"Portishead"}}"#,
    ].joined(separator: "\r\n") + "\r\n"

  static let listenBrainzAPI = """
    {"payload": {"count": 2, "latest_listen_ts": 1614852672, "listens": [
      {"inserted_at": 1, "listened_at": 1614852672, "recording_msid": "a", "track_metadata":
        {"additional_info": {"isrc": ["GBF079400013"], "duration": "251"}, "artist_name": "Björk",
         "mbid_mapping": {"artists": [{"join_phrase": ""}], "recording_mbid":
           "22222222-2222-2222-2222-222222222222"}, "track_name": "Jóga"}, "user_name": "me"},
      {"playing_now": true, "track_metadata": {"artist_name": "A", "track_name": "B"}}
    ], "user_id": "me"}}
    """

  static let lastFMPages = """
    [
     {"track": [
       {"artist": {"mbid": "z", "#text": "Can"}, "album": {"mbid": "", "#text": "Ege Bamyasi"},
        "image": [{"size": "small", "#text": "http://x/1.png"}], "streamable": "0",
        "date": {"uts": "1614852672", "#text": "04 Mar 2021, 10:11"}, "url": "http://x",
        "name": "Spoon", "mbid": "33333333-3333-3333-3333-333333333333"},
       {"artist": {"#text": "Can"}, "name": "Vitamin C", "album": {"#text": ""}, "mbid": "",
        "@attr": {"nowplaying": "true"}}
     ], "@attr": {"page": "1", "total": "3"}},
     {"@attr": {"page": "2"}, "track": [
       {"artist": {"name": "Can", "url": "http://x"}, "name": "Halleluwah",
        "date": {"uts": 1614853672}},
       {"artist": {"#text": "Can"}, "name": "No Date"}
     ]}
    ]
    """

  static let lastFMAPI =
    ##"""
    {"recenttracks":{"@attr":{"user":"me"},"track":[{"artist":{"#text":"Can"},"name":"Spoon",\##
    "date":{"uts":"1614852672"}}]}}
    """##

  static let maloja = """
    {"maloja": {"export_time": 1700000000}, "scrobbles": [
      {"time": 1614852672, "track": {"artists": ["Daft Punk", "Pharrell Williams"],
        "title": "Get Lucky", "album": {"artists": ["Daft Punk"],
        "albumtitle": "Random Access Memories"}, "length": 248}, "duration": 240,
        "origin": "client:x"},
      {"time": 1614853672, "track": {"artists": ["Daft Punk"], "title": "Doin' it Right",
        "album": null, "length": null}, "duration": null, "origin": "import:y"},
      {"time": 1614853672, "track": {"artists": [], "title": "Nobody's", "album": null}}
    ]}
    """

  static let pano =
    [
      #"""
      {"timeHuman":"4 Mar","timeMs":1614852672987,"artist":"Low","track":"Days Like These",\#
      "album":"HEY WHAT","albumArtist":"Low","durationMs":318000,"event":"scrobble"}
      """#,
      #"""
      {"timeHuman":"4 Mar","timeMs":1614852700000,"artist":"Low","track":"Days Like These",\#
      "album":null,"albumArtist":null,"durationMs":null,"event":"love"}
      """#,
      #"""
      {"timeMs":1614853672000,"artist":"Low","track":"More","album":null,"albumArtist":null,\#
      "durationMs":0}
      """#,
    ].joined(separator: "\n") + "\n"
}
