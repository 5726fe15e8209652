/// Sebastiano Vigna's generator (prng.di.unimi.it), so that a seed always makes the same frames.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Frames that break a rule more often than not.
enum RubbishFrame {
  private static let seeds = [
    Frames.call("Status"), Frames.call("Moods"), Frames.call("Status", #","oneway":true"#),
    Frames.mood("caf\u{E9}"), Frames.mood("missing"),
    Frames.call("Tracks", #","parameters":{"limit":3,"cursor":"x","state":null}"#),
    Frames.call("Monitor", #","more":true,"parameters":{"since":3,"topics":["library"]}"#),
    Frames.call("RenameMood", #","parameters":{"mood":"\u00e9\n","name":"\ud83d\ude00"}"#),
    #"{"method":"org.varlink.service.GetInfo"}"#,
    #"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":""}}"#,
  ]

  private static let tokens = [
    "{", "}", "[", "]", "\"", "\\", ",", ":", "null", "true", "-0", "1e999", "9223372036854775808",
    "\\ud800", "\\u0000", "NaN", "\u{FEFF}", "//", "0x1", "\n",
  ].map { Array($0.utf8) }

  /// The next frame with its NUL.
  static func make(using random: inout SplitMix64) -> [UInt8] {
    var bytes = Array((seeds.randomElement(using: &random) ?? "").utf8)
    switch Int.random(in: 0..<100, using: &random) {
    case 0:
      let size = Int.random(in: 65_000...70_000, using: &random)
      bytes = Array(repeating: UInt8(ascii: "{"), count: size)
    case 1...4:
      let open = Int.random(in: 20...5_000, using: &random)
      bytes = Array(#"{"method":"a.B","parameters":{"a":"#.utf8)
      bytes += Array(repeating: UInt8(ascii: "["), count: open)
      if Bool.random(using: &random) {
        bytes += Array(repeating: UInt8(ascii: "]"), count: open) + Array("}}".utf8)
      }
    case 5...9:
      bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in
        UInt8.random(in: .min ... .max, using: &random)
      }
    case 10...14: break
    default:
      for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, using: &random) }
    }
    return bytes + [0]
  }

  private static func mutate(_ bytes: inout [UInt8], using random: inout SplitMix64) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, place + Int.random(in: 0...8, using: &random))
    switch Int.random(in: 0..<5, using: &random) {
    case 0 where place < bytes.count:
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 3: bytes.insert(UInt8.random(in: 0x80...0xFF, using: &random), at: place)
    default:
      bytes.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: place)
    }
  }
}
