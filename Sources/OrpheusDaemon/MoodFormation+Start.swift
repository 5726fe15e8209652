import Clustering
import MoodModel
import MusicModel

extension MoodFormation {
  /// What forming starts from: the moods there are, and those that are found again.
  ///
  /// Once other networks hear the library, their first results belong to no mood. But as soon as some
  /// tracks of an old mood are among them it is known where that mood lies now, and it takes its place
  /// at the next forming, with its number, its name and what was merged into it.
  struct Start {
    var centres: MiniBatchKMeans?
    var moods: [MoodID]
    var parents: [Int?]
    var kept: Set<Int>

    /// The fewest tracks that tell where a mood is; one alone may be anywhere.
    private static let fewest = 2

    /// Calls moods back that enough tracks of were heard, and what they were merged into; their
    /// tracks are theirs again. One track is enough for a mood that the listener cares for.
    mutating func callBack(
      _ library: inout ProjectedLibrary, identity: MoodIdentity, named: Set<MoodID>
    ) {
      var rows: [MoodID: [Int]] = [:]
      for (row, mood) in library.waiting.enumerated() {
        if let mood { rows[mood, default: []].append(row) }
      }
      let keeping = identity.kept.union(named)
      let found = rows.filter { $0.value.count >= (keeping.contains($0.key) ? 1 : Self.fewest) }
        .sorted { $0.key.rawValue < $1.key.rawValue }
      guard !found.isEmpty else { return }
      for (mood, members) in found {
        // Tracks that are there for their sound, if there are any.
        let own = members.filter { !identity.concerns(library.tracks[$0]) }
        add(mood, at: library.points.mean(of: own.isEmpty ? members : own), count: own.count)
        for row in own { library.former[row] = moods.count - 1 }
      }
      for (mood, _) in found { addHeirs(of: mood, identity) }
      parents = moods.map { mood in
        identity.merged[mood].flatMap { moods.firstIndex(of: $0) }
      }
      kept = Set(moods.indices.filter { keeping.contains(moods[$0]) })
    }

    /// Adds what a mood was merged into and none of whose own tracks have been heard yet: in its
    /// part, where it is in nobody's way.
    private mutating func addHeirs(of mood: MoodID, _ identity: MoodIdentity) {
      guard let centre = moods.firstIndex(of: mood).map({ Array(centres?.centres[$0] ?? []) })
      else { return }
      var heir = mood
      while let next = identity.merged[heir] {
        if !moods.contains(next) { add(next, at: centre, count: 0) }
        heir = next
      }
    }

    private mutating func add(_ mood: MoodID, at centre: [Float], count: Int) {
      var all = centres?.centres ?? PointMatrix(dimension: centre.count)
      all.append(centre)
      centres = MiniBatchKMeans(centres: all, counts: (centres?.counts ?? []) + [Double(count)])
      moods.append(mood)
    }
  }
}

extension PointMatrix {
  /// The mean of some of the points, of which there is at least one.
  fileprivate func mean(of rows: [Int]) -> [Float] {
    var sums = [Double](repeating: 0, count: dimension)
    for row in rows {
      for (axis, value) in self[row].enumerated() { sums[axis] += Double(value) }
    }
    return sums.map { Float($0 / Double(rows.count)) }
  }
}
