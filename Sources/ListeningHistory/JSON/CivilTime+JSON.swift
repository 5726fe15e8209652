import MusicModel

extension CivilTime {
  /// Reads "YYYY-MM-DDTHH:MM:SSZ" and its relatives: a space for the T, no seconds, a fraction of a
  /// second, which is dropped, and no zone or UTC spelled in any way. Nil for anything else, a time
  /// of another zone among it.
  init?(utc text: String) {
    var rest = text.utf8[...]
    func number(_ digits: Int, after separators: String = "") -> Int? {
      if !separators.isEmpty {
        guard let byte = rest.popFirst(), separators.utf8.contains(byte) else { return nil }
      }
      var value = 0
      for _ in 0..<digits {
        guard let byte = rest.popFirst(), (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }
    guard let year = number(4), let month = number(2, after: "-"),
      let day = number(2, after: "-"), let hour = number(2, after: "T "),
      let minute = number(2, after: ":")
    else { return nil }
    var second = 0
    if rest.first == UInt8(ascii: ":") {
      guard let value = number(2, after: ":") else { return nil }
      second = value
      if rest.first == UInt8(ascii: ".") {
        rest = rest.dropFirst().drop { (0x30...0x39).contains($0) }
      }
    }
    guard ["", "Z", " UTC", "+00:00", "+0000"].contains(String(Substring(rest))) else {
      return nil
    }
    self.init(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second)
  }
}
