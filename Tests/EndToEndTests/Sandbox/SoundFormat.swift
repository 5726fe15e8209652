import CSndfile
import Foundation
import OrpheusTestSupport

/// Every kind of file the worker decodes, and how to make one.
enum SoundFormat: String, CaseIterable {
  case wav, floatWav, adpcmWav, aiff, au, caf, w64, rf64, flac, mp3, vorbis, opus
  case oggFLAC, aac, alac, adts, wma, wavPack, trueAudio, musepack, matroska, webM, dsf, dsdiff
  case chain

  /// The name's ending.
  var fileExtension: String {
    switch self {
    case .wav, .floatWav, .adpcmWav, .rf64: "wav"
    case .vorbis, .chain: "ogg"
    case .oggFLAC: "oga"
    case .aac, .alac: "m4a"
    case .adts: "aac"
    case .wavPack: "wv"
    case .trueAudio: "tta"
    case .musepack: "mpc"
    case .matroska: "mka"
    case .webM: "webm"
    case .dsdiff: "dff"
    case .wma, .dsf, .aiff, .au, .caf, .w64, .flac, .mp3, .opus: rawValue
    }
  }

  /// What FFmpeg is told to make one; nil where it is not needed.
  private var encoder: [String]? {
    switch self {
    case .oggFLAC, .matroska: ["-c:a", "flac"]
    case .aac: ["-c:a", "aac", "-movflags", "+faststart"]
    case .adts: ["-c:a", "aac"]
    case .alac: ["-c:a", "alac"]
    case .wma: ["-c:a", "wmav2"]
    case .wavPack: ["-c:a", "wavpack"]
    case .trueAudio: ["-c:a", "tta"]
    case .webM: ["-c:a", "libopus"]
    default: nil
    }
  }

  /// libsndfile's number; 0 where it makes no such files.
  private var code: Int {
    switch self {
    case .wav: SF_FORMAT_WAV | SF_FORMAT_PCM_16
    case .floatWav: SF_FORMAT_WAV | SF_FORMAT_FLOAT
    case .adpcmWav: SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM
    case .aiff: SF_FORMAT_AIFF | SF_FORMAT_PCM_16
    case .au: SF_FORMAT_AU | SF_FORMAT_PCM_16
    case .caf: SF_FORMAT_CAF | SF_FORMAT_PCM_16
    case .w64: SF_FORMAT_W64 | SF_FORMAT_PCM_16
    case .rf64: SF_FORMAT_RF64 | SF_FORMAT_PCM_16
    case .flac: SF_FORMAT_FLAC | SF_FORMAT_PCM_16
    case .mp3: SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III
    case .vorbis: SF_FORMAT_OGG | SF_FORMAT_VORBIS
    case .opus: SF_FORMAT_OGG | SF_FORMAT_OPUS
    default: 0
    }
  }

  /// Makes a file of this kind with a chord and some noise in it; returns its path.
  func write(
    seconds: Int, rate: Int = 24_000, channels: Int = 1, to folder: TemporaryDirectory
  ) throws -> String {
    let path = folder.appending("\(rawValue).\(fileExtension)")
    if code == 0 {
      try writeForeign(seconds, rate, channels, to: path)
      return path
    }
    try Self.write(
      Self.samples(seconds, rate, channels), rate: rate, channels: channels, code: code, to: path)
    return path
  }

  /// Writes a file of libsndfile's format `code`; WAV with 16 bits unless another is named.
  static func write(
    _ samples: [Float], rate: Int, channels: Int = 1,
    code: Int = SF_FORMAT_WAV | SF_FORMAT_PCM_16, to path: String
  ) throws {
    var info = SF_INFO()
    info.samplerate = Int32(rate)
    info.channels = Int32(channels)
    info.format = Int32(code)
    guard let file = sf_open(path, Int32(SFM_WRITE), &info) else {
      throw MissingGround(description: "no \(path): \(String(cString: sf_strerror(nil)))")
    }
    defer { sf_close(file) }
    sf_writef_float(file, samples, sf_count_t(samples.count / channels))
  }

  /// A chord and some noise, interleaved.
  private static func samples(_ seconds: Int, _ rate: Int, _ channels: Int) -> [Float] {
    var noise = SplitMix(state: 1)
    var samples: [Float] = []
    for frame in 0..<rate * seconds {
      let time = Float(frame) / Float(rate)
      var chord: Float = 0
      for pitch: Float in [220, 277.18, 329.63] { chord += sin(2 * .pi * pitch * time) }
      for _ in 0..<channels { samples.append(0.2 * chord + 0.05 * noise.amplitude()) }
    }
    return samples
  }

  /// Has another program make the file, or puts it together from others.
  private func writeForeign(
    _ seconds: Int, _ rate: Int, _ channels: Int, to path: String
  ) throws {
    let scratch = try TemporaryDirectory()
    switch self {
    case .dsf, .dsdiff:
      let sound = OneBitSound(
        Self.samples(seconds, rate, channels), channels: channels, rate: rate)
      try (self == .dsf ? sound.dsf() : sound.dsdiff()).write(to: URL(filePath: path))
    case .chain:
      var links = Data()
      for format in [Self.vorbis, .opus, .vorbis] {
        let link = try format.write(
          seconds: seconds, rate: rate, channels: channels, to: scratch)
        links += try Data(contentsOf: URL(filePath: link))
      }
      try links.write(to: URL(filePath: path))
    case .musepack:
      // Its encoder knows none of the lower rates.
      let wave = try Self.wav.write(
        seconds: seconds, rate: 44_100, channels: channels, to: scratch)
      try Self.run(["mpcenc", "--silent", "--overwrite", wave, path])
    default:
      let wave = try Self.wav.write(
        seconds: seconds, rate: rate, channels: channels, to: scratch)
      try Self.run(["ffmpeg", "-y", "-i", wave] + (encoder ?? []) + [path])
    }
  }

  /// Runs an encoder that the test set-up installs.
  static func run(_ words: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    guard process.sleepUntilExit() == .exited(0) else {
      throw MissingGround(description: "\(words[0]) is missing or failed: \(words)")
    }
  }
}

/// splitmix64 (Steele, Lea & Flood 2014): the same numbers on every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// −1…1.
  mutating func amplitude() -> Float { Float(next() >> 40) / Float(1 << 23) - 1 }
}
