/// What of an Ogg file is its sound: the packets of its music streams without their comments.
///
/// Packets rather than pages, since an edit of the comments may lay the packets out on different
/// pages, with different numbers and checksums.
enum OggContent {
  /// Adds the packets of every chained stream; false when there are none.
  ///
  /// Of streams that run side by side, the first with music counts.
  static func add(_ file: SniffedFile, to hash: ContentHash) throws(AudioFileError) -> Bool {
    var position = file.audio.lowerBound
    var stream: OggStream?
    var foundSound = false
    while position < file.audio.upperBound {
      guard let page = try OggPage(in: file.bytes, at: position) else {
        // Out of step: look for the next page.
        guard let next = try OggPage.next(in: file, after: position) else { break }
        position = next
        continue
      }
      // Beginnings in a row run side by side; one after sound begins the next in the chain.
      if page.beginsStream, stream?.isRunning != false {
        let start = try file.bytes.bytes(at: page.body.lowerBound, count: min(page.body.count, 16))
        let codec = OggCodec(firstPacket: start)
        if codec != .unknown { stream = OggStream(serial: page.serial, codec: codec) }
      }
      if stream?.serial == page.serial {
        let body = try file.bytes.bytes(at: page.body.lowerBound, count: page.body.count)
        stream?.add(body, lacing: page.lacing, to: hash)
        foundSound = foundSound || stream?.isRunning == true
        // The next chained stream may use any serial number, this one's too.
        if page.endsStream { stream = nil }
      }
      position = page.body.upperBound
    }
    return foundSound
  }
}

/// One logical stream: which packet is next, and whether it counts.
private struct OggStream {
  let serial: UInt32
  private let codec: OggCodec
  /// The number of the packet that is being read.
  private var packet = 0
  /// Bytes of it so far.
  private var packetLength: Int64 = 0
  /// The first byte of it; FLAC's audio is told by it.
  private var firstByte: UInt8 = 0
  /// Whether a packet of sound was seen.
  private(set) var isRunning = false

  init(serial: UInt32, codec: OggCodec) {
    self.serial = serial
    self.codec = codec
  }

  /// Adds what counts of the packets, or parts of packets, in a page's body.
  mutating func add(_ body: [UInt8], lacing: [UInt8], to hash: ContentHash) {
    var rest = body[...]
    var index = 0
    while index < lacing.count {
      // Lengths of 255 continue in the next one; 255 as the last continues on the next page.
      var length = 0
      var isComplete = false
      while index < lacing.count, !isComplete {
        length += Int(lacing[index])
        isComplete = lacing[index] < 255
        index += 1
      }
      let part = rest.prefix(length)
      rest = rest.dropFirst(length)
      if packetLength == 0 { firstByte = part.first ?? 0 }
      hash.add(countedPart(of: part))
      packetLength += Int64(part.count)
      if isComplete { finishPacket(hash) }
    }
  }

  /// Which bytes of a part of the current packet count.
  private func countedPart(of part: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    switch codec {
    case .vorbis, .opus, .speex, .unknown:
      // Comments are the second packet. Vorbis has its code books in the third.
      return packet == 1 ? [] : part
    case .flac:
      if packet > 0 { return firstByte == 0xff ? part : [] }
      // Of the first packet, as of any FLAC file: sample rate to number of samples. Before them
      // lie 9 bytes of mapping, 4 of signature, 4 of block header and 10 of sizes.
      return part.dropFirst(27).prefix(8)
    }
  }

  private mutating func finishPacket(_ hash: ContentHash) {
    let isSound =
      switch codec {
      case .vorbis: packet > 2
      case .opus, .speex, .unknown: packet > 1
      case .flac: packet > 0 && firstByte == 0xff
      }
    if isSound {
      // The length keeps packets apart that would otherwise run together.
      hash.add(packetLength)
      isRunning = true
    }
    packet += 1
    packetLength = 0
  }
}
