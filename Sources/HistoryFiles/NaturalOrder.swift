/// True when `first` comes before `second`, where digits in a row count as one number.
///
/// So that the months of a year come in their order, although "10" is less than "2" as a word.
func isInNaturalOrder(_ first: String, _ second: String) -> Bool {
  var (left, right) = (Substring(first).utf8[...], Substring(second).utf8[...])
  while let a = left.first, let b = right.first {
    if isDigit(a), isDigit(b) {
      let (m, n) = (takeNumber(&left), takeNumber(&right))
      if m.count != n.count { return m.count < n.count }
      if !m.elementsEqual(n) { return m.lexicographicallyPrecedes(n) }
    } else {
      if a != b { return a < b }
      left = left.dropFirst()
      right = right.dropFirst()
    }
  }
  // Equal but for leading zeros: any order will do, as long as it is always the same.
  return left.isEmpty && right.isEmpty ? first < second : left.isEmpty
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// Takes the digits off the front, and returns them without leading zeros.
private func takeNumber(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
  let digits = text.prefix(while: isDigit)
  text = text.dropFirst(digits.count)
  return digits.drop { $0 == 0x30 }
}
