import FoundationEssentials
import GRDB
import ListeningHistory
import MusicModel

/// What a track that is there can be recognised by: the row of `match_key` and what `match_word`
/// says of it.
struct TrackEvidence: Equatable {
  var exact: String?
  /// Lower case.
  var recordingID: String?
  /// Upper case, without hyphens.
  var isrc: String?
  /// Hashes of ``ListeningHistory/MatchKey/words``, each once, ascending.
  var words: [Int64] = []

  /// Nothing is known of the track but its path.
  var isEmpty: Bool { self == TrackEvidence() }

  init() {}

  /// Takes the evidence from a file's tags.
  init(_ metadata: TrackMetadata) {
    let key = MatchKey(
      artist: metadata.artist ?? metadata.albumArtist, title: metadata.title)
    exact = key.exact
    words = Set(key.words.map(Self.number(of:))).sorted()
    recordingID = metadata.musicBrainzRecordingID.flatMap { $0.isEmpty ? nil : $0.lowercased() }
    isrc = metadata.isrc.flatMap { code in
      let plain = code.filter { $0 != "-" && $0 != " " }.uppercased()
      return plain.isEmpty ? nil : plain
    }
  }

  /// What ``init(row:)`` reads, in order.
  static let columns = "exact, mb_recording, isrc, words"

  init(row: Row) {
    exact = row[0]
    recordingID = row[1]
    isrc = row[2]
    words = Self.unpack(row[3])
  }

  /// A word by its 32-bit FNV-1a hash (RFC 9923): two words of one hash bring a few more candidates
  /// to look at, which costs less than keeping the words.
  static func number(of word: String) -> Int64 {
    Int64(word.utf8.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 })
  }

  /// ``words`` as 32-bit little-endian numbers.
  var packedWords: Data {
    words.map { UInt32(truncatingIfNeeded: $0).littleEndian }.withUnsafeBytes { Data($0) }
  }

  private static func unpack(_ blob: Data) -> [Int64] {
    stride(from: blob.startIndex, to: blob.endIndex - 3, by: 4).map { place in
      (0..<4).reduce(0) { $0 | Int64(blob[place + $1]) << (8 * Int64($1)) }
    }
  }
}
