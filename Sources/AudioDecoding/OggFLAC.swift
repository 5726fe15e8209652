/// FLAC in Ogg as the plain FLAC file that it is made of.
///
/// The packets of the stream, put together, are such a file but for nine bytes at the beginning of
/// the first (RFC 9639 § 10.1). libsndfile claims to read FLAC in Ogg and fails on every such file
/// (as of 1.2.2), and FFmpeg finds no sample in it exactly; a plain one is read well.
struct OggFLAC {
  /// The signature and the one block of metadata that describes the sound, marked as the last. Seek
  /// points count the bytes of the Ogg file and would lead astray.
  let header: [UInt8]
  /// Where the pieces of the sound lie, in order.
  let pieces: [Range<Int64>]

  /// More pages than any honest link has: four days of one a packet.
  private static let mostPages = 1 << 22
  /// What lies before the signature in the first packet, and what begins with it there.
  private static let (mappingLength, headerLength): (Int64, Int) = (9, 4 + 4 + 34)

  /// Looks at all pages of `file`; without a stream of FLAC in it, there is nothing.
  init(_ file: SniffedFile) throws(AudioFileError) {
    var header: [UInt8] = []
    var pieces: [Range<Int64>] = []
    var serial: UInt32?
    var position = file.audio.lowerBound
    while position < file.audio.upperBound, pieces.count < Self.mostPages {
      guard let page = try OggPage(in: file.bytes, at: position) else {
        guard let next = try OggPage.next(in: file, after: position) else { break }
        position = next
        continue
      }
      position = page.body.upperBound
      let start = page.body.lowerBound
      if page.beginsStream, serial == nil {
        let packet = try file.bytes.bytes(at: start, count: min(page.body.count, 16))
        guard OggCodec(firstPacket: packet) == .flac else { continue }
        serial = page.serial
        header = try file.bytes.bytes(at: start + Self.mappingLength, count: Self.headerLength)
        if header.count == Self.headerLength { header[4] |= 0x80 }
      } else if page.serial == serial {
        // Frames begin with a sync code, on a page of their own; comments and covers do not.
        if pieces.isEmpty {
          guard !page.isContinued, try file.bytes.bytes(at: start, count: 1) == [0xff] else {
            continue
          }
        }
        pieces.append(page.body)
      }
    }
    self.header = header
    self.pieces = pieces
  }
}
