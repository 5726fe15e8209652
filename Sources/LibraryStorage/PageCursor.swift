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

/// What both kinds of cursor have in common.
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
    let track = bytes[1..<9].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return (Int64(bitPattern: track), Data(bytes[9...]))
  }
}
