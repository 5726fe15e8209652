/// One chunk of a WAV, RF64, Wave64, AIFF or DSD file.
struct Chunk {
  /// Four characters.
  let name: String
  /// Where its content lies, clamped to the file.
  let content: Range<Int64>
  /// Whether it promises more than the file has.
  let isCutShort: Bool
}

/// Walks over the chunks of a file (EA IFF 85; Microsoft RIFF; EBU Tech 3306 for RF64; Sony's
/// DSF File Format Specification 1.01; Philips' DSDIFF 1.5).
struct ChunkReader {
  /// More chunks than any file has.
  private static let mostChunks = 4096

  private let file: FileBytes
  private let layout: ChunkLayout
  private let base: Int64
  private var position: Int64
  private var count = 0
  /// The size of the sound where 32 bits could not hold it (RF64).
  private var longDataSize: Int64?

  init(_ sniffed: SniffedFile) throws(AudioFileError) {
    file = sniffed.bytes
    base = sniffed.audio.lowerBound
    let form = try file.bytes(at: base, count: 4)
    layout = ChunkLayout(sniffed.container, isBigEndian: form.elementsEqual("RIFX".utf8))
    position = base + layout.firstChunk
  }

  /// The next chunk; nil after the last, and where what follows is none.
  mutating func next() throws(AudioFileError) -> Chunk? {
    let header = try file.bytes(at: position, count: layout.headerLength)
    guard count < Self.mostChunks, header.count == layout.headerLength else { return nil }
    count += 1
    let name = String(decoding: header.prefix(4), as: UTF8.self)
    let start = position + Int64(layout.headerLength)
    var size = layout.size(inHeader: header)
    if name == "data", size == 0xffff_ffff, let longDataSize { size = longDataSize }
    if name == "ds64" {
      // After the size of the whole file comes that of the sound.
      longDataSize = Int64(clamping: try file.bytes(at: start + 8, count: 8).littleEndian)
    }
    let isCutShort = size > file.size - start
    let end = isCutShort ? file.size : start + size
    position = base + layout.aligned(end - base)
    return Chunk(name: name, content: start..<end, isCutShort: isCutShort)
  }

  /// How much of a file's structure is there.
  enum Completeness { case whole, cutShort, withoutSound }

  /// Looks for the chunks without which nothing decodes; nil for a file that has no chunks.
  static func completeness(of file: SniffedFile) throws(AudioFileError) -> Completeness? {
    switch file.container {
    case .wav, .rf64, .wave64, .aiff: break
    default: return nil
    }
    var chunks = try ChunkReader(file)
    var hasFormat = false
    while let chunk = try chunks.next() {
      switch chunk.name {
      case "fmt ", "COMM": hasFormat = !chunk.isCutShort
      case "data", "SSND": return chunk.isCutShort || !hasFormat ? .cutShort : .whole
      default: break
      }
    }
    return .withoutSound
  }
}

/// How a container writes its chunks' names and sizes.
private struct ChunkLayout {
  /// Bytes before the first chunk.
  let firstChunk: Int64
  /// Bytes of name and size.
  let headerLength: Int
  /// Bytes of the size, at the end of the header.
  private let sizeLength: Int
  private let isBigEndian: Bool
  /// Whether sizes count the header as well.
  private let countsHeader: Bool
  /// Where chunks may begin: at multiples of this.
  private let alignment: Int64

  init(_ container: AudioContainer, isBigEndian: Bool) {
    switch container {
    case .wave64: (firstChunk, headerLength, sizeLength, alignment) = (40, 24, 8, 8)
    case .dsf: (firstChunk, headerLength, sizeLength, alignment) = (28, 12, 8, 1)
    case .dsdiff: (firstChunk, headerLength, sizeLength, alignment) = (16, 12, 8, 2)
    default: (firstChunk, headerLength, sizeLength, alignment) = (12, 8, 4, 2)
    }
    countsHeader = container == .wave64 || container == .dsf
    self.isBigEndian = isBigEndian || container == .aiff || container == .dsdiff
  }

  /// The bytes after the header; never negative.
  func size(inHeader header: [UInt8]) -> Int64 {
    let field = header.suffix(sizeLength)
    let size = Int64(clamping: isBigEndian ? field.bigEndian : field.littleEndian)
    return countsHeader ? max(0, size - Int64(headerLength)) : size
  }

  /// Where the next chunk may begin, from `offset` on.
  func aligned(_ offset: Int64) -> Int64 {
    (offset + alignment - 1) / alignment * alignment
  }
}

/// Sony's 64-bit WAV, whose names are GUIDs that begin with the names in WAV.
enum Wave64 {
  /// The GUID that begins every file.
  static let riff: [UInt8] = [
    0x72, 0x69, 0x66, 0x66, 0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 0x04, 0xc1, 0x00, 0x00,
  ]
}
