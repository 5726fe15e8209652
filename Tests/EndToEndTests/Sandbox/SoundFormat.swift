import CSndfile
import Foundation
import OrpheusTestSupport

/// Every kind of file the worker decodes, and how to make one.
enum SoundFormat: String, CaseIterable {
  case wav, floatWav, adpcmWav, aiff, au, caf, w64, rf64, flac, mp3, vorbis, opus

  /// The name's ending.
  var fileExtension: String {
    switch self {
    case .wav, .floatWav, .adpcmWav, .rf64: "wav"
    case .vorbis: "ogg"
    case .aiff, .au, .caf, .w64, .flac, .mp3, .opus: rawValue
    }
  }

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
    }
  }

  /// Makes a file of this kind with a chord and some noise in it; returns its path.
  func write(
    seconds: Int, rate: Int = 24_000, channels: Int = 1, to folder: TemporaryDirectory
  ) throws -> String {
    let path = folder.appending("\(rawValue).\(fileExtension)")
    var info = SF_INFO()
    info.samplerate = Int32(rate)
    info.channels = Int32(channels)
    info.format = Int32(code)
    guard let file = sf_open(path, Int32(SFM_WRITE), &info) else {
      throw MissingGround(description: "no \(self): \(String(cString: sf_strerror(nil)))")
    }
    defer { sf_close(file) }
    var noise = SplitMix(state: 1)
    var samples: [Float] = []
    for frame in 0..<rate * seconds {
      let time = Float(frame) / Float(rate)
      var chord: Float = 0
      for pitch: Float in [220, 277.18, 329.63] { chord += sin(2 * .pi * pitch * time) }
      for _ in 0..<channels { samples.append(0.2 * chord + 0.05 * noise.amplitude()) }
    }
    sf_writef_float(file, samples, sf_count_t(rate * seconds))
    return path
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
