/// The way from an open descriptor to a decoder.
package enum AudioFile {
  /// Opens the sound behind `descriptor`, which must be readable and stay open while the decoder
  /// lives.
  ///
  /// The content alone decides which decoder it gets, never a name. A truncated file opens with
  /// what is left of it, if that is a second or more.
  package static func open(_ descriptor: Int32) throws(AudioFileError) -> any AudioDecoder {
    let file = try SniffedFile(descriptor: descriptor)
    if case .ogg = file.container { return try OggChain.open(file) }
    return try open(file)
  }

  /// Opens `file`, whose whole sound is one stream.
  static func open(_ file: SniffedFile) throws(AudioFileError) -> any AudioDecoder {
    switch file.container {
    case .mpeg:
      return try MPEGDecoder(file)
    case .flac, .ogg(.vorbis), .ogg(.flac):
      return try SndfileDecoder(file)
    case .ogg(.opus):
      do throws(AudioFileError) {
        return try SndfileDecoder(file)
      } catch {
        // Opus that begins before zero, which RFC 7845 has readers refuse and FFmpeg writes.
        guard case .damaged = error.code, let other = try? fallback(file) else { throw error }
        return other
      }
    case .wav, .rf64, .wave64, .aiff, .caf, .au:
      do throws(AudioFileError) {
        return try SndfileDecoder(file)
      } catch {
        // An encoding that libsndfile does not know, such as AAC in CAF. Its word counts when
        // nobody else knows it either.
        guard case .unsupported = error.code, let other = try? fallback(file) else { throw error }
        return other
      }
    case .ogg, .mp4, .matroska, .asf, .adts, .ape, .wavPack, .trueAudio, .musepack,
      .musepack8, .dsf, .dsdiff, .other:
      return try fallback(file)
    }
  }

  /// Opens what neither libsndfile nor libmpg123 reads.
  private static func fallback(_ file: SniffedFile) throws(AudioFileError) -> any AudioDecoder {
    #if FFmpeg
      return try FFmpegDecoder(file)
    #else
      throw .unsupported(file.container.name)
    #endif
  }
}
