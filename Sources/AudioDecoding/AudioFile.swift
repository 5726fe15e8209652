/// The way from an open descriptor to a decoder.
package enum AudioFile {
  /// Opens the sound behind `descriptor`, which must be readable and stay open while the decoder
  /// lives.
  ///
  /// The content alone decides which decoder it gets, never a name. A truncated file opens with
  /// what is left of it, if that is a second or more.
  package static func open(_ descriptor: Int32) throws(AudioFileError) -> any AudioDecoder {
    let file = try SniffedFile(descriptor: descriptor)
    switch file.container {
    case .mpeg:
      return try MPEGDecoder(file)
    case .flac, .wav, .rf64, .wave64, .aiff, .caf, .au, .ogg(.vorbis), .ogg(.opus):
      return try SndfileDecoder(file)
    // libsndfile claims to read FLAC in Ogg and fails on every such file (as of 1.2.2).
    case .ogg, .mp4, .asf, .ape, .musepack, .wavPack, .trueAudio, .other:
      throw .unsupported(file.container.name)
    }
  }
}
