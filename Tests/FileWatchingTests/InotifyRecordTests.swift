import SystemPackage
import Testing

@testable import FileWatching

@Suite("The records of inotify")
struct InotifyRecordTests {
  /// One record as the kernel lays it out: four words, then the name padded with zeros.
  private static func bytes(
    watch: Int32, mask: UInt32, cookie: UInt32 = 0, name: [UInt8] = [], padding: Int = 0,
    length: UInt32? = nil
  ) -> [UInt8] {
    let words = [
      UInt32(bitPattern: watch), mask, cookie, length ?? UInt32(name.count + padding),
    ]
    return words.flatMap { word in withUnsafeBytes(of: word) { Array($0) } } + name
      + [UInt8](repeating: 0, count: padding)
  }

  private func parse(_ bytes: [UInt8]) -> [InotifyRecord] {
    bytes.withUnsafeBytes { InotifyRecord.parse($0) }
  }

  @Test("are taken apart one after the other")
  func parsesSeveral() {
    let bytes =
      Self.bytes(watch: 3, mask: 0x4000_0040, cookie: 7, name: Array("album".utf8), padding: 11)
      + Self.bytes(watch: 4, mask: 0x400) + Self.bytes(watch: -1, mask: 0x4000)
    #expect(
      parse(bytes) == [
        InotifyRecord(
          watch: 3, mask: [.movedFrom, .isDirectory], cookie: 7, name: EntryName("album")),
        InotifyRecord(watch: 4, mask: .deletedSelf),
        InotifyRecord(watch: -1, mask: .queueOverflow),
      ])
  }

  @Test("keep names that are not UTF-8, byte for byte")
  func keepsBytes() {
    let records = parse(Self.bytes(watch: 1, mask: 8, name: [0xFF, 0x0A, 0xE4], padding: 1))
    let name: [UInt8] = [0xFF, 0x0A, 0xE4, 0]
    let expected = name.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { EntryName($0) } }
    }
    #expect(records.map(\.name) == [expected])
  }

  @Test("that are cut anywhere are left out, and those before them are kept", arguments: 0..<36)
  func survivesTruncation(count: Int) {
    let whole =
      Self.bytes(watch: 1, mask: 2) + Self.bytes(watch: 2, mask: 8, name: [97, 98, 99], padding: 1)
    #expect(parse(Array(whole.prefix(count))).count == (count < 16 ? 0 : 1))
  }

  @Test(
    "that lie about their length or name harm nothing",
    arguments: [
      (bytes(watch: 1, mask: 8, length: .max), 0),
      (bytes(watch: 1, mask: 8, length: 1), 0),
      (bytes(watch: 1, mask: 8, name: [97, 98]), 0),
      (bytes(watch: 1, mask: 8, padding: 16) + bytes(watch: 2, mask: 8), 1),
    ])
  func survivesLies(bytes: [UInt8], count: Int) {
    #expect(parse(bytes).count == count)
  }
}
