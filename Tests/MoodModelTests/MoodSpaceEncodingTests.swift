import MoodModel
import MusicModel
import Testing

@Suite("The stored form of a mood space")
struct MoodSpaceEncodingTests {
  @Test(
    "gives back the same space", arguments: MoodSpace.Form.allCases, MoodSpace.Origin.allCases)
  func roundTrip(form: MoodSpace.Form, origin: MoodSpace.Origin) throws {
    let library = SyntheticLibrary(metal: 30, ambient: 40, seed: 1)
    let space = try library.space(form, origin: origin)
    let decoded = try MoodSpace(decoding: space.encoded())
    #expect(decoded == space)
    #expect(decoded.origin == origin)
    #expect(decoded.trackCount == 70)
    #expect(decoded.fingerprint == space.fingerprint)
  }

  @Test("begins with its magic and version and is as long as its tables say")
  func layout() throws {
    let space = try small()
    let bytes = space.encoded()
    #expect(bytes.starts(with: Array("ORPHMOOD".utf8) + [2, 0, 1, 6, 3, 0, 0, 0, 2, 0, 0, 0]))
    #expect(bytes.count == 56 + 6 + 4 * 3 * (2 + 1) + 8)
    #expect(Array(bytes[52..<56]) == [1, 0, 0, 0])
    #expect(bytes[56..<62].elementsEqual("test-1".utf8))
    // The mean of 1, 0, 0 and 0 as a little-endian Float32: 0.25.
    #expect(Array(bytes[62..<66]) == [0, 0, 0x80, 0x3e])
  }

  @Test("is refused when it is cut short or has bytes added")
  func wrongLength() throws {
    let bytes = try small().encoded()
    for length in 0..<bytes.count {
      expectDamaged(Array(bytes.prefix(length)))
    }
    expectDamaged(bytes + [0])
  }

  @Test("is refused when any one byte has changed")
  func changedByte() throws {
    let bytes = try small().encoded()
    for index in bytes.indices {
      for flip in [1, 0x80] as [UInt8] {
        var damaged = bytes
        damaged[index] ^= flip
        #expect(throws: MoodSpaceError.self) { try MoodSpace(decoding: damaged) }
      }
    }
  }

  @Test("names a later format as such")
  func laterFormat() throws {
    var bytes = try small().encoded()
    bytes[8] = 3
    let error = #expect(throws: MoodSpaceError.self) { try MoodSpace(decoding: bytes) }
    #expect(error?.code == .unknownFormat)
  }

  @Test("of version 1 is read as the form that version had")
  func firstVersion() throws {
    let space = try SyntheticLibrary(metal: 9, ambient: 9, seed: 1).space(.direction)
    var bytes = Array(space.encoded().dropLast(8))
    bytes[8] = 1
    bytes.removeSubrange(48..<56)
    let decoded = try MoodSpace(decoding: bytes + hash(of: bytes))
    #expect(decoded.form == .direction)
    #expect(decoded.components == space.components)
    #expect(decoded.embeddingWeight == 2)
    // Written again it is of this version, and the same space.
    #expect(try MoodSpace(decoding: decoded.encoded()) == decoded)
  }

  @Test(
    "is refused when its form is unknown or has too few rows", arguments: [3, 2, 255] as [UInt8])
  func unknownForm(form: UInt8) throws {
    var bytes = Array(try small().encoded().dropLast(8))
    bytes[52] = form
    expectDamaged(bytes + hash(of: bytes))
  }

  @Test("asks for no memory on the word of a damaged header")
  func hugeCounts() throws {
    var bytes = try small().encoded()
    for index in 12..<20 { bytes[index] = 0xff }
    expectDamaged(bytes)
  }

  @Test("tells different spaces apart")
  func fingerprints() throws {
    let one = try SyntheticLibrary(metal: 10, ambient: 10, seed: 1).space()
    let other = try SyntheticLibrary(metal: 10, ambient: 10, seed: 2).space()
    #expect(one.fingerprint != other.fingerprint)
  }

  /// FNV-1a, 64 bits, little-endian.
  private func hash(of bytes: [UInt8]) -> [UInt8] {
    let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
  }

  private func expectDamaged(_ bytes: [UInt8]) {
    let error = #expect(throws: MoodSpaceError.self) { try MoodSpace(decoding: bytes) }
    #expect(error?.code == .damaged)
  }

  /// Four tracks, three values an embedding, two components.
  private func small() throws -> MoodSpace {
    let affect = try #require(Affect(values: [0, 0, 0.5, 0, 0, 0, 0.5]))
    return try MoodSpace.fit(
      embeddings: [[1, 0, 0], [0, 2, 0], [0, 0, 4], [0, 0, 0]].map { Embedding(values: $0) },
      affect: [Affect](repeating: affect, count: 4), model: ModelVersion(rawValue: "test-1"),
      origin: .library, components: 2)
  }
}
