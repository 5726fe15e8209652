import ListeningHistory
import MusicModel

/// A library in memory, indexed as the store indexes its own.
final class MemoryCatalogue: MatchCatalogue {
  private let tracks: [MatchCandidate]
  private let paths: [String: [Int]]
  private let recordings: [String: [Int]]
  private let codes: [String: [Int]]
  private let keys: [String: [Int]]
  private let words: [String: [Int]]
  /// How often each kind of evidence was asked for.
  private(set) var lookUps: (exact: Int, sharing: Int) = (0, 0)

  /// Indexes `tracks`; the other evidence is by track.
  init(
    _ tracks: [MatchCandidate], paths: [String: TrackID] = [:],
    recordings: [TrackID: String] = [:], codes: [TrackID: String] = [:]
  ) {
    self.tracks = tracks
    let places = Dictionary(
      uniqueKeysWithValues: tracks.enumerated().map { ($0.element.track, $0.offset) })
    func index(_ evidence: [TrackID: String]) -> [String: [Int]] {
      Dictionary(grouping: evidence.keys.sorted { $0.rawValue < $1.rawValue }) {
        evidence[$0] ?? ""
      }.mapValues { $0.compactMap { places[$0] } }
    }
    self.paths = paths.mapValues { [$0].compactMap { places[$0] } }
    self.recordings = index(recordings)
    self.codes = index(codes)
    var keys: [String: [Int]] = [:]
    var words: [String: [Int]] = [:]
    for (place, track) in tracks.enumerated() {
      let key = MatchKey(artist: track.artist, title: track.title)
      if let exact = key.exact { keys[exact, default: []].append(place) }
      for word in key.words { words[word, default: []].append(place) }
    }
    self.keys = keys
    self.words = words
  }

  func tracks(atRelativePath path: String) -> [MatchCandidate] { found(paths[path]) }

  func tracks(recordingID: String) -> [MatchCandidate] { found(recordings[recordingID]) }

  func tracks(isrc: String) -> [MatchCandidate] { found(codes[isrc]) }

  func tracks(exact key: String) -> [MatchCandidate] {
    lookUps.exact += 1
    return found(keys[key])
  }

  func tracks(sharing words: [String], limit: Int) -> [MatchCandidate] {
    lookUps.sharing += 1
    let rarestFirst = words.compactMap { word in self.words[word].map { (word, $0) } }
      .sorted { ($0.1.count, $0.0) < ($1.1.count, $1.0) }
    var seen: Set<Int> = []
    var found: [MatchCandidate] = []
    for (_, places) in rarestFirst {
      for place in places where found.count < limit && seen.insert(place).inserted {
        found.append(tracks[place])
      }
    }
    return found
  }

  private func found(_ places: [Int]?) -> [MatchCandidate] { (places ?? []).map { tracks[$0] } }
}
