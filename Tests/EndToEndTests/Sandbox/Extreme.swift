import Foundation
import OrpheusTestSupport

/// A file that is odd but no attack, and what is to become of it.
struct Extreme {
  var what: String
  var path: String
  var state: String

  /// One of each kind, made in `music`.
  static func all(in music: TemporaryDirectory) throws -> [Extreme] {
    let scratch = try TemporaryDirectory()
    func add(_ what: String, _ name: String, _ state: String, _ content: Data) throws -> Extreme {
      let path = music.appending(name)
      try content.write(to: URL(filePath: path))
      return Extreme(what: what, path: path, state: state)
    }
    let flac = try Data(contentsOf: URL(filePath: SoundFormat.flac.write(seconds: 12, to: scratch)))
    let nan = [Float](repeating: .nan, count: 12 * 24_000)
    let mixed = (0..<12 * 24_000).map { (index: Int) -> Float in
      if index.isMultiple(of: 3) { return .nan }
      return index.isMultiple(of: 5) ? .infinity : sin(Float(index) / 20)
    }
    return [
      try add("nothing at all", "empty.wav", "failed", Data()),
      try add("a header alone", "header.wav", "failed", wave(pcm: Data(), claiming: 0)),
      try add("one sample", "one.wav", "analysed", wave(pcm: Data([0, 64]))),
      try add(
        "silence", "silence.wav", "analysed", wave(pcm: Data(count: 12 * 24_000 * 2))),
      try add("samples that are no numbers", "nan.wav", "analysed", wave(floats: nan)),
      try add("some samples that are no numbers", "mixed.wav", "analysed", wave(floats: mixed)),
      try add("no tags", "untagged.flac", "analysed", flac),
      try add("a wrong ending", "really-flac.mp3", "analysed", flac + Data([0])),
      try add("words", "words.ogg", "failed", Data("no music\n".utf8)),
      try add(
        "a header that promises 4 GB", "promise.wav", "analysed",
        wave(
          pcm: Data((0..<48_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }), claiming: 0xffff_fff0)
      ),
      try add(
        "nothing but marks of Ogg pages", "marks.ogg", "failed",
        Data(repeatElement(Array("OggS".utf8), count: 1 << 21).joined())),
      try withBooklets(music.appending("booklets.mka"), scratch),
      try long(hours: 10, music.appending("ten-hours.wav")),
      try wide(music.appending("wide.wav")),
    ]
  }

  /// Matroska with 192 MiB of attachments.
  private static func withBooklets(
    _ path: String, _ scratch: TemporaryDirectory
  ) throws -> Extreme {
    let sound = try SoundFormat.flac.write(seconds: 12, to: scratch)
    let booklet = scratch.appending("booklet.pdf")
    try Data(count: 64 << 20).write(to: URL(filePath: booklet))
    let attachments = (0..<3).flatMap {
      ["-attach", booklet, "-metadata:s:t:\($0)", "mimetype=application/pdf"]
    }
    try SoundFormat.run(["ffmpeg", "-y", "-i", sound] + attachments + ["-c:a", "flac", path])
    return Extreme(what: "booklets in Matroska", path: path, state: "analysed")
  }

  /// 192 kHz, eight channels.
  private static func wide(_ path: String) throws -> Extreme {
    let pcm = Data((0..<192_000 * 8 * 2 * 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 5) })
    try wave(pcm: pcm, rate: 192_000, channels: 8).write(to: URL(filePath: path))
    return Extreme(what: "192 kHz, eight channels", path: path, state: "analysed")
  }

  /// A hole of so many hours, as long as any to a decoder, with a second of noise at both ends.
  private static func long(hours: Int, _ path: String) throws -> Extreme {
    let size = hours * 3_600 * 24_000 * 2
    try wave(pcm: Data(), claiming: size).write(to: URL(filePath: path))
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    var random = SplitMix(state: 3)
    let noise = Data((0..<48_000).map { _ in UInt8(truncatingIfNeeded: random.next() >> 3) })
    for second in [0, size / 2, size - noise.count] {
      try file.seek(toOffset: UInt64(44 + second))
      file.write(noise)
    }
    try file.close()
    return Extreme(what: "ten hours", path: path, state: "analysed")
  }

  private static func wave(floats: [Float]) -> Data {
    wave(pcm: floats.withUnsafeBytes { Data($0) }, format: 3, bits: 32)
  }

  /// A WAV file; `claiming` is the length its header tells when that is not the truth.
  private static func wave(
    pcm: Data, claiming: Int? = nil, rate: Int = 24_000, channels: Int = 1, format: Int = 1,
    bits: Int = 16
  ) -> Data {
    let size = claiming ?? pcm.count
    var data = Data("RIFF".utf8)
    func append(_ value: Int, _ bytes: Int) {
      for byte in 0..<bytes { data.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
    append(36 + size, 4)
    data.append(Data("WAVEfmt ".utf8))
    append(16, 4)
    let frame = channels * bits / 8
    for (value, bytes) in [
      (format, 2), (channels, 2), (rate, 4), (rate * frame, 4), (frame, 2), (bits, 2),
    ] { append(value, bytes) }
    data.append(Data("data".utf8))
    append(size, 4)
    return data + pcm
  }
}
