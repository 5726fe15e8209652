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
    guard let file = try? SniffedFile(descriptor: descriptor) else { return TrackMetadata() }
    var properties = TagProperties()
    if file.container == .matroska {
      try? MatroskaTags.add(file, to: &properties)
    } else if let format = file.container.tagFormat, let range = try? file.tagRange {
      read(format, from: ByteCursor(file.bytes, range: range), into: &properties)
    }
    return properties.metadata
  }

  private static func read(
    _ format: orpheus_tag_format, from cursor: ByteCursor, into properties: inout TagProperties
  ) {
    let source = orpheus_tag_source(
      context: cursor.opaque, length: cursor.length,
      read: { context, offset, bytes, count in
        guard let cursor = ByteCursor.behind(context), let bytes,
          cursor.seek(offset, whence: SEEK_SET) >= 0
        else { return 0 }
        return cursor.read(into: bytes, count: count)
      })
    withExtendedLifetime(cursor) {
      withUnsafeMutablePointer(to: &properties) { properties in
        _ = orpheus_tags_visit(source, format, properties) { context, key, value, length in
          guard let key else { return }
          context?.assumingMemoryBound(to: TagProperties.self).pointee.add(
            UnsafeRawBufferPointer(start: value, count: length), to: String(cString: key))
        }
      }
    }
  }
}

extension SniffedFile {
  /// What of the file TagLib is shown.
  ///
  /// Before 2.0 it knows nothing of DSD, whose tags are ID3v2 all the same: at the place that the
  /// header of a DSF names, and in a chunk of a DSDIFF. It is shown those alone, as if they were an
  /// MP3 without sound.
  fileprivate var tagRange: Range<Int64> {
    get throws(AudioFileError) {
      switch container {
      case .dsf:
        let place = try bytes.bytes(at: audio.lowerBound + 20, count: 8).littleEndian
        return min(Int64(clamping: place), bytes.size)..<bytes.size
      case .dsdiff:
        var chunks = try ChunkReader(self)
        while let chunk = try chunks.next() {
          if chunk.name == "ID3 " { return chunk.content }
        }
        return 0..<0
      default: return 0..<bytes.size
      }
    }
  }
}

extension AudioContainer {
  fileprivate var tagFormat: orpheus_tag_format? {
    switch self {
    case .mpeg, .adts, .dsf, .dsdiff: ORPHEUS_TAGS_MPEG
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
    case .musepack, .musepack8: ORPHEUS_TAGS_MUSEPACK
    case .wavPack: ORPHEUS_TAGS_WAVPACK
    case .trueAudio: ORPHEUS_TAGS_TRUE_AUDIO
    case .ogg(.unknown), .rf64, .wave64, .caf, .au, .matroska, .other: nil
    }
  }
}
