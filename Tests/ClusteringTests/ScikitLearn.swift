import Foundation

/// What scikit-learn makes of the digits; written by Benchmarks/references/clustering.
struct ScikitLearn: Decodable {
  struct Density: Decodable {
    var radius: Double
    var minimum: Int
    /// −1 for noise.
    var labels: [Int]
  }

  struct Lloyd: Decodable {
    var inertia: Double
    var steps: Int
    var counts: [Double]
    var norm: Double
  }

  /// Two clusterings of the first 300 digits.
  var labels10: [Int]
  var labels7: [Int]
  var silhouette: Double
  var daviesBouldin: Double
  var calinskiHarabasz: Double
  var adjustedRand: Double
  var mutualInformation: Double
  var adjustedInformation: Double
  /// Of the ten clusters and a hundred groups of three that have nothing to do with them.
  var chanceInformation: Double
  var purity: Double
  var correlationRatio: Double
  /// Of all pixels, by the ten clusters.
  var explainedVariance: Double
  var hubness: Double
  var mutualProximitySum: Double
  var mutualHubness: Double
  var dbscan: Density
  /// Of all digits, from the first ten of them.
  var lloyd: Lloyd

  static func answers() throws -> ScikitLearn {
    let file = Bundle.module.bundleURL.appendingPathComponent("Resources/scikit-learn.json")
    return try JSONDecoder().decode(ScikitLearn.self, from: Data(contentsOf: file))
  }
}
