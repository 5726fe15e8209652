import Clustering
import MoodModel
import MusicModel

/// A library that grows as the daemon lets it, without a database: the policy, the online step, the
/// forming and the search for new moods are the daemon's own.
struct LivingLibrary {
  let policy: MoodClustering
  private(set) var points = PointMatrix(dimension: SimulatedMusic.dimension)
  /// The mood of each track.
  private(set) var moods: [MoodID] = []
  /// The mood of each centre.
  private(set) var living: [MoodID] = []
  private(set) var centres: MiniBatchKMeans?
  /// Every number a mood was ever given, with the size of the library then.
  private(set) var births: [(mood: MoodID, trackCount: Int)] = []
  /// How often everything was clustered.
  private(set) var formings = 0
  private var clusteredCount = 0
  private var restedCount = 0

  init(policy: MoodClustering = MoodClustering()) { self.policy = policy }

  /// A track arrives.
  mutating func add(_ point: [Float]) {
    points.append(point)
    if let (assignment, change) = centres?.updated(byAdding: point, halfLife: policy.halfLife) {
      centres?.apply(change)
      moods.append(living[assignment.cluster])
    } else {
      moods.append(MoodID(rawValue: 0))
    }
    perform(
      policy.plan(
        trackCount: points.count, lastClusteredCount: clusteredCount, currentMoods: living.count))
  }

  /// Many tracks arrive before there are any moods.
  mutating func start(with tracks: PointMatrix) {
    points = tracks
    moods = [MoodID](repeating: MoodID(rawValue: 0), count: tracks.count)
    perform(policy.plan(trackCount: points.count, lastClusteredCount: 0, currentMoods: 0))
  }

  /// No more tracks are coming for now.
  mutating func settle() {
    let plan = policy.planAtRest(
      trackCount: points.count, lastClusteredCount: clusteredCount, restedCount: restedCount,
      currentMoods: living.count)
    perform(plan)
    if plan != .keep { restedCount = points.count }
  }

  /// The squared distances of all tracks to the centres of the moods they are in.
  var inertia: Double {
    guard let centres else { return 0 }
    let cluster = Dictionary(uniqueKeysWithValues: living.enumerated().map { ($1, $0) })
    return (0..<points.count).reduce(0) { sum, row in
      let centre = Array(centres.centres[cluster[moods[row]] ?? 0])
      return sum + Double(Array(points[row]).span.squaredDistance(to: centre.span))
    }
  }

  private mutating func perform(_ plan: MoodClustering.Plan) {
    switch plan {
    case .keep: return
    case .initial(let count), .grow(let count): form(.count(count))
    case .choose: form(.choose)
    case .search: search()
    }
  }

  private mutating func search() {
    guard let centres else { return }
    let middle = points.count - policy.recentCount(forTrackCount: points.count)
    let found = EmergingCluster.find(
      among: points.rows(middle..<points.count), after: points.rows(0..<middle), besides: centres,
      minimum: policy.emergingSize(forTrackCount: points.count), seed: 1)
    if let found { form(.join(found.centre)) }
  }

  private mutating func form(_ aim: MoodReform.Aim) {
    let indices = Dictionary(uniqueKeysWithValues: living.enumerated().map { ($1, $0) })
    let outcome = MoodReform(policy: policy, seed: 1).form(
      points, aim: aim, from: centres, former: moods.map { indices[$0] })
    guard let outcome else { return }
    let former = living
    living = outcome.origins.map { origin in
      if let origin { return former[origin] }
      let mood = MoodID(rawValue: Int64(births.count + 1))
      births.append((mood, points.count))
      return mood
    }
    centres = outcome.centres
    moods = outcome.assignments.map { living[$0.cluster] }
    clusteredCount = points.count
    formings += 1
  }
}
