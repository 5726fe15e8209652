import Clustering
import MoodModel
import MusicModel
import Testing

@Suite("A library of death metal and ambient")
struct TwoRegimesTests {
  @Test(
    "never has both in one mood",
    arguments: [(4, 4), (5, 7), (40, 40), (5, 100), (100, 5), (120, 80)], [1, 2, 3] as [UInt64])
  func separation(counts: (metal: Int, ambient: Int), seed: UInt64) throws {
    let library = SyntheticLibrary(metal: counts.metal, ambient: counts.ambient, seed: seed)
    let space = try library.space()
    let points = try Self.points(library.tracks, in: space)
    let policy = MoodClustering()
    let plan = policy.plan(trackCount: points.count, lastClusteredCount: 0, currentMoods: 0)
    let outcome = MoodReform(policy: policy, seed: policy.seed(for: space.model))
      .form(points, aim: try #require(Self.aim(plan)), from: nil)
    Self.expectSeparation(try #require(outcome).assignments, library.tracks)
  }

  @Test("keeps them apart while tracks arrive one by one and the library is clustered again")
  func growth() throws {
    let library = SyntheticLibrary(metal: 60, ambient: 90, seed: 8)
    let space = try library.space()
    let points = try Self.points(library.tracks, in: space)
    let policy = MoodClustering()
    let reform = MoodReform(policy: policy, seed: policy.seed(for: space.model))
    var model: MiniBatchKMeans?
    var clusteredCount = 0
    var clusterings = 0
    for count in 1...points.count {
      if let current = model {
        model?.apply(current.updated(byAdding: Array(points[count - 1])).change)
      }
      let plan = policy.plan(
        trackCount: count, lastClusteredCount: clusteredCount, currentMoods: model?.k ?? 0)
      guard let aim = Self.aim(plan) else { continue }
      model = reform.form(points.rows(0..<count), aim: aim, from: model)?.centres
      clusteredCount = count
      clusterings += 1
    }
    #expect((8...9).contains(try #require(model).k))
    #expect(clusterings < 25)
    Self.expectSeparation(try #require(model).assignments(of: points), library.tracks)
  }

  @Test("has names that say which is which")
  func names() throws {
    let library = SyntheticLibrary(metal: 40, ambient: 60, seed: 6)
    let profiles = [true, false].map { isMetal in
      let tracks = library.tracks.filter { $0.isMetal == isMetal }
      return MoodProfile(
        id: MoodID(rawValue: isMetal ? 1 : 2), trackCount: tracks.count,
        position: Self.position(tracks), tags: Self.meanTags(tracks))
    }
    let names = MoodNamer(libraryTags: Self.meanTags(library.tracks)).names(for: profiles)
    #expect(names.map(\.name) == ["Aggressive metal", "Solemn ambient"])
    #expect(names.map(\.slug) == ["aggressive-metal", "solemn-ambient"])
    #expect(names[0].tags.first == "metal")
    #expect(names[1].tags.first == "ambient")
  }

  private static func aim(_ plan: MoodClustering.Plan) -> MoodReform.Aim? {
    switch plan {
    case .initial(let count), .grow(let count): .count(count)
    case .choose: .choose
    case .keep, .search: nil
    }
  }

  private static func points(
    _ tracks: [SyntheticLibrary.Track], in space: MoodSpace
  ) throws -> PointMatrix {
    var points = PointMatrix(dimension: space.dimension)
    for track in tracks { points.append(try space.project(track.embedding, track.affect)) }
    return points
  }

  private static func expectSeparation(
    _ assignments: [Assignment], _ tracks: [SyntheticLibrary.Track]
  ) {
    let metal = Set(zip(assignments, tracks).filter { $1.isMetal }.map { $0.0.cluster })
    let ambient = Set(zip(assignments, tracks).filter { !$1.isMetal }.map { $0.0.cluster })
    #expect(!metal.isEmpty && !ambient.isEmpty)
    #expect(metal.isDisjoint(with: ambient))
  }

  private static func position(_ tracks: [SyntheticLibrary.Track]) -> ValenceArousal {
    let positions = tracks.map(\.affect.valenceArousal)
    let count = Float(positions.count)
    return ValenceArousal(
      valence: positions.map(\.valence).reduce(0, +) / count,
      arousal: positions.map(\.arousal).reduce(0, +) / count)
  }

  private static func meanTags(_ tracks: [SyntheticLibrary.Track]) -> [TagProbability] {
    guard let first = tracks.first else { return [] }
    return first.tags.indices.map { index in
      let sum = tracks.map { $0.tags[index].probability }.reduce(0, +)
      return TagProbability(
        name: first.tags[index].name, probability: sum / Float(tracks.count))
    }
  }
}
