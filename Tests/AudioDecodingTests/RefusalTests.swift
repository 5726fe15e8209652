import AudioDecoding
import Foundation
import Glibc
import MusicModel
import SignalProcessing
import Testing

@Suite struct RefusalTests {
  /// A file that is no music, or none that can be read, and what it is refused as.
  struct Refused: CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let code: AudioFileError.Code

    init(_ description: String, _ bytes: [UInt8], _ code: AudioFileError.Code) {
      testDescription = description
      self.bytes = bytes
      self.code = code
    }

    /// What becomes of a broken file in a format that only FFmpeg's libraries read.
    static func foreign(_ format: String) -> AudioFileError.Code {
      #if FFmpeg
        .damaged
      #else
        .unsupported(format: format)
      #endif
    }

    static let all: [Refused] = [
      Refused("nothing", [], .empty),
      Refused("one byte", [0xff], .notAudio),
      Refused("zeros", [UInt8](repeating: 0, count: 100_000), .notAudio),
      Refused(
        "text", Array(String(repeating: "All work and no play. ", count: 999).utf8), .notAudio),
      Refused("only a tag", id3v2([("TIT2", text("Song"))]), .notAudio),
      Refused(
        "a tag that promises more than there is",
        Array("ID3".utf8) + [4, 0, 0, 127, 127, 127, 127, 1], .notAudio),
      // Jumps of x86 machine code: FF FF 25 every 16 bytes passes for MPEG layer I.
      Refused(
        "machine code",
        (0..<5000).flatMap {
          little(0x25ff_ff00 + $0, 4) + little($0, 4) + [0x68, 0, 0, 0, 0, 0xe9, 0, 0]
        }, .notAudio),
      Refused("noise", noise(count: 300_000), .notAudio),
      Refused(
        "three MP3 frames and noise", (0..<3).flatMap { _ in mp3Frame } + noise(count: 5000),
        .notAudio),
      Refused("a picture", [0x89] + Array("PNG\r\n".utf8) + noise(count: 5000), .notAudio),
      Refused(
        "a video in RIFF", Array("RIFF".utf8) + little(999, 4) + Array("AVI LIST".utf8), .notAudio),
      Refused(
        "MP4", big(24, 4) + Array("ftypM4A \0\0\0\0M4A mp42".utf8) + noise(count: 99),
        foreign("AAC or ALAC (MP4)")),
      Refused(
        "AAC after a tag", id3v2([]) + [0xff, 0xf1, 0x50, 0x80, 0x2e, 0x7f, 0xfc, 0x21],
        foreign("AAC")),
      Refused(
        "Windows Media", [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11] + noise(count: 99),
        foreign("Windows Media Audio")),
      Refused(
        "Monkey's Audio", Array("MAC ".utf8) + noise(count: 99),
        foreign("Monkey's Audio")),
      Refused("WavPack", Array("wvpk".utf8) + noise(count: 99), foreign("WavPack")),
      Refused(
        "Matroska", [0x1a, 0x45, 0xdf, 0xa3] + noise(count: 99), foreign("Matroska or WebM")),
      Refused("DSD", Array("DSD ".utf8) + noise(count: 99), foreign("DSD")),
      Refused("True Audio", Array("TTA1".utf8) + noise(count: 99), foreign("True Audio")),
      Refused("Musepack", Array("MPCK".utf8) + noise(count: 99), foreign("Musepack")),
      Refused(
        "Speex", oggPage(packets: [Array("Speex   1.2".utf8)], flags: 2),
        .unsupported(format: "Speex")),
      Refused("a WAV header alone", wav([], channels: 2), .empty),
      Refused("half a WAV header", Array(wav([0.5, 0.5], channels: 1).prefix(30)), .damaged),
      Refused(
        "WAV with a codec of its own",
        wav(data: [1, 2, 3, 4], format: 0x270, bits: 16, channels: 1, rate: 44_100),
        .unsupported(format: "this kind of WAV")),
      Refused(
        "WAV at 1 Hz", wav([0.1, 0.2], channels: 1, rate: 1),
        .unsupported(format: "1 channels of WAV at 1 Hz")),
      Refused(
        "WAV with 65 channels", wav([Float](repeating: 0, count: 65), channels: 65),
        .unsupported(format: "65 channels of WAV at 44100 Hz")),
      Refused("a FLAC signature alone", Array("fLaC".utf8), .damaged),
    ]

