/// A LevelDB table (LevelDB, `doc/table_format.md`): keys in order, each with a value.
///
/// Only uncompressed tables are read; a checkpoint's index always is one.
struct SortedStringTable {
  /// One key with its value.
  struct Entry {
    var key: [UInt8]
    var value: ArraySlice<UInt8>
  }

  /// Every entry, in the order of the table.
  let entries: [Entry]

  private static let magic: UInt64 = 0xdb47_7524_8b80_fb57
  private static let footerLength = 48
  /// A byte that names the compression, and the masked checksum of block and byte.
  private static let trailerLength = 5

  /// Reads the table in `file`, checking the checksum of every block.
  init(_ file: [UInt8]) throws(ModelError) {
    guard file.count >= Self.footerLength else {
      throw ModelError(.format, "too short to be a table")
    }
    var footer = ByteCursor(file.suffix(Self.footerLength))
    var end = ByteCursor(file.suffix(8))
    guard try end.fixed64() == Self.magic else {
      throw ModelError(.format, "the table's closing magic number is wrong")
    }
    _ = try Self.handle(&footer)  // the meta-index: holds filters, of which there are none
    let index = try Self.block(at: try Self.handle(&footer), of: file)

    var entries: [Entry] = []
    for pointer in try Self.entries(of: index) {
      var cursor = ByteCursor(pointer.value)
      let block = try Self.block(at: try Self.handle(&cursor), of: file)
      entries += try Self.entries(of: block)
    }
    self.entries = entries
  }

  /// Where a block lies: its offset and length without the trailer.
  private static func handle(
    _ cursor: inout ByteCursor
  ) throws(ModelError) -> (offset: Int, length: Int) {
    (try cursor.length(), try cursor.length())
  }

  private static func block(
    at handle: (offset: Int, length: Int), of file: [UInt8]
  ) throws(ModelError) -> ArraySlice<UInt8> {
    var cursor = ByteCursor(file[...])
    _ = try cursor.take(handle.offset)
    let contents = try cursor.take(handle.length)
    let compression = try cursor.take(1)
    guard compression.first == 0 else {
      throw ModelError(.format, "the table is compressed, which Orpheus does not read")
    }
    let covered = file[contents.startIndex..<compression.endIndex]
    guard try cursor.fixed32() == CRC32C.masked(CRC32C.checksum(of: covered)) else {
      throw ModelError(.format, "a block of the table is damaged: its checksum is wrong")
    }
    return contents
  }

  /// Takes a block apart: each key is written as what it does not share with the one before.
  private static func entries(of block: ArraySlice<UInt8>) throws(ModelError) -> [Entry] {
    var end = ByteCursor(block.suffix(4))
    let restarts = Int(try end.fixed32())
    let trailer = 4 * (restarts + 1)
    guard trailer <= block.count else {
      throw ModelError(.format, "a block of the table is shorter than its own list of restarts")
    }
    var cursor = ByteCursor(block.dropLast(trailer))
    var entries: [Entry] = []
    var key: [UInt8] = []
    while !cursor.isAtEnd {
      let shared = try cursor.length()
      let unshared = try cursor.length()
      let valueLength = try cursor.length()
      guard shared <= key.count else {
        throw ModelError(.format, "a key of the table shares more than there is")
      }
      key.removeSubrange(shared...)
      key += try cursor.take(unshared)
      entries.append(Entry(key: key, value: try cursor.take(valueLength)))
    }
    return entries
  }
}
