/// Centres with their coordinates side by side, for comparing many points with all of them.
///
/// Eight centres share one vector, and four points are taken through them at a time: every
/// coordinate of a centre is read once for four points, and nothing is added up across a vector.
/// Each distance is the plain sum of squared differences in the order of the coordinates, so it has
/// the same bits as ``MiniBatchKMeans/nearestTwo(to:)`` gives for one point, and a point on a centre
/// is at distance 0. (‖x‖² − 2x·c + ‖c‖² would take two thirds of the work and lose both.)
struct CentreTable {
  /// Centres in one vector.
  private static let width = 8

  /// The number of centres.
  let k: Int
  private let dimension: Int
  private let tiles: Int
  /// `[tiles × dimension]`; where there is no centre left, infinity: never the nearest.
  private let columns: [SIMD8<Float>]

  init(_ centres: PointMatrix) {
    k = centres.count
    dimension = centres.dimension
    tiles = (k + Self.width - 1) / Self.width
    var columns = [SIMD8<Float>](
      repeating: SIMD8(repeating: .infinity), count: tiles * dimension)
    let values = centres.values.span
    for cluster in 0..<k {
      let start = cluster / Self.width * dimension
      for axis in 0..<dimension {
        columns[start + axis][cluster % Self.width] = values[cluster * dimension + axis]
      }
    }
    self.columns = columns
  }

  /// The two nearest centres of every point of `rows`, in their order.
  ///
  /// `body` gets the place in `rows` and the answer.
  @inline(__always)
  func forEachNearest(
    of rows: some RandomAccessCollection<Int>, in points: PointMatrix,
    _ body: (Int, NearestTwo) -> Void
  ) {
    let values = points.values.span
    var place = 0
    var index = rows.startIndex
    while place < rows.count {
      // The last few rows are repeated to make four; their answers are not passed on.
      let count = min(4, rows.count - place)
      let next = rows.index(index, offsetBy: count)
      let first = rows[index]
      let second = count > 1 ? rows[rows.index(index, offsetBy: 1)] : first
      let third = count > 2 ? rows[rows.index(index, offsetBy: 2)] : first
      let fourth = count > 3 ? rows[rows.index(index, offsetBy: 3)] : first
      var nearest = (NearestTwo(), NearestTwo(), NearestTwo(), NearestTwo())
      for tile in 0..<tiles {
        let (a, b, c, d) = squaredDistances(
          tile, values, first * dimension, second * dimension, third * dimension,
          fourth * dimension)
        let base = tile * Self.width
        let lanes = min(Self.width, k - base)
        nearest.0.offer(a, from: base, count: lanes)
        nearest.1.offer(b, from: base, count: lanes)
        nearest.2.offer(c, from: base, count: lanes)
        nearest.3.offer(d, from: base, count: lanes)
      }
      body(place, nearest.0)
      if count > 1 { body(place + 1, nearest.1) }
      if count > 2 { body(place + 2, nearest.2) }
      if count > 3 { body(place + 3, nearest.3) }
      place += count
      index = next
    }
  }

  /// The squared distances of every point to the first eight centres, infinite where there are
  /// fewer.
  @inline(__always)
  func forEachDistances(in points: PointMatrix, _ body: (Int, SIMD8<Float>) -> Void) {
    let values = points.values.span
    for row in stride(from: 0, to: points.count, by: 4) {
      let last = points.count - 1
      let (a, b, c, d) = squaredDistances(
        0, values, row * dimension, min(row + 1, last) * dimension,
        min(row + 2, last) * dimension, min(row + 3, last) * dimension)
      body(row, a)
      if row + 1 <= last { body(row + 1, b) }
      if row + 2 <= last { body(row + 2, c) }
      if row + 3 <= last { body(row + 3, d) }
    }
  }

  /// The squared distances of the four points that begin at these places to eight centres.
  @inline(__always)
  private func squaredDistances(
    _ tile: Int, _ values: Span<Float>, _ first: Int, _ second: Int, _ third: Int, _ fourth: Int
  ) -> (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>) {
    let columns = columns.span
    let last = max(first, second, third, fourth) + dimension
    precondition(last <= values.count && (tile + 1) * dimension <= columns.count)
    var (a, b, c, d) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
    var axis = 0
    let start = tile &* dimension
    while axis < dimension {
      let column = columns[unchecked: start &+ axis]
      let differenceA = SIMD8(repeating: values[unchecked: first &+ axis]) - column
      let differenceB = SIMD8(repeating: values[unchecked: second &+ axis]) - column
      let differenceC = SIMD8(repeating: values[unchecked: third &+ axis]) - column
      let differenceD = SIMD8(repeating: values[unchecked: fourth &+ axis]) - column
      a += differenceA * differenceA
      b += differenceB * differenceB
      c += differenceC * differenceC
      d += differenceD * differenceD
      axis &+= 1
    }
    return (a, b, c, d)
  }
}

extension NearestTwo {
  /// Takes in the distances to `count` centres, the first of which is number `base`.
  @inline(__always)
  fileprivate mutating func offer(_ squared: SIMD8<Float>, from base: Int, count: Int) {
    for lane in 0..<count { offer(squared[lane], of: base &+ lane) }
  }
}
