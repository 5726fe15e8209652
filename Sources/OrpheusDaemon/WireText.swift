extension String {
  /// The string as it goes into a reply: whole, but for one that is longer than any title or reason
  /// is by right. Tags and histories hold what others wrote, and one row has to fit into a reply
  /// whatever that is.
  var bounded: String {
    let limit = 4_096
    guard utf8.count > limit else { return self }
    // Not in the middle of a character's bytes.
    var end = utf8.index(utf8.startIndex, offsetBy: limit)
    while end > startIndex, end.samePosition(in: unicodeScalars) == nil {
      end = utf8.index(before: end)
    }
    return self[..<end] + "…"
  }
}
