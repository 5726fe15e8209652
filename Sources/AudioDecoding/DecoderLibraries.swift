#if FFmpeg
  import CFFmpeg
#endif
import CMpg123
import CSndfile

/// The libraries that decode, as they call themselves.
package enum DecoderLibraries {
  /// For people: `libsndfile-1.2.0, mpg123 interface 47`. Distributions mend libraries without
  /// giving them another version, so this does not tell two builds apart.
  package static var versions: String {
    let sndfile = sf_version_string().map { String(cString: $0) } ?? "libsndfile"
    let own = "\(sndfile), mpg123 interface \(MPG123_API_VERSION)"
    #if FFmpeg
      let (format, codec) = (avformat_version(), avcodec_version())
      return "\(own), libavformat \(triple(format)), libavcodec \(triple(codec))"
    #else
      return own
    #endif
  }

  #if FFmpeg
    /// Eight bits each, the first on top (libavutil, version.h).
    private static func triple(_ version: UInt32) -> String {
      "\(version >> 16).\(version >> 8 & 0xff).\(version & 0xff)"
    }
  #endif
}
