import CSodium

/// Tells whether a file still begins as it did when it was read up to some offset.
///
/// BLAKE2b (RFC 7693), 16 bytes, over the first bytes of the file and those just before the offset.
/// A log that was appended to keeps it; one that was rotated, or rewritten in another order, does
/// not.
enum HistoryFingerprint {
  /// How many bytes are looked at in each of the two places.
  static let length = 1_024

  /// `head` and `tail` are the at most ``length`` bytes at the start and before the offset; near
  /// the start they overlap.
  static func of(head: ArraySlice<UInt8>, tail: ArraySlice<UInt8>) -> [UInt8] {
    // Chooses the fastest implementation for this processor; harmless to repeat.
    _ = sodium_init()
    var hash = [UInt8](repeating: 0, count: 16)
    let message = Array(head) + Array(tail)
    crypto_generichash(&hash, hash.count, message, UInt64(message.count), nil, 0)
    return hash
  }
}

/// Keeps, of bytes that stream by, those that fingerprints are made of.
struct FingerprintWindow {
  /// How far back a record may end whose end is only noticed now, in bytes: damaged records are
  /// looked over for where the next one begins.
  private static let reach = 1 << 21

  private var head: [UInt8] = []
  /// The bytes before the offset that was marked last; nil when they were not kept.
  private var tail: [UInt8]? = []
  private var marked: Int64 = 0
  /// What streamed by last, and the offset of its first byte.
  private var recent: [UInt8] = []
  private var start: Int64 = 0

  /// Begins at the start of a file.
  init() {}

  /// Begins at `offset` of a file, of which `head` and `tail` are as in
  /// ``HistoryFingerprint/of(head:tail:)``.
  init(at offset: Int64, head: [UInt8], tail: [UInt8]) {
    self.head = head
    self.tail = tail
    marked = offset
    recent = tail
    start = offset - Int64(tail.count)
  }

  /// Takes the next bytes.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    let missing = HistoryFingerprint.length - head.count
    if missing > 0 { head.append(contentsOf: bytes.prefix(missing)) }
    recent.append(contentsOf: bytes)
    if recent.count > 2 * Self.reach { forget(before: start + Int64(recent.count - Self.reach)) }
  }

  /// Makes `offset`, which has streamed by and is not before the last one, that of
  /// ``fingerprint``.
  mutating func mark(_ offset: Int64) {
    guard offset > marked else { return }
    marked = offset
    let end = Int(offset - start)
    let length = Int(min(Int64(HistoryFingerprint.length), offset))
    tail = end >= length ? Array(recent[(end - length)..<end]) : nil
    forget(before: offset - Int64(length))
  }

  private mutating func forget(before offset: Int64) {
    guard offset > start else { return }
    recent.removeFirst(Int(offset - start))
    start = offset
  }

  /// The fingerprint at the marked offset; empty, so that it fits nothing, if that lay too far
  /// back.
  var fingerprint: [UInt8] {
    guard let tail else { return [] }
    return HistoryFingerprint.of(head: head.prefix(tail.count), tail: tail[...])
  }
}
