/// How a file packs its sound, told by its content: names and extensions lie.
enum AudioContainer: Hashable, Sendable {
  case mpeg, flac
  case ogg(OggCodec)
  case wav, rf64, wave64, aiff, caf, au
  case mp4, matroska, asf, adts, ape, wavPack, trueAudio
  /// Up to stream version 7, and version 8.
  case musepack, musepack8
  /// Sony's and Philips' containers of one-bit sound.
  case dsf, dsdiff
  /// Recognised, but nothing here reads sound or tags from it.
  case other(name: String)

  /// What the listener calls it.
  var name: String {
    switch self {
    case .mpeg: "MP3"
    case .flac: "FLAC"
    case .ogg(let codec): codec.name
    case .wav, .rf64, .wave64: "WAV"
    case .aiff: "AIFF"
    case .caf: "CAF"
    case .au: "AU"
    case .mp4: "AAC or ALAC (MP4)"
    case .matroska: "Matroska or WebM"
    case .asf: "Windows Media Audio"
    case .ape: "Monkey's Audio"
    case .adts: "AAC"
    case .musepack, .musepack8: "Musepack"
    case .dsf, .dsdiff: "DSD"
    case .wavPack: "WavPack"
    case .trueAudio: "True Audio"
    case .other(let name): name
    }
  }
}

/// What the packets of an Ogg stream hold.
enum OggCodec: Hashable, Sendable {
  case vorbis, opus, flac, speex, unknown

  var name: String {
    switch self {
    case .vorbis: "Ogg Vorbis"
    case .opus: "Opus"
    case .flac: "Ogg FLAC"
    case .speex: "Speex"
    case .unknown: "Ogg without music"
    }
  }

  /// Tells the codec from the first packet of a stream.
  init(firstPacket packet: some Collection<UInt8>) {
    let marks: [(OggCodec, [UInt8])] = [
      (.vorbis, [1] + Array("vorbis".utf8)), (.opus, Array("OpusHead".utf8)),
      (.flac, [0x7f] + Array("FLAC".utf8)), (.speex, Array("Speex   ".utf8)),
    ]
    self = marks.first { packet.starts(with: $0.1) }?.0 ?? .unknown
  }
}

/// A file whose container is known.
struct SniffedFile: Sendable {
  let bytes: FileBytes
  let container: AudioContainer
  /// The bytes between the tags before and after; for MP3 from the first frame on.
  let audio: Range<Int64>

  /// A part of `file`, as if it were a file.
  init(_ file: SniffedFile, container: AudioContainer, audio: Range<Int64>) {
    bytes = file.bytes
    self.container = container
    self.audio = audio
  }

  /// The bytes that a decoder should see: containers made of chunks, boxes or elements know their
  /// own end, and may have tags behind it that they point at; of streams, only the sound.
  var decodableRange: Range<Int64> {
    switch container {
    case .wav, .rf64, .wave64, .aiff, .caf, .au, .mp4, .matroska, .asf, .dsf, .dsdiff:
      audio.lowerBound..<bytes.size
    case .mpeg, .flac, .ogg, .adts, .ape, .wavPack, .trueAudio, .musepack, .musepack8,
      .other:
      audio
    }
  }

  /// Looks at the content behind `descriptor`, which is borrowed.
  ///
  /// Throws `.empty`, `.notAudio` or `.io`.
  init(descriptor: Int32) throws(AudioFileError) {
    bytes = try FileBytes(descriptor: descriptor)
    guard bytes.size > 0 else { throw .empty("The file is empty.") }
    let untagged = try TagExtent.audio(in: bytes)
    let head = try bytes.bytes(at: untagged.lowerBound, count: 64)
    if let container = try Self.container(head, in: bytes, at: untagged.lowerBound) {
      self.container = container
      audio = untagged
    } else if let first = try MPEGFrameHeader.firstFrame(in: bytes, range: untagged) {
      container = .mpeg
      audio = first..<untagged.upperBound
    } else {
      throw AudioFileError(.notAudio, "This is not an audio file, whatever its name says.")
    }
  }

  private static func container(
    _ head: [UInt8], in file: FileBytes, at start: Int64
  ) throws(AudioFileError) -> AudioContainer? {
    func has(_ mark: String, at offset: Int = 0) -> Bool {
      head.dropFirst(offset).starts(with: mark.utf8)
    }
    if has("OggS") { return .ogg(try oggCodec(in: file, at: start)) }
    if has("WAVE", at: 8) {
      if has("RIFF") || has("RIFX") { return .wav }
      if has("RF64") || has("BW64") { return .rf64 }
    }
    if has("FORM"), has("AIFF", at: 8) || has("AIFC", at: 8) { return .aiff }
    if has("ftyp", at: 4) { return .mp4 }
    if has("FRM8"), has("DSD ", at: 12) { return .dsdiff }
    if isADTS(head) { return .adts }
    return marks.first { head.starts(with: $0.0) }?.1
  }

  private static let marks: [([UInt8], AudioContainer)] = [
    (Array("fLaC".utf8), .flac),
    (Wave64.riff, .wave64),
    (Array("caff".utf8), .caf),
    (Array(".snd".utf8), .au),
    (Array("MAC ".utf8), .ape),
    (Array("MP+".utf8), .musepack),
    (Array("MPCK".utf8), .musepack8),
    (Array("wvpk".utf8), .wavPack),
    (Array("TTA1".utf8), .trueAudio),
    (Array("TTA2".utf8), .trueAudio),
    ([0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11], .asf),
    ([0x1a, 0x45, 0xdf, 0xa3], .matroska),
    (Array("DSD ".utf8), .dsf),
    (Array("OFR ".utf8), .other(name: "OptimFROG")),
    (Array("MThd".utf8), .other(name: "MIDI, which holds notes rather than sound")),
    (Array("#!AMR".utf8), .other(name: "AMR")),
    (Array("ADIF".utf8), .other(name: "AAC")),
    ([0x0b, 0x77], .other(name: "Dolby Digital")),
    ([0x7f, 0xfe, 0x80, 0x01], .other(name: "DTS")),
  ]

  /// AAC's own framing has MPEG's sync word with a layer of 0, which no MP3 has.
  private static func isADTS(_ head: [UInt8]) -> Bool {
    head.count >= 7 && head[0] == 0xff && head[1] & 0xf6 == 0xf0 && head[2] >> 2 & 15 < 13
  }

  /// The first stream with music; others, such as the skeleton of a video, may come before it.
  private static func oggCodec(
    in file: FileBytes, at start: Int64
  ) throws(AudioFileError) -> OggCodec {
    var position = start
    for _ in 0..<16 {
      guard let page = try OggPage(in: file, at: position), page.beginsStream else { break }
      let packet = try file.bytes(at: page.body.lowerBound, count: min(page.body.count, 16))
      let codec = OggCodec(firstPacket: packet)
      if codec != .unknown { return codec }
      position = page.body.upperBound
    }
    return .unknown
  }
}
