/// Which names stand where in the beginning of a JSON document, or of several one after the other.
struct JSONOutline {
  /// Deeper than the names that formats are told apart by.
  private static let maximumDepth = 7
  /// How many lines that are not JSON may come before the first that is.
  private static let maximumDamages = 16

  /// The ways to the members, such as `[].track[].artist.#text`; `[]` is any element.
  private(set) var paths: Set<String> = []
  /// True when the document begins with an object in a single line.
  private(set) var isOneObjectALine = false

  /// Looks through `head`, which may end in the middle.
  init(_ head: UnsafeBufferPointer<UInt8>) {
    var rest = head[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    rest = rest.drop { [0x20, 0x0A, 0x0D, 0x09].contains($0) }
    guard let first = rest.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      return
    }
    for _ in 0..<Self.maximumDamages {
      var scanner = JSONScanner(UnsafeBufferPointer(rebasing: rest))
      while !scanner.isAtEnd() {
        let start = rest.startIndex + scanner.position
        walk(&scanner, "", depth: 0)
        if first == UInt8(ascii: "{"), !isOneObjectALine {
          let end = scanner.problem == nil ? rest.startIndex + scanner.position : rest.endIndex
          isOneObjectALine = !head[start..<end].contains(UInt8(ascii: "\n"))
        }
      }
      // Of objects a line each, a damaged one need not hide the others.
      guard first == UInt8(ascii: "{"), case .unexpected = scanner.problem,
        let feed = rest.firstIndex(of: UInt8(ascii: "\n"))
      else { return }
      rest = rest[(feed + 1)...]
    }
  }

  private mutating func walk(_ scanner: inout JSONScanner, _ path: String, depth: Int) {
    guard depth < Self.maximumDepth else {
      scanner.skipValue()
      return
    }
    if scanner.isAtObject() {
      guard scanner.enterObject() else { return }
      while scanner.nextName() {
        let member = (path.isEmpty ? "" : path + ".") + scanner.nameText
        paths.insert(member)
        walk(&scanner, member, depth: depth + 1)
      }
    } else if scanner.isAtArray() {
      guard scanner.enterArray() else { return }
      while scanner.nextElement() { walk(&scanner, path + "[]", depth: depth + 1) }
    } else {
      scanner.skipValue()
    }
  }
}
