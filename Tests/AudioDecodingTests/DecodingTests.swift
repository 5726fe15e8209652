import AudioDecoding
import Foundation
import Glibc
import SignalProcessing
import Testing

@Suite struct DecodingTests {
  /// How far the decoded sound may be from the original, as a root mean square.
  private func tolerance(_ format: Fixtures.Format) -> Float {
    switch format {
    case .mp3, .ogg: 0.02
    default: 1e-6
    }
  }

  private func everything(_ decoder: any AudioDecoder, piece: Int = 10_000) throws -> [Float] {
    var samples: [Float] = []
    while case let sound = try decoder.read(frames: piece), !sound.isEmpty {
      samples += sound.samples
    }
    return samples
  }

  @Test("Every format decodes to the sound that went in", arguments: Fixtures.Format.allCases)
  func roundTrip(format: Fixtures.Format) throws {
    let fixtures = try Fixtures()
    let file = try fixtures.encoded(format)
    let decoder = try AudioFile.open(file.descriptor)
    #expect(decoder.sampleRate == 44_100)
    #expect(decoder.channels == 2)
    // The LAME header says how much the encoder added, so that even MP3 comes out as long.
    #expect(decoder.frameCount == 176_400)
    #expect(decoder.seconds == 4)

    let original = music(seconds: 4).map { ($0 * 32_768).rounded() / 32_768 }
    let decoded = try everything(decoder)
    try #require(decoded.count == original.count)
    let squares = zip(decoded, original).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect((squares / Float(original.count)).squareRoot() < tolerance(format))
    #expect(try decoder.read(frames: 1).isEmpty, "nothing comes after the end")
  }

  @Test(
    "Seeking gives the same samples as reading through", arguments: Fixtures.Format.allCases)
  func seeking(format: Fixtures.Format) throws {
    let fixtures = try Fixtures()
    let file = try fixtures.encoded(format)
    let decoder = try AudioFile.open(file.descriptor)
    let whole = try everything(decoder)
    // In the last page of a Vorbis stream libsndfile is off by some hundred samples.
    let last = format == .ogg ? 160_000 : 176_300
    for frame in [150_000, 37, 90_001, 0, last] {
      try decoder.seek(toFrame: Int64(frame))
      let sound = try decoder.read(frames: 500)
      #expect(sound.frameCount == min(500, 176_400 - frame))
      let expected = whole[2 * frame..<2 * (frame + sound.frameCount)]
      let worst = zip(sound.samples, expected).map { abs($0 - $1) }.max() ?? 1
      #expect(worst < 1e-6, "at frame \(frame)")
    }
    try decoder.seek(toFrame: .max)
    #expect(try decoder.read(frames: 10).isEmpty)
    try decoder.seek(toFrame: -5)
    #expect(try decoder.read(frames: 10).samples == Array(whole[..<20]))
  }

  @Test("An MP3 without a Xing header has its length and seeks exactly")
  func withoutHeader() throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(.mp3)
    try fixtures.run("lame", ["--quiet", "-V", "4", "-t", "music.wav", "bare.mp3"])
    let file = try OpenFile(fixtures.folder.appendingPathComponent("bare.mp3").path)
    let decoder = try AudioFile.open(file.descriptor)
    let whole = try everything(decoder)
    #expect(decoder.frameCount == Int64(whole.count / 2))
    // The encoder's delay and padding stay: whole frames of 1152 samples.
    #expect(whole.count / 2 > 176_400 && whole.count / 2 < 176_400 + 4 * 1152)
    try decoder.seek(toFrame: 100_000)
    let worst =
      zip(try decoder.read(frames: 500).samples, whole[200_000...])
      .map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 1e-6)
  }

  @Test(
    "Tags around the sound do not disturb its decoding", arguments: [Fixtures.Format.flac, .mp3])
  func tagged(format: Fixtures.Format) throws {
    let fixtures = try Fixtures()
    let plain = try fixtures.encoded(format)
    let bytes = try fixtures.bytes(of: "music." + format.rawValue)
    let file = try fixtures.file(
      "tagged", id3v2([("TIT2", text("Song"))], padding: 5000) + bytes + id3v1("Song"))
    let decoded = try everything(AudioFile.open(file.descriptor))
    #expect(try decoded == everything(AudioFile.open(plain.descriptor)))
  }

  @Test("The descriptor is borrowed: its offset stays and it stays open")
  func borrowed() throws {
    let fixtures = try Fixtures()
    for format in [Fixtures.Format.flac, .mp3] {
      let file = try fixtures.encoded(format)
      #expect(lseek(file.descriptor, 123, SEEK_SET) == 123)
      do {
        let decoder = try AudioFile.open(file.descriptor)
        try decoder.seek(toFrame: 5000)
        _ = try decoder.read(frames: 5000)
        _ = try ContentFingerprint.compute(file.descriptor)
        _ = TagReader.read(file.descriptor)
      }
      #expect(lseek(file.descriptor, 0, SEEK_CUR) == 123)
    }
  }

  @Test("NaN and infinities in a float file come out as silence")
  func nonsense() throws {
    let fixtures = try Fixtures()
    let samples: [Float] = [0.5, .nan, .infinity, -0.25, -.infinity, 1.5]
    let data = samples.flatMap { little(Int($0.bitPattern), 4) }
    let file = try fixtures.file(
      "float.wav", wav(data: data, format: 3, bits: 32, channels: 1, rate: 8000))
    let decoder = try AudioFile.open(file.descriptor)
    #expect(try decoder.read(frames: 100).samples == [0.5, 0, 0, -0.25, 0, 1.5])
  }
}
