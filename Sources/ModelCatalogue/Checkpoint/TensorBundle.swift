/// The named arrays of a TensorFlow checkpoint, format "tensor bundle": an index that says where
/// each array lies, and one file with their values.
///
/// The formats are those of `tensor_bundle.proto` and `tensor_bundle.cc` in TensorFlow.
struct TensorBundle {
  /// One array of floats, row by row.
  struct Tensor: Equatable {
    var shape: [Int]
    var values: [Float]
  }

  /// Where an array lies, as `BundleEntryProto` says it.
  private struct Location {
    var type: UInt64 = 0
    var shape: [Int] = []
    var shard: UInt64 = 0
    var offset = 0
    var size = 0
    var checksum: UInt32 = 0
  }

  private var locations: [String: Location] = [:]
  private let data: [UInt8]

  /// `DT_FLOAT` of `types.proto`.
  private static let floatType: UInt64 = 1

  /// Reads the index; arrays are read and checked when they are asked for.
  init(index: [UInt8], data: [UInt8]) throws(ModelError) {
    self.data = data
    for entry in try SortedStringTable(index).entries {
      // The empty key holds the header.
      if entry.key.isEmpty {
        try Self.checkHeader(entry.value)
      } else {
        let name = String(decoding: entry.key, as: UTF8.self)
        locations[name] = try Self.location(entry.value)
      }
    }
  }

  /// The names of all arrays, sorted.
  var names: [String] { locations.keys.sorted() }

  /// Reads one array; `shape` is what the caller knows it must be.
  func tensor(_ name: String, shape: [Int]) throws(ModelError) -> Tensor {
    guard let location = locations[name] else {
      throw ModelError(.format, "the checkpoint has no array “\(name)”")
    }
    guard location.shape == shape, location.type == Self.floatType, location.shard == 0 else {
      throw ModelError(
        .format,
        "the checkpoint's array “\(name)” is \(location.shape) where \(shape) floats are expected")
    }
    guard location.size == 4 * shape.reduce(1, *) else {
      throw ModelError(.format, "the checkpoint's array “\(name)” has the wrong size")
    }
    var cursor = ByteCursor(data[...])
    _ = try cursor.take(location.offset)
    let bytes = try cursor.take(location.size)
    guard CRC32C.masked(CRC32C.checksum(of: bytes)) == location.checksum else {
      throw ModelError(.format, "the checkpoint's array “\(name)” is damaged: wrong checksum")
    }
    let values = bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map { index in
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
      }
    }
    return Tensor(shape: shape, values: values)
  }

  /// `BundleHeaderProto`: one file of values, little-endian.
  private static func checkHeader(_ bytes: ArraySlice<UInt8>) throws(ModelError) {
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (1, .varint(let shards)) where shards != 1:
        throw ModelError(.format, "the checkpoint is spread over \(shards) files; one is expected")
      case (2, .varint(let order)) where order != 0:
        throw ModelError(.format, "the checkpoint is big-endian, which Orpheus does not read")
      default: break
      }
    }
  }

  private static func location(_ bytes: ArraySlice<UInt8>) throws(ModelError) -> Location {
    var location = Location()
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (1, .varint(let type)): location.type = type
      case (2, .bytes(let shape)): location.shape = try self.shape(shape)
      case (3, .varint(let shard)): location.shard = shard
      case (4, .varint(let offset)): location.offset = Int(clamping: offset)
      case (5, .varint(let size)): location.size = Int(clamping: size)
      case (6, .fixed32(let checksum)): location.checksum = checksum
      default: break
      }
    }
    return location
  }

  /// `TensorShapeProto`: one message a dimension.
  private static func shape(_ bytes: ArraySlice<UInt8>) throws(ModelError) -> [Int] {
    var dimensions: [Int] = []
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      guard field == 2, case .bytes(let dimension) = value else { continue }
      var size = 0
      var inner = ProtobufReader(dimension)
      while let (field, value) = try inner.next() {
        if field == 1, case .varint(let count) = value { size = Int(clamping: count) }
      }
      dimensions.append(size)
    }
    return dimensions
  }
}
