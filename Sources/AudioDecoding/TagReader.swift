import CTagLib
import Glibc
package import MusicModel

/// Reads what a file's tags say about it.
package enum TagReader {
  /// The tags behind `descriptor`, which is borrowed and only read.
  ///
  /// A file without tags, or with tags that cannot be made out, has empty metadata: that is no
  /// reason not to analyse its sound.
  package static func read(_ descriptor: Int32) -> TrackMetadata {
    guard let file = try? SniffedFile(descriptor: descriptor),
      let format = file.container.tagFormat
    else { return TrackMetadata() }
    let cursor = ByteCursor(file.bytes, range: 0..<file.bytes.size)
    let source = orpheus_tag_source(
      context: cursor.opaque, length: file.bytes.size,
      read: { context, offset, bytes, count in
        guard let cursor = ByteCursor.behind(context), let bytes,
          cursor.seek(offset, whence: SEEK_SET) >= 0
        else { return 0 }
        return cursor.read(into: bytes, count: count)
      })
    var properties = TagProperties()
    withExtendedLifetime(cursor) {
      withUnsafeMutablePointer(to: &properties) { properties in
        _ = orpheus_tags_visit(source, format, properties) { context, key, value, length in
          guard let key else { return }
          context?.assumingMemoryBound(to: TagProperties.self).pointee.add(
            UnsafeRawBufferPointer(start: value, count: length), to: String(cString: key))
        }
      }
    }
    return properties.metadata
  }
}

extension AudioContainer {
  fileprivate var tagFormat: orpheus_tag_format? {
    switch self {
    case .mpeg: ORPHEUS_TAGS_MPEG
    case .flac: ORPHEUS_TAGS_FLAC
    case .ogg(.vorbis): ORPHEUS_TAGS_OGG_VORBIS
    case .ogg(.opus): ORPHEUS_TAGS_OGG_OPUS
    case .ogg(.flac): ORPHEUS_TAGS_OGG_FLAC
    case .ogg(.speex): ORPHEUS_TAGS_OGG_SPEEX
    case .wav: ORPHEUS_TAGS_WAV
    case .aiff: ORPHEUS_TAGS_AIFF
    case .mp4: ORPHEUS_TAGS_MP4
    case .asf: ORPHEUS_TAGS_ASF
    case .ape: ORPHEUS_TAGS_APE
    case .musepack: ORPHEUS_TAGS_MUSEPACK
    case .wavPack: ORPHEUS_TAGS_WAVPACK
    case .trueAudio: ORPHEUS_TAGS_TRUE_AUDIO
    case .ogg(.unknown), .rf64, .wave64, .caf, .au, .other: nil
    }
  }
}
