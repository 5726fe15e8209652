/// What becomes of merges when the moods are formed anew: for each centre the one it is part of.
package enum MoodLineage {
  /// The parents of new centres.
  ///
  /// `origins` gives the old centre that each new one continues, `former` the parent of each old
  /// centre, `labels` the new centre of each track and `held` its old one. An old centre that went
  /// with nobody to continue it leaves its parts to the one it was part of itself.
  ///
  /// A new centre that takes most of its tracks from a merged mood is part of it: the listener has
  /// said that differences as large as those between its parts do not matter, and cutting it again
  /// would undo the merge under another name. One that `emerged` among the newest tracks is new
  /// music, and a mood of its own.
  package static func parents(
    origins: [Int?], former: [Int?], labels: [Int], held: [Int?], emerged: Bool
  ) -> [Int?] {
    let heirs = Dictionary(
      origins.enumerated().compactMap { new, old in old.map { ($0, new) } },
      uniquingKeysWith: { first, _ in first })
    let families = families(of: former)
    let sources = emerged ? [:] : sources(labels: labels, held: held, origins: origins)
    return origins.indices.map { new in
      if let old = origins[new] {
        var ancestor = former[old]
        while let next = ancestor, heirs[next] == nil { ancestor = former[next] }
        return ancestor.flatMap { heirs[$0] }
      }
      guard let source = sources[new], families[source].count > 1 else { return nil }
      // Its own mood rather than the whole, so that it goes along when that is unmerged.
      return heirs[source] ?? families[source].lazy.compactMap { heirs[$0] }.first
    }
  }

  /// For each old centre, all that belong to the same mood, the mood's own first.
  private static func families(of parents: [Int?]) -> [[Int]] {
    let roots = parents.indices.map { index in
      var root = index
      for _ in parents { root = parents[root] ?? root }
      return root
    }
    return roots.map { root in
      [root] + parents.indices.filter { roots[$0] == root && $0 != root }
    }
  }

  /// The old centre that most tracks of each centre without an origin were held by.
  private static func sources(labels: [Int], held: [Int?], origins: [Int?]) -> [Int: Int] {
    var counts: [Int: [Int: Int]] = [:]
    for (label, old) in zip(labels, held) where origins[label] == nil {
      counts[label, default: [:]][old ?? -1, default: 0] += 1
    }
    return counts.compactMapValues { counts in
      let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
      return most == -1 ? nil : most
    }
  }
}
