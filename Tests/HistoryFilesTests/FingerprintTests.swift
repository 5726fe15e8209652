import Testing

@testable import HistoryFiles

@Suite("The fingerprint of what was read")
struct FingerprintTests {
  private static let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

  /// What a window says at `offset` after all bytes streamed by in pieces.
  private func fingerprint(of bytes: [UInt8], at offset: Int, pieces: Int) -> [UInt8] {
    var window = FingerprintWindow()
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      let end = min(start + pieces, bytes.count)
      bytes[start..<end].withUnsafeBufferPointer { window.append($0) }
      // Records end where they end: at every hundredth byte, until the offset.
      window.mark(Int64(min(offset, end / 100 * 100)))
    }
    window.mark(Int64(offset))
    return window.fingerprint
  }

  @Test("it is the same in any pieces", arguments: [0, 1, 100, 1_023, 1_024, 1_025, 5_000, 10_000])
  func pieces(offset: Int) {
    let bytes = Self.bytes
    let head = bytes.prefix(min(offset, 1_024))
    let tail = bytes[max(0, offset - 1_024)..<offset]
    let expected = HistoryFingerprint.of(head: head, tail: tail)
    #expect(expected.count == 16)
    for pieces in [1, 7, 1_000, 4_096, 10_000] {
      #expect(fingerprint(of: bytes, at: offset, pieces: pieces) == expected)
    }
  }

  @Test("what comes after the offset does not matter, what comes just before it does")
  func extent() {
    let expected = fingerprint(of: Self.bytes, at: 5_000, pieces: 500)
    for (place, isSame) in [
      (0, false), (1_023, false), (1_024, true), (3_975, true), (3_976, false), (4_999, false),
      (5_000, true),
    ] {
      var bytes = Self.bytes
      bytes[place] ^= 1
      #expect((fingerprint(of: bytes, at: 5_000, pieces: 500) == expected) == isSame, "\(place)")
    }
  }

  @Test("an offset too far back has none, and the memory for it has an end")
  func reach() {
    var window = FingerprintWindow()
    let bytes = [UInt8](repeating: 7, count: 1 << 20)
    for _ in 0..<8 { bytes.withUnsafeBufferPointer { window.append($0) } }
    window.mark(5_000)
    #expect(window.fingerprint.isEmpty)
    window.mark(8 << 20)
    #expect(window.fingerprint.count == 16)
  }
}
