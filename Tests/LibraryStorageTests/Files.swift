import SystemPackage

/// All bytes of a file.
func contents(of file: FilePath) throws -> [UInt8] {
  let descriptor = try FileDescriptor.open(file, .readOnly)
  return try descriptor.closeAfter {
    let size = Int(try descriptor.seek(offset: 0, from: .end))
    guard size > 0 else { return [] }
    return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = try descriptor.read(
        fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
    }
  }
}

/// Makes or replaces a file.
func write(_ bytes: [UInt8], to file: FilePath) throws {
  let descriptor = try FileDescriptor.open(
    file, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
  try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
}
