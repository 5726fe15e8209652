/// A stretch of a file's sound, in frames of a compact disc: 75 of them a second.
package struct SectionSpan: Hashable, Sendable, Codable {
  /// Frames a second (IEC 60908).
  package static let framesPerSecond = 75

  /// The first frame.
  package var start: Int
  /// The frame after the last; nil for the end of the file.
  package var end: Int?

  /// The stretch from `start` up to `end`.
  package init(start: Int, end: Int?) {
    self.start = start
    self.end = end
  }

  /// Where it begins, in seconds from the file's beginning.
  package var startSeconds: Double { Double(start) / Double(Self.framesPerSecond) }

  /// Where it ends, in seconds from the file's beginning; nil for the end of the file.
  package var endSeconds: Double? { end.map { Double($0) / Double(Self.framesPerSecond) } }

  /// Its length in seconds in a file of `whole` seconds; nil when that takes a length nobody knows.
  package func seconds(in whole: Double?) -> Double? {
    let bounds = [whole, endSeconds].compactMap(\.self)
    return bounds.min().map { max(0, $0 - startSeconds) }
  }

  /// Whether any of it lies in a file of `seconds` seconds.
  package func begins(within seconds: Double) -> Bool { startSeconds < seconds }
}

/// One track of an album that is a single file, as a sheet beside the file tells it.
///
/// It is a track like any other: a row of its own, with the file's identity, and the file's path with
/// `#` and two digits added for its address. No music file has such a name, because its extension is
/// none of music, so an address means one thing only, sorts where it belongs, and is unique among
/// files and sections alike.
///
/// Its span never changes. A sheet that says something else of the same number makes another track of
/// it: so what a worker finds out always belongs to the sound it was asked about. Its words may
/// change.
package struct FileSection: Hashable, Sendable, Codable {
  /// 1…99.
  package var number: Int
  package var span: SectionSpan
  /// What the sheet says of it.
  package var words: TrackMetadata

  /// Gathers one track of a sheet.
  package init(number: Int, span: SectionSpan, words: TrackMetadata) {
    self.number = number
    self.span = span
    self.words = words
  }

  /// What is known of it when the file's tags say `file`: they describe the album, so neither their
  /// title nor what names a recording is the section's.
  package func metadata(over file: TrackMetadata) -> TrackMetadata {
    var metadata = words
    metadata.artist = words.artist ?? file.artist
    metadata.album = words.album ?? file.album
    metadata.albumArtist = words.albumArtist ?? file.albumArtist
    metadata.genre = words.genre ?? file.genre
    metadata.year = words.year ?? file.year
    metadata.musicBrainzReleaseID = file.musicBrainzReleaseID
    metadata.musicBrainzArtistID = words.artist == nil ? file.musicBrainzArtistID : nil
    return metadata
  }
}

extension ContentID {
  /// The fingerprint of a section of the file whose fingerprint this is: so a file with other tags or
  /// in another place has its sections known again.
  ///
  /// Each half is combined with a bijection of one end of the span (the finaliser of SplitMix64:
  /// Steele, Lea and Flood, “Fast splittable pseudorandom number generators”, 2014). So no two
  /// sections of a file share one, none is the whole file's, and those of different files meet as
  /// rarely as fingerprints do.
  package func section(_ span: SectionSpan) -> ContentID {
    let halves = [span.start, span.end ?? -1].map { Self.mix(UInt64(bitPattern: Int64($0 + 1))) }
    let mixed = bytes.enumerated().map { index, byte in
      byte ^ UInt8(truncatingIfNeeded: halves[index / 8] >> (8 * UInt64(index % 8)))
    }
    return ContentID(bytes: mixed) ?? self
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
