import Testing

@testable import ModelCatalogue

@Suite("Reading a checkpoint")
struct CheckpointTests {
  private static let entries: [(key: [UInt8], value: [UInt8])] = [
    ("", "header"), ("conv/bias", "1"), ("conv/kernel", "two"), ("conv_1/bias", ""),
    ("conv_1/kernel", "a longer value than the others"), ("dense", "6"), ("dense/kernel", "7"),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

  @Test(
    "The checksum is that of RFC 3720, appendix B.4",
    arguments: [
      (Array("123456789".utf8), 0xe306_9283),
      ([UInt8](repeating: 0, count: 32), 0x8a91_36aa),
      ([UInt8](repeating: 0xff, count: 32), 0x62a8_ab43),
      (Array(0..<32), 0x46dd_794e),
    ] as [([UInt8], UInt32)])
  func checksum(bytes: [UInt8], expected: UInt32) {
    #expect(CRC32C.checksum(of: bytes[...]) == expected)
  }

  @Test("Every key and value of a table comes back, in order", arguments: [1, 2, 3, 100])
  func table(entriesPerBlock: Int) throws {
    let file = CheckpointBuilder.table(Self.entries, entriesPerBlock: entriesPerBlock)
    let read = try SortedStringTable(file).entries
    #expect(read.map(\.key) == Self.entries.map(\.key))
    #expect(read.map { Array($0.value) } == Self.entries.map(\.value))
  }

  @Test("A table cut anywhere is refused")
  func truncatedTable() {
    let file = CheckpointBuilder.table(Self.entries)
    for length in 0..<file.count {
      #expect(throws: ModelError.self) { try SortedStringTable(Array(file.prefix(length))) }
    }
  }

  @Test("A table with any damaged byte is refused or reads as if it were whole")
  func damagedTable() {
    let file = CheckpointBuilder.table(Self.entries)
    var refused = 0
    for position in file.indices {
      var damaged = file
      damaged[position] ^= 0x10
      do {
        let read = try SortedStringTable(damaged).entries
        // Only the unused meta-index and the footer's padding are covered by no checksum.
        #expect(read.map { Array($0.value) } == Self.entries.map(\.value))
      } catch {
        #expect(error.code == .format)
        refused += 1
      }
    }
    #expect(refused > file.count / 2)
  }

  @Test("A compressed table is refused, saying so")
  func compressedTable() {
    let file = CheckpointBuilder.table(Self.entries, compression: 1)
    let error = #expect(throws: ModelError.self) { try SortedStringTable(file) }
    #expect(error?.message.contains("compressed") == true)
  }

  @Test("A block that claims more restarts than it has bytes is refused")
  func restarts() {
    // A table of one empty index block whose restart count is replaced.
    var block = CheckpointBuilder.littleEndian(0) + CheckpointBuilder.littleEndian(.max) + [0]
    block += CheckpointBuilder.littleEndian(CRC32C.masked(CRC32C.checksum(of: block[...])))
    let whole = CheckpointBuilder.table([])
    let footer = [0, 8, 0, 8] + Array(repeating: UInt8(0), count: 36) + whole.suffix(8)
    #expect(throws: ModelError.self) { try SortedStringTable(block + footer) }
  }

  @Test("Arrays come back with their values")
  func bundle() throws {
    let (index, data) = CheckpointBuilder.bundle([
      ("a", [2, 3], [1, -2, 3.5, 0, .infinity, 1e-30]), ("b/c", [1], [7]),
    ])
    let bundle = try TensorBundle(index: index, data: data)
    #expect(bundle.names == ["a", "b/c"])
    #expect(
      try bundle.tensor("a", shape: [2, 3]).values == [1, -2, 3.5, 0, .infinity, 1e-30])
    #expect(try bundle.tensor("b/c", shape: [1]) == .init(shape: [1], values: [7]))
  }

  @Test("An array that is missing, of another shape, damaged or cut off is refused")
  func badArrays() throws {
    let (index, data) = CheckpointBuilder.bundle([("a", [2], [1, 2]), ("b", [2], [3, 4])])
    var damaged = data
    damaged[1] ^= 1
    let bundle = try TensorBundle(index: index, data: damaged)
    #expect(throws: ModelError.self) { try bundle.tensor("missing", shape: [2]) }
    #expect(throws: ModelError.self) { try bundle.tensor("b", shape: [1, 2]) }
    let error = #expect(throws: ModelError.self) { try bundle.tensor("a", shape: [2]) }
    #expect(error?.message == "the checkpoint's array “a” is damaged: wrong checksum")
    #expect(try bundle.tensor("b", shape: [2]).values == [3, 4])
    let cut = try TensorBundle(index: index, data: data.dropLast())
    #expect(throws: ModelError.self) { try cut.tensor("b", shape: [2]) }
  }

  @Test("A checkpoint in several files or of the other byte order is refused")
  func header() {
    let sharded = CheckpointBuilder.bundle([], shards: 2)
    #expect(throws: ModelError.self) { try TensorBundle(index: sharded.index, data: []) }
    let bigEndian = CheckpointBuilder.bundle([], byteOrder: 1)
    #expect(throws: ModelError.self) { try TensorBundle(index: bigEndian.index, data: []) }
  }

  @Test("A checkpoint of another network is not made into musicnn")
  func otherNetwork() throws {
    let (index, data) = CheckpointBuilder.bundle([("dense/bias", [3], [1, 2, 3])])
    let bundle = try TensorBundle(index: index, data: data)
    let error = #expect(throws: ModelError.self) { try MusicnnGraph.model(from: bundle) }
    #expect(error?.message == "the checkpoint has no array “batch_normalization/gamma”")
  }
}
