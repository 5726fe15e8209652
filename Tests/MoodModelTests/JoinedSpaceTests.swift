import Clustering
import Glibc
import MoodModel
import MusicModel
import Testing

@Suite("The joined mood space")
struct JoinedSpaceTests {
  @Test("is what its formula says")
  func formula() throws {
    let library = SyntheticLibrary(metal: 40, ambient: 40, seed: 6)
    let space = try library.space()
    let plain = try library.space(.direction)
    #expect(space.dimension == plain.dimension)
    // Coordinates along the principal components, and their deviations, in double precision.
    let coordinates = library.tracks.map { track in
      (0..<plain.components.count).map { row in
        zip(zip(track.embedding.values, plain.embeddingMean), plain.components[row]).reduce(0.0) {
          $0 + Double($1.0.0 - $1.0.1) * Double($1.1)
        }
      }
    }
    let deviations = (0..<plain.components.count).map { axis in
      (coordinates.reduce(0) { $0 + $1[axis] * $1[axis] } / 80).squareRoot()
    }
    let scale = deviations.reduce(0) { $0 + $1 * $1 * $1 }.squareRoot()
    for (track, coordinate) in zip(library.tracks, coordinates) {
      let vector = zip(coordinate, deviations).map { $0 * $1.squareRoot() / scale }
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let point = try space.project(track.embedding, track.affect)
      for (one, other) in zip(point.dropFirst(2), vector) {
        #expect(abs(Double(one) - 1.15 * other / length.squareRoot()) < 1e-3)
      }
      let affect = try plain.project(track.embedding, track.affect).prefix(2)
      #expect(point.prefix(2) == affect)
    }
  }

  @Test(
    "does not mind the unit of the embedding, nor a shift of it",
    arguments: [(1e-3, 0), (1, 0), (1000, 0), (1, 5)] as [(Float, Float)])
  func unit(factor: Float, shift: Float) throws {
    let library = SyntheticLibrary(metal: 30, ambient: 30, seed: 7)
    let expected = try points(library.tracks.map(\.embedding), library)
    let other = try points(
      library.tracks.map { Embedding(values: $0.embedding.values.map { $0 * factor + shift }) },
      library)
    expectEqual(expected, other, within: 2e-3)
  }

  @Test("does not mind in what order the values of the embedding come, or the tracks")
  func permutation() throws {
    let library = SyntheticLibrary(metal: 30, ambient: 30, seed: 8)
    let expected = try points(library.tracks.map(\.embedding), library)
    let reversed = library.tracks.map { Embedding(values: $0.embedding.values.reversed()) }
    expectEqual(expected, try points(reversed, library), within: 2e-3)

    let backwards = try MoodSpace.fit(
      embeddings: library.tracks.reversed().map(\.embedding),
      affect: library.tracks.reversed().map(\.affect), model: model, origin: .library,
      components: 20)
    let again = try library.tracks.map { try backwards.project($0.embedding, $0.affect) }
    expectEqual(expected, again, within: 2e-3)
  }

  @Test("keeps distances when every value of the embedding changes its sign")
  func sign() throws {
    let library = SyntheticLibrary(metal: 30, ambient: 30, seed: 9)
    let plain = try points(library.tracks.map(\.embedding), library)
    let negated = try points(
      library.tracks.map { Embedding(values: $0.embedding.values.map { -$0 }) }, library)
    for row in plain.indices {
      let one = distance(plain[0], plain[row])
      let other = distance(negated[0], negated[row])
      #expect(abs(one - other) < 2e-3)
    }
  }

