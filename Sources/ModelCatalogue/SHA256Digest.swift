internal import CSodium

/// A SHA-256 digest (FIPS 180-4), by which manifests name files.
package struct SHA256Digest: Hashable, Sendable {
  /// 32 bytes.
  private let bytes: [UInt8]

  /// Reads 64 hexadecimal digits; nil for anything else.
  package init?(hexadecimal text: String) {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard text.utf8.count == 64, digits.count == 64 else { return nil }
    bytes = stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  /// Finishes a running computation.
  fileprivate init(_ bytes: [UInt8]) { self.bytes = bytes }
}

extension SHA256Digest: CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  package var description: String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

/// SHA-256 over bytes that arrive piece by piece.
struct SHA256 {
  private var state = crypto_hash_sha256_state()

  /// Starts with no bytes.
  init() { crypto_hash_sha256_init(&state) }

  /// Adds the next bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    crypto_hash_sha256_update(
      &state, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
  }

  /// The digest of everything added.
  consuming func finish() -> SHA256Digest {
    var digest = [UInt8](repeating: 0, count: 32)
    crypto_hash_sha256_final(&state, &digest)
    return SHA256Digest(digest)
  }
}
