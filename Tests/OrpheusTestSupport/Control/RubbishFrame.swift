/// Sebastiano Vigna's generator (prng.di.unimi.it), so that a seed always makes the same frames.
package struct RubbishNumbers: RandomNumberGenerator {
  package var state: UInt64

  /// Begins at a seed.
  package init(state: UInt64) { self.state = state }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Frames that break a rule more often than not.
package enum RubbishFrame {
  /// Valid calls, at least one of every method of both interfaces. Those that change something
  /// change it back or are about things that do not exist, and none waits.
  package static let seeds = [
    Frames.call("Status"), Frames.call("Status", #","oneway":true"#),
    Frames.call("Moods"), Frames.call("Moods", #","parameters":{"limit":2,"cursor":"a"}"#),
    Frames.mood("caf\u{E9}"), Frames.mood("missing"),
    Frames.call("RenameMood", #","parameters":{"mood":"\u00e9\n","name":"\ud83d\ude00"}"#),
    Frames.call("ExplainMood", #","parameters":{"mood":"calm"}"#), Frames.call("RefitMoods"),
    Frames.call("MergeMoods", #","parameters":{"mood":"missing","other":"calm"}"#),
    Frames.call("UnmergeMood", #","parameters":{"mood":"missing"}"#),
    Frames.call("PinTracks", #","parameters":{"tracks":[{"path":"/n"}],"mood":"missing"}"#),
    Frames.call("UnpinTracks", #","parameters":{"tracks":[{"path":"/m/a","path_b64":"L20="}]}"#),
    Frames.call("ExcludeTracks", #","parameters":{"tracks":[{"path":"/n"}]}"#),
    Frames.call("IncludeTracks", #","parameters":{"tracks":[{"path":"/n"}],"mood":"missing"}"#),
    Frames.call("Tracks", #","parameters":{"limit":3,"cursor":"x","state":null}"#),
    Frames.call("Tracks", #","parameters":{"limit":3,"state":"analysed","mood":"missing"}"#),
    Frames.call("Track", #","parameters":{"path":"/m/a.ogg","embedding":true}"#),
    Frames.call("Track", #","parameters":{"path":"/m/?.ogg","path_b64":"L20v/y5vZ2c="}"#),
    Frames.call("Playlist", #","parameters":{"mood":"calm","limit":2,"cursor":"ZAAAAAAAAAAA"}"#),
    Frames.call("Now"), Frames.call("Next", #","parameters":{"moods":2,"tracks":2,"cursor":"1"}"#),
    Frames.call("Transitions", #","parameters":{"context":"weekday-evening"}"#),
    Frames.call("Sessions", #","parameters":{"since":1700000000,"limit":2}"#),
    Frames.call("History", #","parameters":{"limit":2,"cursor":"bAAAAAAAAAAAAAAAAAAAAAA="}"#),
    Frames.call("UnmatchedHistory", #","parameters":{"limit":2}"#),
    Frames.call("HistoryStats", #","parameters":{"limit":2,"cursor":"aC9oAHgAeQ=="}"#),
    Frames.call("ImportHistory", #","more":true,"parameters":{"path":"/nowhere/at/all.json"}"#),
    Frames.call("EvaluateTransitions", #","parameters":{"share":0.2}"#),
    Frames.call("MoodsByTime"), Frames.call("EvaluateMoods"),
    Frames.call("Sync", #","parameters":{"seconds":0.0001}"#),
    Frames.call("Rescan", #","parameters":{"path":"/nowhere"}"#),
    Frames.call("Retry", #","parameters":{"path":"/nowhere"}"#),
    Frames.call("Pause", #","oneway":true"#), Frames.call("Resume"),
    Frames.call("Backups"), Frames.call("Backup"), Frames.call("Diagnose"),
    Frames.call("Restore", #","parameters":{"path":"/nowhere/at/all.sqlite"}"#),
    Frames.call("Models"), Frames.call("UseModel", #","parameters":{"model":"../vibenet"}"#),
    Frames.call("Monitor", #","oneway":true,"more":true,"parameters":{"since":3}"#),
    Frames.call("Monitor", #","parameters":{"since":3,"topics":["library"]}"#),
    #"{"method":"org.varlink.service.GetInfo"}"#,
    #"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":""}}"#,
  ]

  private static let tokens = [
    "{", "}", "[", "]", "\"", "\\", ",", ":", "null", "true", "-0", "1e999", "9223372036854775808",
    "\\ud800", "\\u0000", "NaN", "Infinity", "\u{FEFF}", "//", "0x1", "\n", "-1", "0.5",
    ",\"method\":\"org.orpheus.Control.Status\"", ",\"more\":true", ",\"oneway\":true",
    ",\"limit\":-9223372036854775808", ",\"parameters\":{}", ",\"upgrade\":true",
  ].map { Array($0.utf8) }

  /// The next frame with its NUL. Some hold a NUL in the middle as well, and are two.
  package static func make(using random: inout RubbishNumbers) -> [UInt8] {
    var bytes = Array((seeds.randomElement(using: &random) ?? "").utf8)
    switch Int.random(in: 0..<1_000, using: &random) {
    case 0...3:
      let size = Int.random(in: 65_000...70_000, using: &random)
      bytes = Array(repeating: UInt8(ascii: "{"), count: size)
    case 4...6:
      // A call that is whole and too long.
      let size = Int.random(in: 65_400...66_000, using: &random)
      bytes = Array(Frames.mood(String(repeating: "x", count: size)).utf8)
    case 7...40:
      let open = Int.random(in: 20...5_000, using: &random)
      bytes = Array(#"{"method":"a.B","parameters":{"a":"#.utf8)
      bytes += Array(repeating: UInt8(ascii: "["), count: open)
      if Bool.random(using: &random) {
        bytes += Array(repeating: UInt8(ascii: "]"), count: open) + Array("}}".utf8)
      }
    case 41...90:
      bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in
        UInt8.random(in: .min ... .max, using: &random)
      }
    case 91...150: break
    default:
      for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, using: &random) }
    }
    return bytes + [0]
  }

  private static func mutate(_ bytes: inout [UInt8], using random: inout RubbishNumbers) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, place + Int.random(in: 0...8, using: &random))
    switch Int.random(in: 0..<6, using: &random) {
    case 0 where place < bytes.count:
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 3: bytes.insert(UInt8.random(in: 0x80...0xFF, using: &random), at: place)
    case 4 where place < bytes.count && Int.random(in: 0..<4, using: &random) == 0:
      bytes[place] = 0
    default:
      bytes.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: place)
    }
  }
}