  @Test("lets a track near the mean have no direction worth speaking of")
  func nearTheMean() throws {
    let library = SyntheticLibrary(metal: 30, ambient: 30, seed: 10)
    let space = try library.space()
    let affect = library.tracks[0].affect
    let far = zip(library.tracks[0].embedding.values, space.embeddingMean).map { $0 - $1 }
    func length(_ share: Float) throws -> Float {
      let values = zip(space.embeddingMean, far).map { $0 + share * $1 }
      let point = try space.project(Embedding(values: values), affect)
      return point.dropFirst(2).reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    // A quarter of the way out is half as long, a hundredth a tenth.
    #expect(abs(try length(0.25) / length(1) - 0.5) < 1e-3)
    #expect(abs(try length(0.01) / length(1) - 0.1) < 1e-3)
    #expect(try length(0) == 0)
  }

  // MARK: Any embedding

  @Test(
    "takes embeddings of any length, with fewer tracks than values",
    arguments: [1, 2, 3, 50, 128, 200, 512, 1024, 1280], MoodSpace.Form.allCases)
  func anyLength(length: Int, form: MoodSpace.Form) throws {
    var generator = SeededGenerator(seed: UInt64(length))
    let embeddings = (0..<12).map { _ in
      Embedding(values: (0..<length).map { _ in Float(generator.nextUnit()) })
    }
    let affect = try embeddings.map { _ in
      try makeAffect(
        valence: Float(generator.nextUnit()), energy: Float(generator.nextUnit()),
        danceability: Float(generator.nextUnit()))
    }
    let space = try MoodSpace.fit(
      form, embeddings: embeddings, affect: affect, model: model, origin: .library)
    #expect(space.dimension == (form == .canonical ? 3 : 2 + min(length, 11)))
    #expect(length < 12 ? space.explainedVariance > 0.999 : space.explainedVariance > 0.9)
    for (embedding, affect) in zip(embeddings, affect) {
      let point = try space.project(embedding, affect)
      #expect(point.count == space.dimension)
      #expect(point.contains { $0 != 0 })
    }
    #expect(try MoodSpace(decoding: space.encoded()) == space)
  }

  @Test(
    "is not led astray by values that never change or come twice",
    arguments: MoodSpace.Form.allCases)
  func constantAndRepeated(form: MoodSpace.Form) throws {
    let library = SyntheticLibrary(metal: 30, ambient: 30, seed: 12)
    func distances(_ change: ([Float]) -> [Float]) throws -> [Float] {
      let embeddings = library.tracks.map { Embedding(values: change($0.embedding.values)) }
      let points = try points(embeddings, library, form)
      return points.map { distance(points[0], $0) }
    }
    let plain = try distances { $0 }
    let constant = try distances { $0 + [7, 7, 7] }
    // Every value twice is the same embedding, √2 longer.
    let twice = try distances { $0 + $0 }
    for row in plain.indices {
      #expect(abs(plain[row] - constant[row]) < 2e-3)
      #expect(abs(plain[row] - twice[row]) < 2e-3)
    }
  }

  @Test(
    "of tracks that are all the same puts them in one place", arguments: MoodSpace.Form.allCases)
  func duplicates(form: MoodSpace.Form) throws {
    let embeddings = [Embedding](repeating: Embedding(values: [0.1, 0.2, 0.7]), count: 40)
    let affect = [Affect](repeating: try makeAffect(valence: 0.3), count: 40)
    let space = try MoodSpace.fit(
      form, embeddings: embeddings, affect: affect, model: model, origin: .library)
    #expect(try space.project(embeddings[0], affect[0]).allSatisfy { $0 == 0 })
    #expect(space.dimension > 0)
  }

  @Test("refuses what is not a number, and says so", arguments: MoodSpace.Form.allCases)
  func notFinite(form: MoodSpace.Form) throws {
    let library = SyntheticLibrary(metal: 5, ambient: 5, seed: 13)
    let space = try library.space(form)
    var values = library.tracks[0].embedding.values
    values[17] = .nan
    let error = #expect(throws: MoodSpaceError.self) {
      try space.project(Embedding(values: values), library.tracks[0].affect)
    }
    #expect(error?.code == .notFinite)
    var fitter = MoodSpaceFitter(model: model, embeddingLength: 200)
    let adding = #expect(throws: MoodSpaceError.self) {
      try fitter.add(
        library.tracks[0].embedding, try makeAffect(valence: 0.5, danceability: .infinity))
    }
    #expect(adding?.code == .notFinite)
    #expect(fitter.trackCount == 0)
  }

  // MARK: Frozen between fits

  @Test(
    "stays until it is outgrown: a prior at 200 tracks, a library's own after half as many more")
  func frozen() throws {
    let library = SyntheticLibrary(metal: 5, ambient: 6, seed: 14)
    let own = try library.space()
    #expect([0, 1, 11, 16].allSatisfy { !own.isOutgrown(byTrackCount: $0) })
    #expect([17, 100, .max].allSatisfy { own.isOutgrown(byTrackCount: $0) })
    let prior = try library.space(origin: .prior)
    #expect([0, 11, 17, 199].allSatisfy { !prior.isOutgrown(byTrackCount: $0) })
    #expect([200, 201, .max].allSatisfy { prior.isOutgrown(byTrackCount: $0) })
  }

  @Test("is not changed by tracks that a fitter takes in later")
  func laterTracks() throws {
    let library = SyntheticLibrary(metal: 30, ambient: 30, seed: 15)
    var fitter = MoodSpaceFitter(model: model, embeddingLength: 200)
    for track in library.tracks.prefix(41) { try fitter.add(track.embedding, track.affect) }
    let space = try fitter.fitted(origin: .library)
    let point = try space.project(library.tracks[50].embedding, library.tracks[50].affect)
    for track in library.tracks.dropFirst(41) { try fitter.add(track.embedding, track.affect) }
    #expect(try space.project(library.tracks[50].embedding, library.tracks[50].affect) == point)
    #expect(try fitter.fitted(origin: .library).fingerprint != space.fingerprint)
    #expect(try fitter.fitted(origin: .library) == library.space().adopted(for: model))
  }

  // MARK: -

  private let model = ModelVersion(rawValue: "test-1")

  private func makeAffect(
    valence: Float, energy: Float = 0.5, danceability: Float = 0.5
  ) throws -> Affect {
    try #require(Affect(values: [0, danceability, energy, 0, 0, 0, valence]))
  }

  private func points(
    _ embeddings: [Embedding], _ library: SyntheticLibrary, _ form: MoodSpace.Form = .joined
  ) throws -> [[Float]] {
    let affect = library.tracks.map(\.affect)
    // Twenty components: the variances of the last of fifty-nine lie too close together for an
    // order that rounding does not change.
    let space = try MoodSpace.fit(
      form, embeddings: embeddings, affect: affect, model: model, origin: .library, components: 20)
    return try zip(embeddings, affect).map { try space.project($0, $1) }
  }

  private func distance(_ one: [Float], _ other: [Float]) -> Float {
    zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  private func expectEqual(_ one: [[Float]], _ other: [[Float]], within tolerance: Float) {
    #expect(one.count == other.count)
    for (left, right) in zip(one, other) {
      let gap = zip(left, right).map { abs($0 - $1) }.max() ?? 0
      #expect(gap < tolerance)
    }
  }
}
