@testable import ModelCatalogue

/// Writes LevelDB tables and tensor bundles the way the formats are documented, independently of
/// the code that reads them.
enum CheckpointBuilder {
  static func littleEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func varint(_ value: Int) -> [UInt8] {
    value < 128 ? [UInt8(value)] : [UInt8(value & 127 | 128)] + varint(value >> 7)
  }

  /// One block, keys prefix-compressed against their predecessor, a restart at the start.
  static func block(_ entries: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
    var bytes: [UInt8] = []
    var last: [UInt8] = []
    for (key, value) in entries {
      let shared = zip(key, last).prefix { $0 == $1 }.count
      bytes += varint(shared) + varint(key.count - shared) + varint(value.count)
      bytes += key.dropFirst(shared) + value
      last = key
    }
    return bytes + littleEndian(0) + littleEndian(1)
  }

  /// A table with `entriesPerBlock` entries a block.
  static func table(
    _ entries: [(key: [UInt8], value: [UInt8])], entriesPerBlock: Int = 3, compression: UInt8 = 0
  ) -> [UInt8] {
    var file: [UInt8] = []
    func append(_ block: [UInt8]) -> [UInt8] {
      let handle = varint(file.count) + varint(block.count)
      let covered = block + [compression]
      file += covered + littleEndian(CRC32C.masked(CRC32C.checksum(of: covered[...])))
      return handle
    }
    var index: [(key: [UInt8], value: [UInt8])] = []
    for start in stride(from: 0, to: entries.count, by: entriesPerBlock) {
      let group = Array(entries[start..<min(start + entriesPerBlock, entries.count)])
      index.append((group[group.count - 1].key, append(block(group))))
    }
    let meta = append(block([]))
    let handles = meta + append(block(index))
    let magic: UInt64 = 0xdb47_7524_8b80_fb57
    file += handles + Array(repeating: 0, count: 40 - handles.count)
    return file + (0..<8).map { UInt8(truncatingIfNeeded: magic >> (8 * UInt64($0))) }
  }

  /// A bundle of float arrays: index and data.
  static func bundle(
    _ tensors: [(name: String, shape: [Int], values: [Float])], shards: Int = 1, byteOrder: Int = 0
  ) -> (index: [UInt8], data: [UInt8]) {
    var header = ProtobufWriter()
    header.integer(1, shards)
    header.integer(2, byteOrder)
    var entries: [(key: [UInt8], value: [UInt8])] = [([], header.bytes)]
    var data: [UInt8] = []
    for tensor in tensors.sorted(by: { $0.name < $1.name }) {
      let bytes = tensor.values.flatMap { littleEndian($0.bitPattern) }
      var entry = ProtobufWriter()
      entry.integer(1, 1)
      entry.message(2) { shape in
        for size in tensor.shape { shape.message(2) { $0.integer(1, size) } }
      }
      entry.integer(4, data.count)
      entry.integer(5, bytes.count)
      let checksum = CRC32C.masked(CRC32C.checksum(of: bytes[...]))
      let coded = entry.bytes + [6 << 3 | 5] + littleEndian(checksum)
      entries.append((Array(tensor.name.utf8), coded))
      data += bytes
    }
    return (table(entries), data)
  }
}
