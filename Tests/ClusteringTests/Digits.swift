import Clustering

/// 1,797 handwritten digits of 8 × 8 pixels, values 0…16: the set scikit-learn ships, so that its
/// answers can be compared with ours.
///
/// Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, 1998, UCI Machine Learning
/// Repository, CC BY 4.0. One line a digit and one base-17 numeral a pixel, written by:
///
///     from sklearn.datasets import load_digits
///     for row in load_digits().data:
///         print("".join("0123456789abcdefg"[int(v)] for v in row))
enum Digits {
  static let pixels = 64

  /// All 1,797 digits.
  static let all = points(upTo: .max)

  /// The first `count` digits, in the set's order.
  static func points(upTo count: Int) -> PointMatrix {
    rows(0..<min(count, lines.count))
  }

  /// The digits `range`.
  static func rows(_ range: Range<Int>) -> PointMatrix {
    var points = PointMatrix(dimension: pixels)
    for line in lines[range] {
      points.append(line.utf8.map { Float($0 < 0x3a ? $0 - 0x30 : $0 - 0x61 + 10) })
    }
    return points
  }

  private static let lines = digitsRows.split(separator: "\n")
}
