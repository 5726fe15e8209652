import AudioDecoding
import Foundation
import Glibc
import MusicModel
import OrpheusTestSupport
import Testing

/// A folder of its own for one test, gone with it.
final class Fixtures {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("orpheus-audio-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes `bytes` to a file and opens it.
  func file(_ name: String, _ bytes: [UInt8]) throws -> OpenFile {
    try Data(bytes).write(to: folder.appendingPathComponent(name))
    return try OpenFile(folder.appendingPathComponent(name).path)
  }

  /// Fingerprints a file that has `bytes`.
  func fingerprint(_ bytes: [UInt8]) throws -> ContentID {
    let file = try file("fingerprinted", bytes)
    return try withExtendedLifetime(file) { try ContentFingerprint.compute(file.descriptor) }
  }

  /// Fingerprints the named file.
  func fingerprint(of name: String) throws -> ContentID { try fingerprint(bytes(of: name)) }

  func bytes(of name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// Runs one of the encoders or taggers that the test set-up installs, in this folder.
  func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    try #require(process.sleepUntilExit() == .exited(0), "\(program) is missing or failed")
  }

  /// Encodes four seconds of stereo music into the named format and opens the file.
  func encoded(_ format: Format, seconds: Double = 4) throws -> OpenFile {
    let name = "music." + format.rawValue
    _ = try file("music.wav", wav(music(seconds: seconds), channels: 2))
    switch format {
    case .wav: break
    case .aiff:
      try run("flac", ["-s", "music.wav"])
      try run("flac", ["-s", "-d", "--force-aiff-format", "-o", name, "music.flac"])
    case .rf64:
      try run("flac", ["-s", "music.wav"])
      try run("flac", ["-s", "-d", "--force-rf64-format", "-o", name, "music.flac"])
    case .w64:
      try run("flac", ["-s", "music.wav"])
      try run("flac", ["-s", "-d", "--force-wave64-format", "-o", name, "music.flac"])
    case .flac: try run("flac", ["-s", "music.wav"])
    case .ogg: try run("oggenc", ["-Q", "-q", "6", "-s", "7", "music.wav"])
    case .mp3: try run("lame", ["--quiet", "-b", "192", "music.wav", name])
    }
    return try OpenFile(folder.appendingPathComponent(name).path)
  }

  /// What ``encoded(_:seconds:)`` can make.
  enum Format: String, CaseIterable { case wav, aiff, rf64, w64, flac, ogg, mp3 }
}

/// A descriptor that is closed with its owner.
final class OpenFile {
  let descriptor: Int32

  init(_ path: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    try #require(descriptor >= 0)
  }

  deinit { close(descriptor) }
}

/// Interleaved stereo at 44.1 kHz: chords that change each half second, and a little noise.
///
/// At most 27 seconds; made once, as unoptimised test code is slow at it.
func music(seconds: Double) -> [Float] { Array(longMusic.prefix(Int(seconds * 44_100) * 2)) }

private let longMusic: [Float] = {
  var state: UInt32 = 7
  var samples: [Float] = []
  samples.reserveCapacity(27 * 88_200)
  for index in 0..<27 * 44_100 {
    state = state &* 1_664_525 &+ 1_013_904_223
    let noise = Double(Int32(bitPattern: state)) / 2_147_483_648
    let time = Double(index) / 44_100
    let root = 220 * pow(2, Double(index / 22_050 % 7) / 12)
    samples.append(Float(0.3 * sin(2 * .pi * root * time) + 0.02 * noise))
    samples.append(Float(0.3 * sin(3 * .pi * root * time) - 0.01 * noise))
  }
  return samples
}()

/// A WAV file of 16-bit samples.
func wav(_ samples: [Float], channels: Int, rate: Int = 44_100) -> [UInt8] {
  var data = [UInt8](repeating: 0, count: 2 * samples.count)
  for index in samples.indices {
    let value = Int(max(-32_768, min(32_767, (samples[index] * 32_768).rounded())))
    data[2 * index] = UInt8(truncatingIfNeeded: value)
    data[2 * index + 1] = UInt8(truncatingIfNeeded: value >> 8)
  }
  return wav(data: data, format: 1, bits: 16, channels: channels, rate: rate)
}

/// A WAV file around `data`; `format` is 1 for integers and 3 for floats.
func wav(data: [UInt8], format: Int, bits: Int, channels: Int, rate: Int) -> [UInt8] {
  let frame = channels * bits / 8
  let description =
    little(format, 2) + little(channels, 2) + little(rate, 4) + little(rate * frame, 4)
    + little(frame, 2) + little(bits, 2)
  return riff(chunk("fmt ", description) + chunk("data", data))
}

/// A RIFF file of kind WAVE around `chunks`.
func riff(_ chunks: [UInt8]) -> [UInt8] {
  Array("RIFF".utf8) + little(4 + chunks.count, 4) + Array("WAVE".utf8) + chunks
}

/// A RIFF chunk, padded to an even length.
func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
  Array(name.utf8) + little(content.count, 4) + content
    + (content.count.isMultiple(of: 2) ? [] : [0])
}

/// `count` bytes of `value`, least significant first.
func little(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

/// `count` bytes of `value`, most significant first.
func big(_ value: Int, _ count: Int) -> [UInt8] { little(value, count).reversed() }

/// An ID3v2.4 tag of text frames, `padding` zeros long at its end.
func id3v2(_ frames: [(String, [UInt8])], padding: Int = 0) -> [UInt8] {
  let body =
    frames.flatMap { id, content in Array(id.utf8) + syncSafe(content.count) + [0, 0] + content }
    + [UInt8](repeating: 0, count: padding)
  return Array("ID3".utf8) + [4, 0, 0] + syncSafe(body.count) + body
}

/// The content of an ID3v2 text frame, UTF-8.
func text(_ string: String) -> [UInt8] { [3] + Array(string.utf8) }

private func syncSafe(_ value: Int) -> [UInt8] {
  [21, 14, 7, 0].map { UInt8(value >> $0 & 0x7f) }
}

/// An APEv2 tag with one item, header and footer.
func apeV2(_ key: String, _ value: String) -> [UInt8] {
  let item = little(value.utf8.count, 4) + little(0, 4) + Array(key.utf8) + [0] + Array(value.utf8)
  func frame(_ flags: Int) -> [UInt8] {
    Array("APETAGEX".utf8) + little(2000, 4) + little(item.count + 32, 4) + little(1, 4)
      + little(flags, 4) + little(0, 8)
  }
  return frame(0xa000_0000) + item + frame(0x8000_0000)
}

/// An ID3v1 tag with a title.
func id3v1(_ title: String) -> [UInt8] {
  let start = Array(("TAG" + title).utf8)
  return start + [UInt8](repeating: 0, count: 128 - start.count)
}

/// A Lyrics3 2.00 tag.
func lyrics3(_ lyrics: String) -> [UInt8] {
  let body = "LYRICSBEGIN" + "LYR" + String(format: "%05d", lyrics.utf8.count) + lyrics
  return Array((body + String(format: "%06d", body.utf8.count) + "LYRICS200").utf8)
}
