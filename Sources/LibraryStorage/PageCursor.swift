import FoundationEssentials

/// Where a listing by path goes on: after this row.
struct PathCursor: Sendable {
  let path: StoredPath
  let track: Int64

  init(path: StoredPath, track: Int64) {
    self.path = path
    self.track = track
  }

  /// Base64 of a kind byte, the track's number, the directory, a NUL (which no path holds), the
  /// name.
  var text: String {
    (CursorBytes.begin("p", track) + path.directory + [0] + path.name).base64EncodedString()
  }

  init(text: String) throws(StoreError) {
    let (track, rest) = try CursorBytes.open(text, "p")
    let parts = rest.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw CursorBytes.invalid }
    self.track = track
    path = StoredPath(directory: Data(parts[0]), name: Data(parts[1]))
  }
}

/// Where a listing by distance goes on: after this row.
struct DistanceCursor: Sendable {
  let distance: Double
  let track: Int64

  init(distance: Double, track: Int64) {
    self.distance = distance
    self.track = track
  }

  /// Base64 of a kind byte, the track's number, the distance's bits.
  var text: String {
    (CursorBytes.begin("d", track) + VectorBlob.encode([distance])).base64EncodedString()
  }

  init(text: String) throws(StoreError) {
    let (track, rest) = try CursorBytes.open(text, "d")
    let distances = VectorBlob.doubles(rest)
    guard rest.count == 8, let distance = distances.first, distance.isFinite else {
      throw CursorBytes.invalid
    }
    self.track = track
    self.distance = distance
  }
}

/// Where a listing by time or by count goes on: after this row.
struct NumberCursor: Sendable {
  /// What a number is of, so that no listing takes another's cursor.
  enum Kind: Unicode.Scalar {
    case listens = "l"
    case sessions = "s"
    case unmatched = "u"
  }

  /// What the listing is in order of.
  let number: Int64
  /// The row's own number, among equals.
  let row: Int64

  init(_ number: Int64, row: Int64) {
    self.number = number
    self.row = row
  }

  /// Base64 of a kind byte, the row's number and the other one.
  func text(_ kind: Kind) -> String {
    var bytes = CursorBytes.begin(kind.rawValue, row)
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    return bytes.base64EncodedString()
  }

  init(text: String, _ kind: Kind) throws(StoreError) {
    let (row, rest) = try CursorBytes.open(text, kind.rawValue)
    guard rest.count == 8 else { throw CursorBytes.invalid }
    self.row = row
    number = CursorBytes.number(rest)
  }
}

/// What all kinds of cursor have in common.
private enum CursorBytes {
  static let invalid = StoreError(.invalidCursor, "The cursor is not one of this listing.")

  static func begin(_ kind: Unicode.Scalar, _ track: Int64) -> Data {
    var bytes = Data([UInt8(ascii: kind)])
    withUnsafeBytes(of: track.littleEndian) { bytes.append(contentsOf: $0) }
    return bytes
  }

  static func open(
    _ text: String, _ kind: Unicode.Scalar
  ) throws(StoreError) -> (track: Int64, rest: Data) {
    guard let bytes = Data(base64Encoded: text), bytes.count > 9, bytes[0] == UInt8(ascii: kind)
    else { throw invalid }
    return (number(bytes[1..<9]), Data(bytes[9...]))
  }

  /// Reads eight little-endian bytes.
  static func number(_ bytes: Data) -> Int64 {
    Int64(bitPattern: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }
}
