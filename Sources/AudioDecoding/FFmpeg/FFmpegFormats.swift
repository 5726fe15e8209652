#if FFmpeg

  // Which parts of FFmpeg a file may reach. It has some 350 demuxers and 500 decoders, among them
  // demuxers that open whatever a file names; here a file's content chooses one of a dozen, and the
  // streams in it one of the decoders of music below.

  extension AudioContainer {
    /// The demuxer of libavformat for this container, by name; nil where there is none to be used.
    var demuxer: String? {
      switch self {
      case .mp4: "mov"
      case .matroska: "matroska"
      case .asf: "asf"
      case .adts: "aac"
      case .ape: "ape"
      case .musepack: "mpc"
      case .musepack8: "mpc8"
      case .wavPack: "wv"
      case .trueAudio: "tta"
      case .dsf: "dsf"
      case .dsdiff: "iff"
      // What libsndfile reads itself comes here only in an encoding that it does not know.
      case .wav, .rf64: "wav"
      case .wave64: "w64"
      case .aiff: "aiff"
      case .caf: "caf"
      case .au: "au"
      // Where libsndfile finds its positions wrong.
      case .ogg(.opus): "ogg"
      case .mpeg, .flac, .ogg, .other: nil
      }
    }
  }

  extension SniffedFile {
    /// Seconds before which no place is to be looked for: sound before that is decoded from the
    /// beginning.
    ///
    /// Of the seek table of Musepack's version 8, libavformat (as of 5.1) takes the second entry for
    /// that of the second block, which is 1.7 seconds long, whatever the distance between entries.
    var firstTarget: Int64 { container == .musepack8 ? 30 : 0 }
  }

  /// The decoders of libavcodec that may be used, by name; of several for one codec the first.
  enum FFmpegDecoders {
    static let names = [
      "aac", "alac", "ape", "mpc7", "mpc8", "wavpack", "tta", "flac", "vorbis", "opus",
      "wmav1", "wmav2", "wmapro", "wmalossless", "wmavoice", "mp3float", "mp2float", "ac3", "eac3",
      "dca", "truehd", "dsd_lsbf", "dsd_msbf", "dsd_lsbf_planar", "dsd_msbf_planar", "dst",
      "pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le",
      "pcm_s32be", "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_alaw", "pcm_mulaw",
      "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt",
    ]
  }

#endif
