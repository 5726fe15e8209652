import Clustering
import MoodModel
import MusicModel
import Testing

@Suite("Fitting a mood space")
struct MoodSpaceTests {
  @Test("agrees with scikit-learn's PCA and StandardScaler")
  func reference() throws {
    var generator = SeededGenerator(seed: 11)
    let embeddings = (0..<40).map { _ in
      Embedding(values: (0..<6).map { Float(Double(6 - $0) * generator.nextUnit()) })
    }
    let valences = (0..<40).map { _ in Float(generator.nextUnit()) }
    let affect = try valences.map {
      try makeAffect(valence: $0, energy: Float(generator.nextUnit()))
    }
    let space = try MoodSpace.fit(
      .direction, embeddings: embeddings, affect: affect, model: model, origin: .library,
      components: 3)
    // PCA(3, svd_solver="full") on the same numbers, signs as ours, rows scaled to length 2.
    let expected: [(row: Int, point: [Float])] = [
      (0, [-0.536809, 0.37099, -1.104534, -1.567509, 0.568261]),
      (39, [1.137492, -1.36736, -0.007861, 1.601526, 1.197936]),
    ]
    for (row, point) in expected {
      for (one, other) in zip(try space.project(embeddings[row], affect[row]), point) {
        #expect(abs(one - other) < 1e-4, "row \(row)")
      }
    }
  }

  @Test("finds the direction of points on a line, with its largest loading positive")
  func line() throws {
    let embeddings = [-3, -1, 0, 4].map { Embedding(values: [1 - $0, 2 - 2 * $0, 3 + $0]) }
    let space = try fit(embeddings)
    #expect(space.components.count == 1)
    let expected = [1, 2, -1].map { Float($0) / Float(6).squareRoot() }
    for (one, other) in zip(space.components[0], expected) { #expect(abs(one - other) < 1e-6) }
  }

  @Test("keeps orthonormal components, of falling variance, and 50 at most")
  func components() throws {
    let library = SyntheticLibrary(metal: 100, ambient: 100, seed: 2)
    let space = try library.space(.direction)
    #expect(space.dimension == 52)
    let rows = space.components.values.span
    for one in 0..<50 {
      for other in 0...one {
        let product = rows.extracting(space.components.range(ofRow: one))
          .dot(rows.extracting(space.components.range(ofRow: other)))
        #expect(abs(product - (one == other ? 1 : 0)) < 1e-5)
      }
    }
    let variances = (0..<50).map { row in
      library.tracks.reduce(Float(0)) { sum, track in
        let centred = zip(track.embedding.values, space.embeddingMean).map { $0 - $1 }
        let value = centred.span.dot(rows.extracting(space.components.range(ofRow: row)))
        return sum + value * value
      }
    }
    #expect(zip(variances, variances.dropFirst()).allSatisfy { $0 >= $1 * 0.9999 })
  }

  @Test("of directions gives every embedding length 2: distance there is cosine distance")
  func cosine() throws {
    let library = SyntheticLibrary(metal: 20, ambient: 20, seed: 3)
    let space = try library.space(.direction)
    let points = try library.tracks.map { try space.project($0.embedding, $0.affect) }
    for point in points {
      let length = point.dropFirst(2).reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(length - 2) < 1e-5)
    }
    // Valence and energy are z-scores.
    for axis in 0..<2 {
      let values = points.map { $0[axis] }
      #expect(abs(values.reduce(0, +) / 40) < 1e-5)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 40 - 1) < 1e-4)
    }
  }

  @Test("is not disturbed by a large common offset")
  func offset() throws {
    let library = SyntheticLibrary(metal: 30, ambient: 30, seed: 4)
    let plain = try fit(library.tracks.map(\.embedding), components: 2)
    let far = try fit(
      library.tracks.map { Embedding(values: $0.embedding.values.map { $0 + 1000 }) },
      components: 2)
    let differences = zip(plain.components.values, far.components.values).map { abs($0 - $1) }
    #expect((differences.max() ?? 1) < 1e-3)
  }

