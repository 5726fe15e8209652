/// A group of recent points that no cluster accounts for and that was not there before.
///
/// Between two choices of the number of clusters, online steps can only bend the clusters there
/// are: a new kind of music would be smeared over its neighbours. What tells it from noise, from a
/// drifting taste, from an album, and from the finer structure that any cluster has, is that all of
/// this holds at once:
///
/// 1. *It is large enough*: with a centre of its own it takes in at least `minimum` recent points.
/// 2. *It is new*: its share of the recent points is ten times its share of the former ones,
///    and that by more than what is left of the clusters it comes from. A part of a cluster that
///    could have been a cluster all along, and by the choice of k is none, has the same share in
///    both. A part of a cluster that is new itself, or fashionable, is as new as the rest of it.
/// 3. *It is apart*: its points are nearer to its centre than to their clusters' by a fifth on
///    average. Scattered outliers have no common centre, and the far side of a cluster is little
///    nearer to one of its own.
/// 4. *It is broad*: at least half as wide as the middling cluster. Twenty takes of one song are
///    new and apart, and no mood.
///
/// Nothing is remembered between tests: the answer depends on the points and the centres alone.
package struct EmergingCluster: Hashable, Sendable {
  /// The mean of the recent points it takes in.
  package var centre: [Float]
  /// How many recent points are nearer to it than to any other centre.
  package var recentCount: Int
  /// How many former ones are.
  package var formerCount: Int
  /// The mean margin by which the recent ones are.
  package var confidence: Float

  /// How many times as common among recent points as among former ones.
  private static let surge = 10.0
  /// The least mean margin.
  private static let margin: Float = 0.2
  /// The least width, as a part of the median width of the clusters.
  private static let breadth: Float = 0.5

  /// The largest group of `recent` points that passes, if any; `former` may be a sample.
  package static func find(
    among recent: PointMatrix, after former: PointMatrix, besides model: MiniBatchKMeans,
    minimum: Int, seed: UInt64
  ) -> EmergingCluster? {
    guard !former.isEmpty, recent.count >= max(minimum, 2) else { return nil }
    let past = Surroundings(former, model)
    let present = model.assignments(of: recent)
    let distances = present.map(\.distance)

    var best: EmergingCluster?
    for start in starts(recent, present, past, minimum: minimum, seed: seed) {
      let (centre, members) = settled(start, recent, distances)
      guard members.count >= minimum, members.count > best?.recentCount ?? 0 else { continue }
      let own = members.map { recent.distance(of: $0, to: centre) }
      let count = Float(members.count)
      let confidence =
        zip(members, own).reduce(0) { $0 + 1 - $1.1 / distances[$1.0] } / count
      let width = own.reduce(0, +) / count
      let taken = past.clusters.indices.filter {
        former.distance(of: $0, to: centre) < past.distances[$0]
      }
      let surge = Surge(
        members: members.map { present[$0].cluster }, recent: present.map(\.cluster),
        taken: taken.map { past.clusters[$0] }, former: past.clusters)
      guard surge.ofGroup >= Self.surge * max(surge.ofRest, 1), confidence >= margin,
        width >= breadth * past.width
      else { continue }
      best = EmergingCluster(
        centre: centre, recentCount: members.count, formerCount: taken.count,
        confidence: confidence)
    }
    return best
  }

  /// Where to look: the parts of the points that lie far out, and the halves of the recent points
  /// of each cluster.
  ///
  /// A new kind between the clusters shows among the first, one in a gap inside a broad cluster
  /// among the second.
  private static func starts(
    _ recent: PointMatrix, _ present: [Assignment], _ past: Surroundings, minimum: Int,
    seed: UInt64
  ) -> [ArraySlice<Float>] {
    let outsiders = present.indices.filter {
      present[$0].distance > past.reach[present[$0].cluster]
    }
    var searches: [(rows: [Int], parts: ClosedRange<Int>)] = [(outsiders, 1...4)]
    for cluster in past.reach.indices {
      let members = present.indices.filter { present[$0].cluster == cluster }
      searches.append((members, 2...3))
    }
    return searches.flatMap { rows, parts -> [ArraySlice<Float>] in
      guard 2 * rows.count >= minimum else { return [] }
      let points = recent.rows(rows)
      return parts.flatMap { k -> [ArraySlice<Float>] in
        let model = MiniBatchKMeans.fit(points, k: k, seed: seed, inits: 2)
        return model.map { model in (0..<model.k).map { model.centres[$0] } } ?? []
      }
    }
  }

  /// The centre moved to the mean of the recent points that are nearer to it than to their cluster,
  /// until those stay the same.
  private static func settled(
    _ start: ArraySlice<Float>, _ recent: PointMatrix, _ distances: [Float]
  ) -> (centre: [Float], members: [Int]) {
    var centre = Array(start)
    var members: [Int] = []
    for _ in 0..<10 {
      let taken = distances.indices.filter { recent.distance(of: $0, to: centre) < distances[$0] }
      guard taken != members, !taken.isEmpty else { break }
      members = taken
      var sums = ClusterSums(clusters: 1, dimension: recent.dimension)
      for row in members { sums.add(Array(recent[row]).span, to: 0) }
      centre = sums.mean(of: 0, joining: centre[...], count: 0)
    }
    return (centre, members)
  }
}

