import Foundation
import Testing

/// What the two networks say about 20 real tracks, computed independently of Orpheus over the
/// whole of each file (NumPy front ends, soxr, ONNX Runtime).
struct Reference: Decodable {
  struct Track: Decodable {
    var package: String
    var path: String
    var tags: [Float]
    var penultimate: [Float]
    /// VibeNet averaged over 30-second windows.
    var affectWindows: [String: Float]

    enum CodingKeys: String, CodingKey {
      case package, path, tags, penultimate
      case affectWindows = "affect_windows"
    }
  }

  var tagOrder: [String]
  var tracks: [Track]

  enum CodingKeys: String, CodingKey {
    case tracks
    case tagOrder = "tag_order"
  }

  static func load() throws -> Reference {
    let file = try #require(
      Bundle.module.url(forResource: "music", withExtension: "json", subdirectory: "Resources"))
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }
}

/// The cosine of the angle between two vectors of one length.
func cosine(_ a: [Float], _ b: [Float]) -> Float {
  var product: Float = 0
  var squares: (Float, Float) = (0, 0)
  for (x, y) in zip(a, b) {
    product += x * y
    squares.0 += x * x
    squares.1 += y * y
  }
  return product / (squares.0 * squares.1).squareRoot()
}
