import Foundation

/// Ways in which a file gets damaged, by accident or by design.
enum Mutation: CaseIterable {
  /// The end is missing.
  case cut
  /// Some bytes anywhere are others.
  case flips
  /// Some bytes of the header are others.
  case headerFlips
  /// A number in the header is a large one: a length, a rate, a count.
  case greed
  /// A piece is repeated elsewhere.
  case splice
  /// A piece is gone.
  case hole
  /// A piece is zeros.
  case blank

  func apply(to whole: Data, _ random: inout SplitMix) -> Data {
    var data = whole
    func place(below limit: Int) -> Int { Int.random(in: 0..<max(1, limit), using: &random) }
    let header = min(data.count, 512)
    switch self {
    case .cut: data.removeLast(place(below: data.count))
    case .flips:
      for _ in 0..<Int.random(in: 1...64, using: &random) {
        data[place(below: data.count)] = UInt8.random(in: 0...255, using: &random)
      }
    case .headerFlips:
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        data[place(below: header)] = UInt8.random(in: 0...255, using: &random)
      }
    case .greed:
      let start = place(below: header - 8)
      for offset in 0..<(2 << place(below: 3)) {
        data[start + offset] = [0xff, 0x7f, 0x80][place(below: 3)]
      }
    case .splice:
      let start = place(below: data.count)
      let piece = data[start..<min(data.count, start + 1 + place(below: 4_096))]
      data.insert(contentsOf: Data(piece), at: place(below: data.count))
    case .hole:
      let start = place(below: data.count)
      data.removeSubrange(start..<min(data.count, start + 1 + place(below: 4_096)))
    case .blank:
      let start = place(below: data.count)
      for index in start..<min(data.count, start + 1 + place(below: 4_096)) { data[index] = 0 }
    }
    return data
  }
}
