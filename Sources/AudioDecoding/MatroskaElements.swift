/// One element of a Matroska or WebM file (RFC 8794, RFC 9559).
struct MatroskaElement {
  /// What it is, with the bits that tell the length of this number.
  let identifier: UInt32
  /// Where it begins.
  let start: Int64
  /// Where its content lies, clamped to the file; to the file's end where the size is not told.
  let content: Range<Int64>

  /// The identifiers in use here.
  enum Known {
    static let segment: UInt32 = 0x1853_8067
    static let attachments: UInt32 = 0x1941_a469
    static let info: UInt32 = 0x1549_a966
    static let title: UInt32 = 0x7ba9
    static let tracks: UInt32 = 0x1654_ae6b
    static let track: UInt32 = 0xae
    static let trackNumber: UInt32 = 0xd7
    static let trackType: UInt32 = 0x83
    static let codec: UInt32 = 0x86
    static let cluster: UInt32 = 0x1f43_b675
    static let blockGroup: UInt32 = 0xa0
    static let block: UInt32 = 0xa1
    static let simpleBlock: UInt32 = 0xa3
    static let tags: UInt32 = 0x1254_c367
    static let tag: UInt32 = 0x7373
    static let targets: UInt32 = 0x63c0
    static let targetLevel: UInt32 = 0x68ca
    static let simpleTag: UInt32 = 0x67c8
    static let tagName: UInt32 = 0x45a3
    static let tagText: UInt32 = 0x4487
  }
}

/// Walks over a file's elements in the order in which they begin: first a parent, then what it
/// holds.
///
/// Entering a parent needs no memory of where it ends, so that those of unknown size, as in
/// recorded streams, are nothing special.
struct MatroskaElements {
  private let file: FileBytes
  private let parents: Set<UInt32>
  private var position: Int64
  /// More elements than any file has: ten hours of blocks of 10 ms.
  private var remaining = 1 << 22

  /// Will walk over `file`, into the elements named in `parents` and over all others.
  init(_ file: SniffedFile, into parents: Set<UInt32>) {
    self.file = file.bytes
    self.parents = parents
    position = file.audio.lowerBound
  }

  /// The next element; nil after the last, and where what follows is none.
  mutating func next() throws(AudioFileError) -> MatroskaElement? {
    let header = try file.bytes(at: position, count: 12)
    guard remaining > 0, let first = header.first, first.leadingZeroBitCount < 4 else { return nil }
    remaining -= 1
    let identifierLength = first.leadingZeroBitCount + 1
    guard let (size, sizeLength) = Self.number(header.dropFirst(identifierLength)) else {
      return nil
    }
    let identifier = UInt32(header.prefix(identifierLength).bigEndian)
    let start = position + Int64(identifierLength + sizeLength)
    let end = size.map { $0 > file.size - start ? file.size : start + $0 } ?? file.size
    guard start <= end else { return nil }
    defer { position = parents.contains(identifier) ? start : end }
    return MatroskaElement(identifier: identifier, start: position, content: start..<end)
  }

  /// A number of variable length, and how many bytes it takes; all ones mean that the number is not
  /// known (RFC 8794 § 4 and 6.2).
  static func number(_ bytes: ArraySlice<UInt8>) -> (value: Int64?, length: Int)? {
    guard let first = bytes.first, first != 0 else { return nil }
    let length = first.leadingZeroBitCount + 1
    guard bytes.count >= length else { return nil }
    let mask = (UInt64(1) << (7 * length)) - 1
    let value = bytes.prefix(length).bigEndian & mask
    return (value == mask ? nil : Int64(value), length)
  }
}
