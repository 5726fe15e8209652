import FoundationEssentials
import GRDB

/// A checksum over the vectors of an analysis, or the parameters of a mood space.
///
/// SQLite notices damage to the structure of its pages, but a byte that flips inside a vector is a
/// number like any other. These values are most of the file, and what moods are made of; the others
/// are so short that damage of a sector hits the structure as well.
enum BlobChecksum {
  /// FNV-1a, 64 bits (draft-eastlake-fnv), over eight bytes at a time rather than one: 100,000
  /// analyses are 100 MB. It is to find accidents, not forgeries.
  static func value(_ blobs: [Data]) -> Int64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ word: UInt64) {
      hash = (hash ^ word) &* 0x100_0000_01B3
      // Multiplying never brings a high bit down.
      hash ^= hash >> 29
    }
    for blob in blobs {
      mix(UInt64(blob.count))
      blob.withUnsafeBytes { bytes in
        var offset = 0
        while offset + 8 <= bytes.count {
          mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
          offset += 8
        }
        var tail: UInt64 = 0
        for byte in bytes[offset...].reversed() { tail = tail << 8 | UInt64(byte) }
        mix(tail)
      }
    }
    return Int64(bitPattern: hash)
  }

  /// `checksum(blob, …)` in SQL. NULLs are passed over: a value that came with a later version of the
  /// layout leaves the checksums of rows without it as they are.
  static let function = DatabaseFunction("checksum", pure: true) { values in
    let present = values.filter { !$0.isNull }
    let blobs = present.compactMap { Data.fromDatabaseValue($0) }
    return blobs.count == present.count ? value(blobs) : nil
  }
}

extension Database {
  /// Throws `.corrupt` when a vector is not as it was written.
  func checkBlobs() throws {
    // A backup may be older than the checksums, or than some of what they cover.
    let columns = Set(try columns(in: "analysis").map(\.name))
    guard columns.contains("checksum") else { return }
    let covered = ["affect", "tags", "embedding", "descriptors", "spectrum"]
      .filter(columns.contains).joined(separator: ", ")
    let damaged = try row(
      """
      SELECT 1 FROM analysis WHERE checksum IS NOT checksum(\(covered))
      UNION ALL
      SELECT 1 FROM mood_space WHERE checksum IS NOT checksum(parameters) LIMIT 1
      """)
    if damaged != nil {
      throw StoreError(
        .corrupt, "The library database is damaged: what the models found has changed.")
    }
  }
}
