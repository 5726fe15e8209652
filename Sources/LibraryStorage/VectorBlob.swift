import FoundationEssentials
import GRDB

/// Vectors as the database keeps them: little-endian IEEE 754, no header.
///
/// Embeddings, tags, affect and centroids are 32-bit. Sums are 64-bit, because they are added to
/// and subtracted from for years and must not drift.
enum VectorBlob {
  /// Packs 32-bit values; a NaN or an infinity is refused, for one would poison every mean it
  /// enters.
  static func encode(_ values: [Float], _ what: String) throws(StoreError) -> Data {
    guard values.allSatisfy({ $0.isFinite }) else {
      throw StoreError(.constraint, "The \(what) contains a value that is not a number.")
    }
    return pack(values.map { $0.bitPattern.littleEndian })
  }

  /// Packs 64-bit values.
  static func encode(_ values: [Double]) -> Data {
    pack(values.map { $0.bitPattern.littleEndian })
  }

  /// Unpacks 32-bit values; trailing bytes short of a value are dropped.
  static func floats(_ blob: Data) -> [Float] {
    unpack(blob, of: UInt32.self).map { Float(bitPattern: UInt32(littleEndian: $0)) }
  }

  /// Unpacks 64-bit values; trailing bytes short of a value are dropped.
  static func doubles(_ blob: Data) -> [Double] {
    unpack(blob, of: UInt64.self).map { Double(bitPattern: UInt64(littleEndian: $0)) }
  }

  private static func pack<Word: FixedWidthInteger>(_ words: [Word]) -> Data {
    words.withUnsafeBytes { Data($0) }
  }

  private static func unpack<Word: FixedWidthInteger>(_ blob: Data, of: Word.Type) -> [Word] {
    let count = blob.count / MemoryLayout<Word>.size
    return [Word](unsafeUninitializedCapacity: count) { words, initialized in
      // Copying as bytes: a blob is aligned for nothing.
      initialized = blob.copyBytes(to: words) / MemoryLayout<Word>.size
    }
  }

  /// The SQL function `add_tags(sums, tags, sign)` the triggers keep a mood's tag sums with.
  ///
  /// `sums` is 64-bit and may be empty, which stands for all zero; `tags` is 32-bit; `sign` is 1
  /// or -1. Fails when the lengths differ: tags of two models must never be added up.
  static let addTags = DatabaseFunction("add_tags", argumentCount: 3, pure: true) { arguments in
    guard let sumsBlob = Data.fromDatabaseValue(arguments[0]),
      let tagsBlob = Data.fromDatabaseValue(arguments[1]),
      let sign = Double.fromDatabaseValue(arguments[2])
    else {
      throw StoreError(.constraint, "A mood refers to an analysis that is not there.")
    }
    let tags = floats(tagsBlob)
    var sums = doubles(sumsBlob)
    if sums.isEmpty { sums = [Double](repeating: 0, count: tags.count) }
    guard sums.count == tags.count else {
      throw StoreError(.constraint, "A mood cannot hold tags of two different models.")
    }
    for index in sums.indices { sums[index] += sign * Double(tags[index]) }
    return encode(sums)
  }
}