    static func noise(count: Int) -> [UInt8] {
      var state: UInt32 = 99
      return (0..<count).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(state >> 24)
      }
    }

    /// MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes.
    static let mp3Frame: [UInt8] = [0xff, 0xfb, 0x90, 0x00] + [UInt8](repeating: 0, count: 413)
  }

  @Test("What is not readable music is refused with the reason", arguments: Refused.all)
  func refused(_ refused: Refused) throws {
    let fixtures = try Fixtures()
    let file = try fixtures.file("song.mp3", refused.bytes)
    let error = #expect(throws: AudioFileError.self) { try AudioFile.open(file.descriptor) }
    #expect(error?.code == refused.code)
    #expect(error?.message.hasSuffix(".") == true, "the listener reads a sentence")
    #expect(TagReader.read(file.descriptor).album == nil)
  }

  @Test("The content decides, never the name")
  func namesLie() throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(.flac)
    let file = try fixtures.file("song.mp3", try fixtures.bytes(of: "music.flac"))
    #expect(try AudioFile.open(file.descriptor).frameCount == 176_400)
  }

  @Test(
    "A truncated file plays as far as it goes, down to a second",
    arguments: [Fixtures.Format.wav, .aiff, .w64, .flac, .ogg, .mp3])
  func truncated(format: Fixtures.Format) throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(format, seconds: 8)
    let bytes = try fixtures.bytes(of: "music." + format.rawValue)

    let half = try fixtures.file("half", Array(bytes.prefix(bytes.count / 2)))
    let decoder = try AudioFile.open(half.descriptor)
    let claimed = try #require(decoder.seconds)
    #expect(claimed > 2 && claimed < 6)
    var frames: Int64 = 0
    while case let sound = try decoder.read(frames: 9000), !sound.isEmpty {
      frames += Int64(sound.frameCount)
    }
    #expect(frames == decoder.frameCount)

    let sliver = try fixtures.file("sliver", Array(bytes.prefix(bytes.count / 20)))
    let error = #expect(throws: AudioFileError.self) { try AudioFile.open(sliver.descriptor) }
    #expect(error?.code == .damaged)
  }

  @Test("A whole file shorter than a second is fine", arguments: Fixtures.Format.allCases)
  func short(format: Fixtures.Format) throws {
    let fixtures = try Fixtures()
    let file = try fixtures.encoded(format, seconds: 0.5)
    #expect(try AudioFile.open(file.descriptor).frameCount == 22_050)
  }

  @Test("What is no regular file is refused by the system's word, not a crash")
  func irregular() throws {
    for descriptor in [open("/dev/zero", O_RDONLY), open("/", O_RDONLY), -1] {
      defer { close(descriptor) }
      let error = #expect(throws: AudioFileError.self) { try AudioFile.open(descriptor) }
      #expect(error?.code == .io)
      #expect(throws: AudioFileError.self) { try ContentFingerprint.compute(descriptor) }
    }
  }

  @Test(
    "Broken bytes anywhere give an answer or an error, never a crash",
    arguments: Fixtures.Format.allCases)
  func broken(format: Fixtures.Format) throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(format, seconds: 1)
    let whole = try fixtures.bytes(of: "music." + format.rawValue)
    var state: UInt32 = 5
    func random(_ bound: Int) -> Int {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int(state >> 8) % bound
    }
    for round in 0..<40 {
      var bytes = whole
      // Headers are where sizes and counts are, so every other hit goes there.
      for hit in 0..<6 {
        bytes[random(hit.isMultiple(of: 2) ? min(200, bytes.count) : bytes.count)] =
          [0, 0xff, 0x7f, 0x80, UInt8(random(256))][random(5)]
      }
      if round.isMultiple(of: 3) { bytes.removeLast(random(bytes.count)) }
      let file = try fixtures.file("broken", bytes)
      if let decoder = try? AudioFile.open(file.descriptor) {
        #expect((1...64).contains(decoder.channels))
        try? decoder.seek(toFrame: (decoder.frameCount ?? 0) / 2)
        let samples = (try? decoder.read(frames: 1000).samples) ?? []
        #expect(samples.allSatisfy { $0.isFinite })
      }
      _ = TagReader.read(file.descriptor)
      _ = try? ContentFingerprint.compute(file.descriptor)
    }
  }
}
