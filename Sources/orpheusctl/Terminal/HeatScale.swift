/// Shares as colours: dark violet for little, over blue and green, to yellow for nearly all.
///
/// Foreground and background are both set, so that a cell reads the same on dark and on light
/// terminals. The colours are the nearest in xterm's palette of 256 to viridis (van der Walt and
/// Smith 2015), whose lightness grows evenly and which people who see few colours can follow.
enum HeatScale {
  /// Numbers of the palette.
  private static let backgrounds = [54, 25, 31, 36, 71, 113, 148, 220]
  private static let white = 231
  private static let black = 16

  /// How many steps there are.
  static var count: Int { backgrounds.count }

  /// The step of a share of 0…1, or nil for one that rounds to 0 %.
  static func step(_ share: Double) -> Int? {
    guard share >= 0.005 else { return nil }
    // Most shares among many moods are small: the root spreads them over the scale.
    return min(count - 1, Int(min(share, 1).squareRoot() * Double(count)))
  }

  /// The parameters of ECMA-48 “select graphic rendition” for a step.
  static func code(_ step: Int) -> String {
    let step = min(max(step, 0), count - 1)
    return "48;5;\(backgrounds[step]);38;5;\(step < 2 ? white : black)"
  }
}
