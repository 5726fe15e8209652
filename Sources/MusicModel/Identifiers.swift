/// The number a track keeps for life: through renames, tag edits and a spell of absence.
package struct TrackID: RawRepresentable, Hashable, Sendable, Codable {
  package let rawValue: Int64

  /// Wraps a number handed out by the store.
  package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// The number a mood keeps for life, whatever it is called.
package struct MoodID: RawRepresentable, Hashable, Sendable, Codable {
  package let rawValue: Int64

  /// Wraps a number handed out by the store.
  package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A fingerprint of a file's audio that depends neither on its tags nor on where it lies.
///
/// 16 bytes of BLAKE2b over the audio payload. Two files with the same `ContentID` share one
/// analysis.
package struct ContentID: Hashable, Sendable, Codable {
  /// The number of bytes in every fingerprint.
  package static let byteCount = 16

  /// The fingerprint, `byteCount` bytes.
  package let bytes: [UInt8]

  /// Wraps `bytes`; nil unless there are exactly ``byteCount`` of them.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }
}

extension ContentID: CustomStringConvertible {
  /// Lower-case hexadecimal, 32 digits.
  package var description: String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

/// Which models, windows and pooling made a derived value, for example
/// `musicnn-msd-1+vibenet-1/12x3s`.
///
/// Values of different versions are never mixed: a new version derives everything anew.
package struct ModelVersion: RawRepresentable, Hashable, Sendable, Codable {
  package let rawValue: String

  /// Wraps the version's name as stored and shown.
  package init(rawValue: String) { self.rawValue = rawValue }
}

extension ModelVersion: CustomStringConvertible {
  package var description: String { rawValue }
}
