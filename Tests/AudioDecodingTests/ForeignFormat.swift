import Foundation
import OrpheusTestSupport

/// Formats that FFmpeg's libraries decode, each with a file that Debian's encoders or the tests
/// themselves can make.
///
/// There is no free encoder of Monkey's Audio, and FFmpeg has none of WMA Pro and WMA Lossless.
enum ForeignFormat: String, CaseIterable {
  case aac, alac, flacInMP4, adts, fragmented, wma, wavPack, trueAudio, musepack
  case flacInMatroska, webM, dsf, dsdiff, wmaInWAV

  /// The name's ending.
  var fileExtension: String {
    switch self {
    case .aac, .alac, .fragmented: "m4a"
    case .flacInMP4: "mp4"
    case .adts: "aac"
    case .wma, .dsf: rawValue
    case .wavPack: "wv"
    case .trueAudio: "tta"
    case .musepack: "mpc"
    case .flacInMatroska: "mka"
    case .webM: "webm"
    case .dsdiff: "dff"
    case .wmaInWAV: "wav"
    }
  }

  /// What FFmpeg needs to be told to make one; nil where another program does.
  var encoder: [String]? {
    switch self {
    case .aac: ["-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart"]
    case .alac: ["-c:a", "alac", "-movflags", "+faststart"]
    case .flacInMP4: ["-c:a", "flac", "-strict", "-2", "-movflags", "+faststart"]
    case .adts: ["-c:a", "aac", "-b:a", "192k"]
    case .fragmented:
      ["-c:a", "aac", "-b:a", "192k", "-movflags", "+empty_moov", "-frag_duration", "1000000"]
    case .wma, .wmaInWAV: ["-c:a", "wmav2", "-b:a", "192k"]
    case .wavPack: ["-c:a", "wavpack"]
    case .trueAudio: ["-c:a", "tta"]
    case .flacInMatroska: ["-c:a", "flac"]
    case .webM: ["-c:a", "libopus", "-b:a", "192k"]
    case .musepack, .dsf, .dsdiff: nil
    }
  }

  /// Whether the samples that went in come out.
  var isLossless: Bool {
    switch self {
    case .alac, .flacInMP4, .wavPack, .trueAudio, .flacInMatroska: true
    default: false
    }
  }

  /// How much sound its encoder puts before what went in, in samples at its rate.
  ///
  /// Where the container tells, the decoder takes it out again; AAC without MP4's edit list has its
  /// first transform, Musepack the delay of its filter bank.
  var delay: Int {
    switch self {
    case .adts, .fragmented: 1024
    case .musepack: 481
    // The decoder leaves out the first block instead.
    case .wma, .wmaInWAV: -2048
    default: 0
    }
  }

  /// How far a position may be off after a seek, in samples: half of the container's tick.
  var slack: Int {
    switch self {
    case .flacInMatroska, .webM: 25
    case .wma: 50
    // A byte of the stream is worth two samples.
    case .wmaInWAV: 4096
    default: 0
    }
  }

  /// Hz of what 44.1 kHz becomes.
  var sampleRate: Double {
    switch self {
    case .webM: 48_000
    // Eight bits of DSD become one sample.
    case .dsf, .dsdiff: 352_800
    default: 44_100
    }
  }
}

extension Fixtures {
  /// Encodes four seconds of stereo music into `format` and opens the file.
  func encoded(_ format: ForeignFormat, seconds: Double = 4) throws -> OpenFile {
    let name = "music." + format.fileExtension
    let samples = music(seconds: seconds)
    _ = try file("plain.wav", wav(samples, channels: 2))
    switch format {
    case .dsf:
      let sound = OneBitSound(samples, channels: 2, rate: 44_100)
      return try file(name, Array(sound.dsf()))
    case .dsdiff:
      let sound = OneBitSound(samples, channels: 2, rate: 44_100)
      return try file(name, Array(sound.dsdiff()))
    case .musepack: try run("mpcenc", ["--silent", "--overwrite", "plain.wav", name])
    default:
      let arguments = ["-y", "-i", "plain.wav"] + (format.encoder ?? []) + [name]
      try run("ffmpeg", arguments)
    }
    return try OpenFile(folder.appendingPathComponent(name).path)
  }
}
