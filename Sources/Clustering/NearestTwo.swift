/// The two nearest centres of a point, before the square roots nobody may need.
struct NearestTwo {
  var cluster = 0
  var squaredDistance = Float.infinity
  var secondSquaredDistance = Float.infinity
  /// The next nearest centre; meaningless while ``secondSquaredDistance`` is infinite.
  private var second = 0

  /// The next nearest centre; nil when there is only one.
  var secondCluster: Int? { secondSquaredDistance < .infinity ? second : nil }

  /// Takes in one more centre; of equally near ones the first stays.
  @inline(__always)
  mutating func offer(_ squared: Float, of candidate: Int) {
    if squared < squaredDistance {
      secondSquaredDistance = squaredDistance
      second = cluster
      squaredDistance = squared
      cluster = candidate
    } else if squared < secondSquaredDistance {
      secondSquaredDistance = squared
      second = candidate
    }
  }
}

extension MiniBatchKMeans {
  /// Compares one point with every centre, four centres at a time: a single running sum would wait
  /// for each of its additions.
  func nearestTwo(to point: Span<Float>) -> NearestTwo {
    precondition(point.count == dimension && centres.count == k)
    let values = centres.values.span
    let dimension = dimension
    var nearest = NearestTwo()
    var cluster = 0
    while cluster &+ 4 <= k {
      let start = cluster &* dimension
      var (a, b, c, d) = (Float(0), Float(0), Float(0), Float(0))
      for axis in 0..<dimension {
        let value = point[unchecked: axis]
        let place = start &+ axis
        let differenceA = value - values[unchecked: place]
        let differenceB = value - values[unchecked: place &+ dimension]
        let differenceC = value - values[unchecked: place &+ 2 &* dimension]
        let differenceD = value - values[unchecked: place &+ 3 &* dimension]
        a += differenceA * differenceA
        b += differenceB * differenceB
        c += differenceC * differenceC
        d += differenceD * differenceD
      }
      nearest.offer(a, of: cluster)
      nearest.offer(b, of: cluster &+ 1)
      nearest.offer(c, of: cluster &+ 2)
      nearest.offer(d, of: cluster &+ 3)
      cluster &+= 4
    }
    while cluster < k {
      let start = cluster &* dimension
      var sum = Float(0)
      for axis in 0..<dimension {
        let difference = point[unchecked: axis] - values[unchecked: start &+ axis]
        sum += difference * difference
      }
      nearest.offer(sum, of: cluster)
      cluster &+= 1
    }
    return nearest
  }
}

extension Assignment {
  init(_ nearest: NearestTwo) {
    self.init(
      cluster: nearest.cluster,
      distance: nearest.squaredDistance.squareRoot(),
      secondDistance: nearest.secondSquaredDistance.squareRoot(),
      secondCluster: nearest.secondCluster)
  }
}
