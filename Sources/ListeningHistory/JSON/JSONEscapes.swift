/// The text of a JSON string whose escapes are known to be well-formed (RFC 8259, section 7).
func unescapedJSON(_ raw: UnsafeBufferPointer<UInt8>) -> String {
  var text: [UInt8] = []
  text.reserveCapacity(raw.count)
  var rest = raw[...]
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
      text.append(byte)
      continue
    }
    switch escape {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      if let bytes = UTF8.encode(codePoint(takingUnitsFrom: &rest)) {
        text.append(contentsOf: bytes)
      }
    default: text.append(escape)
    }
  }
  return String(decoding: text, as: UTF8.self)
}

/// The code point of one `\u` escape, or of two that are a surrogate pair.
private func codePoint(
  takingUnitsFrom rest: inout Slice<UnsafeBufferPointer<UInt8>>
) -> Unicode.Scalar {
  let replacement: Unicode.Scalar = "\u{FFFD}"
  let first = takeUnit(&rest)
  guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) ?? replacement }
  // A second unit that does not fit stays where it is: it is a character of its own.
  var ahead = rest
  guard ahead.popFirst() == UInt8(ascii: "\\"), ahead.popFirst() == UInt8(ascii: "u") else {
    return replacement
  }
  let second = takeUnit(&ahead)
  guard UTF16.isTrailSurrogate(second) else { return replacement }
  rest = ahead
  return UTF16.decode(UTF16.EncodedScalar([first, second]))
}

private func takeUnit(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> UInt16 {
  var unit: UInt16 = 0
  for _ in 0..<4 {
    unit = unit << 4 | UInt16(rest.popFirst().flatMap(hexadecimalValue) ?? 0)
  }
  return unit
}

/// What a hexadecimal digit of either case stands for; nil for any other byte.
func hexadecimalValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
  default: nil
  }
}