/// How many times as common a group is among recent points as among former ones, and how many times
/// the rest of the clusters is that it is made of.
private struct Surge {
  let ofGroup: Double
  let ofRest: Double

  /// Takes the clusters of the group's recent points, of all recent ones, of the former ones that
  /// the group would take, and of all former ones.
  init(members: [Int], recent: [Int], taken: [Int], former: [Int]) {
    let (members, recent) = (Self.counts(members), Self.counts(recent))
    let (taken, former) = (Self.counts(taken), Self.counts(former))
    // One more former point than there is: none at all is no proof of an infinite ratio.
    let scale = Self.sum(former) / Self.sum(recent)
    ofGroup = Self.sum(members) / (Self.sum(taken) + 1) * scale
    // Each cluster counts by how much of the group it has.
    var rest = (recent: 0.0, former: 0.0)
    for (cluster, count) in members {
      rest.recent += count * ((recent[cluster] ?? 0) - count)
      rest.former += count * ((former[cluster] ?? 0) - (taken[cluster] ?? 0))
    }
    ofRest = rest.recent / (rest.former + Self.sum(members)) * scale
  }

  private static func counts(_ clusters: [Int]) -> [Int: Double] {
    clusters.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  private static func sum(_ counts: [Int: Double]) -> Double { counts.values.reduce(0, +) }
}

/// How the former points lie around their centres.
private struct Surroundings {
  /// The cluster of each point.
  let clusters: [Int]
  /// Of each point to its centre.
  let distances: [Float]
  /// The distance of each cluster's points that a tenth of them exceed.
  let reach: [Float]
  /// The median over clusters of the mean distance of their points.
  let width: Float

  init(_ points: PointMatrix, _ model: MiniBatchKMeans) {
    let assignments = model.assignments(of: points)
    clusters = assignments.map(\.cluster)
    distances = assignments.map(\.distance)
    var members = [[Float]](repeating: [], count: model.k)
    for assignment in assignments { members[assignment.cluster].append(assignment.distance) }
    // A cluster of a handful of points tells nothing of its reach; all points together do.
    let overall = Self.quantile(distances)
    reach = members.map { $0.count < 20 ? overall : Self.quantile($0) }
    let widths = members.filter { !$0.isEmpty }.map { $0.reduce(0, +) / Float($0.count) }
    width = widths.sorted()[widths.count / 2]
  }

  private static func quantile(_ distances: [Float]) -> Float {
    let sorted = distances.sorted()
    return sorted[min(sorted.count * 9 / 10, sorted.count - 1)]
  }
}

extension PointMatrix {
  /// The Euclidean distance of one point to another place.
  fileprivate func distance(of row: Int, to place: [Float]) -> Float {
    values.span.extracting(range(ofRow: row)).squaredDistance(to: place.span).squareRoot()
  }
}
