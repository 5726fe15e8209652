import Clustering
import MusicModel

/// The form in which a space is stored and shipped, all numbers little-endian:
///
///     offset  size  what
///          0     8  "ORPHMOOD"
///          8     2  format version, 2
///         10     1  origin: 0 prior, 1 library
///         11     1  n, bytes of the model version's name
///         12     4  d, embedding length
///         16     4  k, number of components
///         20     8  number of tracks fitted on
///         28    20  Float32: valence mean, deviation, energy mean, deviation, embedding weight
///         48     4  Float32: share of the embedding's variance explained, 0…1
///         52     4  form: 0 direction, 1 joined, 2 canonical
///         56     n  the model version's name, UTF-8
///       56+n   4·d  Float32: the embedding's mean
///              4kd  Float32: components, row after row
///                8  FNV-1a of everything before
///
/// Version 1 knew the direction form alone and has no bytes 48…55; it is still read, so that moods
/// formed in such a space can move to a new one.
extension MoodSpace {
  private static let magic = Array("ORPHMOOD".utf8)
  private static let formatVersion: UInt16 = 2
  private static let headerSize = 56
  private static let firstHeaderSize = 48

  /// The space as bytes; equal spaces give equal bytes on every machine.
  ///
  /// A model version's name of more than 255 bytes is cut.
  package func encoded() -> [UInt8] {
    let bytes = encodedWithoutHash()
    return bytes + littleEndianBytes(of: fnv1a(bytes))
  }

  /// Tells this space from any other: what stored centres are stored with.
  package var fingerprint: UInt64 { fnv1a(encodedWithoutHash()) }

  /// Reads what ``encoded()`` wrote.
  ///
  /// Throws `unknownFormat` for a later format, `damaged` for anything else that is not exactly a
  /// space: any changed, missing or additional byte is noticed.
  package init(decoding bytes: [UInt8]) throws(MoodSpaceError) {
    var reader = LittleEndianReader(bytes: bytes[...])
    guard try reader.take(Self.magic.count).elementsEqual(Self.magic) else { throw .damaged }
    let version = try reader.integer(UInt16.self)
    guard version <= Self.formatVersion else {
      throw MoodSpaceError(
        .unknownFormat, "The stored mood space was written by a later version of Orpheus.")
    }
    let origin = Origin(rawValue: try reader.integer(UInt8.self))
    let nameLength = Int(try reader.integer(UInt8.self))
    let length = Int(try reader.integer(UInt32.self))
    let count = Int(try reader.integer(UInt32.self))
    let trackCount = Int(clamping: try reader.integer(UInt64.self))
    // Below 2⁶⁴ for any two 32-bit numbers, but not below 2⁶³ after the factor 4.
    let (floats, overflow) = length.multipliedReportingOverflow(by: 4 * (count + 1))
    let headerSize = version == 1 ? Self.firstHeaderSize : Self.headerSize
    // A canonical space has a row for each cue, however short the embedding.
    guard version > 0, let origin, !overflow, length > 0,
      count <= max(length, MoodSpaceFitter.affectCount),
      bytes.count - headerSize - nameLength - 8 == floats,
      fnv1a(bytes.dropLast(8)) == LittleEndianReader.integer(UInt64.self, from: bytes.suffix(8))
    else { throw .damaged }

    let valence = Standardisation(mean: try reader.float(), deviation: try reader.float())
    let energy = Standardisation(mean: try reader.float(), deviation: try reader.float())
    let weight = try reader.float()
    let explained = version == 1 ? 1 : try reader.float()
    let code = version == 1 ? 0 : try reader.integer(UInt32.self)
    guard let form = UInt8(exactly: code).flatMap(Form.init(rawValue:)),
      form != .canonical || count == MoodSpaceFitter.affectCount
    else { throw .damaged }
    guard let name = String(validating: try reader.take(nameLength), as: UTF8.self) else {
      throw .damaged
    }
    let mean = try reader.floats(length)
    let loadings = try reader.floats(length * count)
    guard let components = PointMatrix(dimension: length, values: loadings),
      [valence.mean, valence.deviation, energy.mean, energy.deviation, weight, explained]
        .allSatisfy(\.isFinite),
      mean.allSatisfy(\.isFinite), loadings.allSatisfy(\.isFinite)
    else { throw .damaged }
    self.init(
      form: form, model: ModelVersion(rawValue: name), origin: origin, trackCount: trackCount,
      valence: valence, energy: energy, embeddingWeight: weight, embeddingMean: mean,
      components: components, explainedVariance: explained)
  }

  private func encodedWithoutHash() -> [UInt8] {
    var name = model.rawValue
    while name.utf8.count > UInt8.max { name.removeLast() }
    var bytes = Self.magic
    bytes.reserveCapacity(
      Self.headerSize + name.utf8.count + 4 * embeddingLength * (components.count + 1) + 8)
    bytes += littleEndianBytes(of: Self.formatVersion)
    bytes += [origin.rawValue, UInt8(name.utf8.count)]
    bytes += littleEndianBytes(of: UInt32(embeddingLength))
    bytes += littleEndianBytes(of: UInt32(components.count))
    bytes += littleEndianBytes(of: UInt64(trackCount))
    let scalars = [
      valence.mean, valence.deviation, energy.mean, energy.deviation, embeddingWeight,
      explainedVariance,
    ]
    for value in scalars { bytes += littleEndianBytes(of: value.bitPattern) }
    bytes += littleEndianBytes(of: UInt32(form.rawValue))
    bytes += name.utf8
    for value in embeddingMean { bytes += littleEndianBytes(of: value.bitPattern) }
    for value in components.values { bytes += littleEndianBytes(of: value.bitPattern) }
    return bytes
  }
}

extension MoodSpaceError {
  fileprivate static let damaged = Self(
    .damaged, "The stored mood space is damaged: it has to be fitted again.")
}

private func littleEndianBytes<Value: FixedWidthInteger>(of value: Value) -> [UInt8] {
  (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// Takes numbers off the front of some bytes.
private struct LittleEndianReader {
  var bytes: ArraySlice<UInt8>

  mutating func take(_ count: Int) throws(MoodSpaceError) -> ArraySlice<UInt8> {
    guard bytes.count >= count else { throw .damaged }
    defer { bytes = bytes.dropFirst(count) }
    return bytes.prefix(count)
  }

  mutating func integer<Value: FixedWidthInteger>(
    _ type: Value.Type
  ) throws(MoodSpaceError) -> Value {
    Self.integer(type, from: try take(Value.bitWidth / 8))
  }

  mutating func float() throws(MoodSpaceError) -> Float {
    Float(bitPattern: try integer(UInt32.self))
  }

  mutating func floats(_ count: Int) throws(MoodSpaceError) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try float()) }
    return values
  }

  static func integer<Value: FixedWidthInteger>(
    _ type: Value.Type, from bytes: ArraySlice<UInt8>
  ) -> Value {
    bytes.reversed().reduce(0) { $0 << 8 | Value($1) }
  }
}
