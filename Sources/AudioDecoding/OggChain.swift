/// The links of an Ogg file: streams that follow each other, as internet radio and plain
/// concatenation make them (RFC 3533 § 4).
enum OggChain {
  /// More links than an honest file has: a day of radio with a title every two minutes.
  private static let mostLinks = 1024

  /// Opens all links of `file` as one track.
  static func open(_ file: SniffedFile) throws(AudioFileError) -> any AudioDecoder {
    let links = try links(of: file)
    return links.count > 1 ? try ChainDecoder(links) : try AudioFile.open(file)
  }

  /// The parts of `file` that are links, in order; all of it when there is but one.
  ///
  /// Every page's header is looked at. Serial numbers would find the links in fewer steps, but a
  /// file put together from copies has the same in all.
  static func links(of file: SniffedFile) throws(AudioFileError) -> [SniffedFile] {
    var starts: [(position: Int64, codec: OggCodec)] = []
    var position = file.audio.lowerBound
    var isBeginning = false
    while position < file.audio.upperBound {
      guard let page = try OggPage(in: file.bytes, at: position) else {
        guard let next = try OggPage.next(in: file, after: position) else { break }
        position = next
        continue
      }
      if page.beginsStream {
        let packet = try file.bytes.bytes(
          at: page.body.lowerBound, count: min(page.body.count, 16))
        let codec = OggCodec(firstPacket: packet)
        // Beginnings in a row are streams side by side: one link.
        if !isBeginning {
          guard starts.count < mostLinks else { break }
          starts.append((position, codec))
        } else if starts.last?.codec == .unknown {
          starts[starts.count - 1].codec = codec
        }
      }
      isBeginning = page.beginsStream
      position = page.body.upperBound
    }
    guard starts.count > 1 else { return [file] }
    let ends = starts.dropFirst().map(\.position) + [file.audio.upperBound]
    return zip(starts, ends).map { start, end in
      SniffedFile(file, container: .ogg(start.codec), audio: start.position..<end)
    }
  }
}
