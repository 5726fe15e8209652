package import MusicModel

/// Recognises a recording's bytes again after its tags were edited or the file moved.
///
/// Only what the decoder needs goes in: headers that hold no more than the sound's format, and the
/// sound itself. Tags, cover art, padding and page boundaries stay out, container by container. Any
/// file gets a fingerprint: one whose structure is not understood by the whole of its bytes.
package enum ContentFingerprint {
  /// Fingerprints the file behind `descriptor`, which is borrowed; reads it once, in order.
  ///
  /// Throws `.empty` or `.io`.
  package static func compute(_ descriptor: Int32) throws(AudioFileError) -> ContentID {
    let file: SniffedFile
    do throws(AudioFileError) {
      file = try SniffedFile(descriptor: descriptor)
    } catch {
      guard error.code == .notAudio else { throw error }
      let bytes = try FileBytes(descriptor: descriptor)
      return try whole(bytes, 0..<bytes.size)
    }
    let hash = ContentHash(domain: file.container.fingerprintDomain)
    let isUnderstood =
      switch file.container {
      case .flac: try FLACContent.add(file, to: hash)
      case .ogg: try OggContent.add(file, to: hash)
      case .wav, .rf64, .wave64, .aiff, .dsf, .dsdiff: try ChunkContent.add(file, to: hash)
      case .mp4: try MP4Content.add(file, to: hash)
      case .matroska: try MatroskaContent.add(file, to: hash)
      case .asf: try ASFContent.add(file, to: hash)
      default: false
      }
    // MP3 and its like are nothing but sound between their tags.
    return isUnderstood ? hash.finish() : try whole(file.bytes, file.audio)
  }

  private static func whole(
    _ bytes: FileBytes, _ range: Range<Int64>
  ) throws(AudioFileError) -> ContentID {
    let hash = ContentHash(domain: "bytes")
    try hash.add(bytes, range)
    return hash.finish()
  }
}

extension AudioContainer {
  /// Keeps equal bytes in different containers apart; part of every fingerprint ever stored.
  fileprivate var fingerprintDomain: String {
    switch self {
    case .flac: "flac"
    case .ogg: "ogg"
    case .wav, .rf64, .wave64: "wav"
    case .aiff: "aiff"
    case .mp4: "mp4"
    case .matroska: "matroska"
    case .asf: "asf"
    case .dsf: "dsf"
    case .dsdiff: "dsdiff"
    default: "bytes"
    }
  }
}
