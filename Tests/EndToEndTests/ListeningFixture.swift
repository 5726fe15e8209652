import ControlProtocol
import Foundation
import OrpheusTestSupport

/// A listener made of numbers, who plays the demo music in sessions and stays in a mood more often
/// than not.
struct ListeningFixture {
  /// Artist, title, and the mood it is in, of the tracks that have names of their own; those that
  /// lie deepest in their mood first, since one at a border says little of the mood it was put in.
  let tracks: [(artist: String, title: String, mood: Int, seconds: Int)]

  /// Takes the named tracks of a library.
  init(_ daemon: RunningDaemon) async throws {
    let infos: [TrackInfo] = try await daemon.json("tracks")
    let names = infos.map { [$0.artist, $0.title] }
    let deepestFirst = infos.sorted { ($0.mood?.confidence ?? 0) > ($1.mood?.confidence ?? 0) }
    tracks = deepestFirst.compactMap { info in
      guard let artist = info.artist, let title = info.title, let mood = info.mood,
        let seconds = info.seconds, names.count(where: { $0 == [artist, title] }) == 1
      else { return nil }
      return (artist, title, mood.id, Int(seconds))
    }
  }

  /// One line of a ListenBrainz export.
  func line(_ track: Int, at start: Int) -> String {
    let (artist, title, _, seconds) = tracks[track]
    return """
      {"listened_at": \(start), "track_metadata": {"artist_name": "\(artist)", \
      "track_name": "\(title)", "additional_info": {"duration_ms": \(seconds * 1000)}}}

      """
  }

  /// `count` lines from `start` on, always the same.
  func lines(_ count: Int, from start: Int) -> String {
    var random = SplitMix64(seed: 7)
    var text = ""
    var time = start
    var current = 0
    for number in 0..<count {
      let mood = tracks[current].mood
      let stays = random.next() % 10 < 7
      let choice = tracks.indices.filter { (tracks[$0].mood == mood) == stays }
      current = choice.isEmpty ? current : choice[Int(random.next() % UInt64(choice.count))]
      text += line(current, at: time)
      // A new session about every twelve plays.
      time += tracks[current].seconds + (number % 12 == 11 ? 7_200 : 5)
    }
    return text
  }
}