  // MARK: Degenerate libraries

  @Test("needs two tracks", arguments: [0, 1])
  func tooFew(count: Int) throws {
    let embeddings = [Embedding](repeating: Embedding(values: [1, 2]), count: count)
    let error = #expect(throws: MoodSpaceError.self) { try fit(embeddings) }
    #expect(error?.code == .tooFewTracks)
  }

  @Test("has fewer components than tracks", arguments: [2, 3, 10])
  func fewTracks(count: Int) throws {
    let library = SyntheticLibrary(metal: count, ambient: 0, seed: 5)
    let space = try library.space()
    #expect(space.components.count == count - 1)
    #expect(space.trackCount == count)
    let first = library.tracks[0]
    #expect(try space.project(first.embedding, first.affect).count == count + 1)
  }

  @Test("of identical tracks has no component and puts all of them on the origin")
  func noVariance() throws {
    let values = (0..<200).map { 0.1 + Float($0) / 3 }
    let space = try fit([Embedding](repeating: Embedding(values: values), count: 7))
    #expect(space.dimension == 2)
    #expect(try space.project(Embedding(values: values), makeAffect(valence: 0.5)) == [0, 0])
    // What did not vary carries no information about other tracks either.
    #expect(try space.project(Embedding(values: values), makeAffect(valence: 0.9)) == [0, 0])
  }

  @Test("puts an embedding on the mean at equal distance from every direction")
  func onTheMean() throws {
    let space = try fit([Embedding(values: [1, 5]), Embedding(values: [3, 9])])
    let point = try space.project(Embedding(values: [2, 7]), makeAffect(valence: 0.5))
    #expect(point == [0, 0, 0])
  }

  @Test("refuses a value that is not finite and an embedding of another length, and stays usable")
  func badInput() throws {
    var fitter = MoodSpaceFitter(model: model, embeddingLength: 2)
    let good = try makeAffect(valence: 0.4)
    try fitter.add(Embedding(values: [1, 0]), good)
    try fitter.add(Embedding(values: [0, 1]), good)
    let bad: [([Float], Float, MoodSpaceError.Code)] = [
      ([.nan, 1], 0.5, .notFinite), ([1, .infinity], 0.5, .notFinite),
      ([1, 1], .nan, .notFinite), ([1], 0.5, .wrongLength), ([1, 2, 3], 0.5, .wrongLength),
    ]
    let space = try fitter.fitted(origin: .library)
    for (values, valence, code) in bad {
      let affect = try makeAffect(valence: valence)
      let adding = #expect(throws: MoodSpaceError.self) {
        try fitter.add(Embedding(values: values), affect)
      }
      #expect(adding?.code == code)
      if valence.isNaN { continue }
      let projecting = #expect(throws: MoodSpaceError.self) {
        try space.project(Embedding(values: values), affect)
      }
      #expect(projecting?.code == code)
    }
    #expect(try fitter.fitted(origin: .library) == space)
  }

  @Test("refuses embeddings and affect values that do not pair up")
  func unpaired() throws {
    let error = #expect(throws: MoodSpaceError.self) {
      try MoodSpace.fit(
        embeddings: [Embedding(values: [1])], affect: [], model: model, origin: .prior)
    }
    #expect(error?.code == .wrongLength)
  }

  private let model = ModelVersion(rawValue: "test-1")

  private func makeAffect(valence: Float, energy: Float = 0.5) throws -> Affect {
    try #require(Affect(values: [0, 0, energy, 0, 0, 0, valence]))
  }

  private func fit(_ embeddings: [Embedding], components: Int = 50) throws -> MoodSpace {
    let affect = try makeAffect(valence: 0.5)
    return try MoodSpace.fit(
      .direction, embeddings: embeddings, affect: embeddings.map { _ in affect }, model: model,
      origin: .library, components: components)
  }
}
