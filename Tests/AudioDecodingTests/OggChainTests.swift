import AudioDecoding
import Foundation
import MusicModel
import SignalProcessing
import Testing

@Suite struct OggChainTests {
  private func everything(_ decoder: any AudioDecoder) throws -> [Float] {
    var samples: [Float] = []
    while case let sound = try decoder.read(frames: 10_007), !sound.isEmpty {
      samples += sound.samples
    }
    return samples
  }

  private func decoder(_ name: String, _ bytes: [UInt8], _ fixtures: Fixtures) throws -> (
    OpenFile, any AudioDecoder
  ) {
    let file = try fixtures.file(name, bytes)
    return (file, try AudioFile.open(file.descriptor))
  }

  private static let mean = "pan=mono|c0=0.5*c0+0.5*c1"

  /// Links of a chain in several codecs, by name.
  private func link(_ kind: String, _ fixtures: Fixtures) throws -> [UInt8] {
    _ = try fixtures.file("music.wav", wav(music(seconds: 4), channels: 2))
    let encoder =
      switch kind {
      case "opus": ["-c:a", "libopus", "-b:a", "128k"]
      case "flac": ["-c:a", "flac"]
      case "mono": ["-c:a", "libvorbis", "-ar", "48000", "-q:a", "6", "-af", Self.mean]
      default: ["-c:a", "libvorbis", "-q:a", "6"]
      }
    try fixtures.run("ffmpeg", ["-y", "-i", "music.wav"] + encoder + ["-f", "ogg", "link"])
    return try fixtures.bytes(of: "link")
  }

  @Test(
    "All links are read, and the length is their sum", arguments: ["vorbis", "opus", "flac"])
  func sum(kind: String) throws {
    let fixtures = try Fixtures()
    let link = try link(kind, fixtures)
    let (file, single) = try decoder("one", link, fixtures)
    let one = try everything(single)
    // Copies of a file have the same serial number, which the standard forbids and life does not.
    let (chainFile, chain) = try decoder("chain", link + link + link, fixtures)
    #expect(chain.frameCount == single.frameCount.map { 3 * $0 })
    #expect(chain.channels == single.channels && chain.sampleRate == single.sampleRate)
    let all = try everything(chain)
    #expect(all == one + one + one)
    #expect(try chain.read(frames: 1).isEmpty)
    withExtendedLifetime((file, chainFile)) {}
  }

  @Test("Seeking finds every place, also across the joints", arguments: ["opus", "flac"])
  func seeking(kind: String) throws {
    let fixtures = try Fixtures()
    let link = try link(kind, fixtures)
    let (file, chain) = try decoder("chain", link + link + link, fixtures)
    let all = try everything(chain)
    let frames = all.count / 2
    for frame in [frames - 500, 5, frames / 3 - 100, frames / 2, 0, frames * 2 / 3] {
      try chain.seek(toFrame: Int64(frame))
      let sound = try chain.read(frames: 1000)
      #expect(sound.frameCount == min(1000, frames - frame))
      let worst = zip(sound.samples, all.dropFirst(2 * frame)).map { abs($0 - $1) }.max() ?? 1
      #expect(worst < 1e-3, "at frame \(frame)")
    }
    try chain.seek(toFrame: .max)
    #expect(try chain.read(frames: 10).isEmpty)
    withExtendedLifetime(file) {}
  }

  @Test("A link with another rate and number of channels is brought to those of the first")
  func mixed() throws {
    let fixtures = try Fixtures()
    let (stereo, mono) = (try link("vorbis", fixtures), try link("mono", fixtures))
    let flac = try link("flac", fixtures)
    let (file, chain) = try decoder("chain", stereo + mono + flac, fixtures)
    #expect(chain.sampleRate == 44_100 && chain.channels == 2)
    #expect(chain.frameCount == 529_200)
    let all = try everything(chain)
    try #require(all.count == 3 * 2 * 176_400)
    let original = music(seconds: 4)
    // In the middle link both channels are the mean.
    let mean = stride(from: 0, to: original.count, by: 2).flatMap { index -> [Float] in
      let mean = (original[index] + original[index + 1]) / 2
      return [mean, mean]
    }
    for (link, expected) in [original, mean, original].enumerated() {
      let found = all[link * 352_800..<(link + 1) * 352_800]
      let squares = zip(found, expected).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect((squares / 352_800).squareRoot() < 0.02, "link \(link)")
    }
    try chain.seek(toFrame: 250_000)
    let sound = try chain.read(frames: 4000).samples.dropFirst(2000)
    let squares = zip(sound, all[2 * 250_000 + 2000..<2 * 254_000])
      .reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect((squares / 6000).squareRoot() < 0.01)
    withExtendedLifetime(file) {}
  }

  @Test("A broken link costs only itself")
  func broken() throws {
    let fixtures = try Fixtures()
    let link = try link("vorbis", fixtures)
    let empty = oggPage(packets: [[1] + Array("vorbis".utf8)], flags: 2, serial: 9)
    let alone = try decoder("alone", link, fixtures).1.frameCount
    for bytes in [link + empty + link, empty + link + link] {
      let (file, chain) = try decoder("chain", bytes, fixtures)
      #expect(chain.frameCount == alone.map { 2 * $0 })
      withExtendedLifetime(file) {}
    }
  }

  @Test("FLAC in Ogg decodes exactly, with seek points and covers of the Ogg kind")
  func flac() throws {
    let fixtures = try Fixtures()
    _ = try fixtures.file("music.wav", wav(music(seconds: 8), channels: 2))
    try fixtures.run("flac", ["-s", "--ogg", "-S", "1s", "-T", "TITLE=Song", "music.wav"])
    let file = try OpenFile(fixtures.folder.appendingPathComponent("music.oga").path)
    let decoder = try AudioFile.open(file.descriptor)
    #expect(decoder.frameCount == 352_800)
    let original = music(seconds: 8).map { ($0 * 32_768).rounded() / 32_768 }
    #expect(try everything(decoder) == original)
    for frame in [300_000, 37, 176_401, 352_700] {
      try decoder.seek(toFrame: Int64(frame))
      let sound = try decoder.read(frames: 100)
      #expect(sound.samples == Array(original[2 * frame..<2 * frame + 200]))
    }
    #expect(TagReader.read(file.descriptor).title == "Song")
  }
}
