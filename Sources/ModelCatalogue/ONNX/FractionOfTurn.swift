/// Cosine and sine of multiples of a 192nd of a turn.
///
/// Summed from their series rather than asked of the C library: libraries differ in the last bit,
/// and the digest of a converted model must not depend on where it was converted.
enum FractionOfTurn {
  /// Parts a whole turn has.
  static let parts = 192

  /// cos(2π · `part` / 192).
  static func cosine(_ part: Int) -> Double {
    let turned = ((part % parts) + parts) % parts
    let half = min(turned, parts - turned)
    return half <= parts / 4 ? quarter(half) : -quarter(parts / 2 - half)
  }

  /// sin(2π · `part` / 192).
  static func sine(_ part: Int) -> Double { cosine(part - parts / 4) }

  /// The cosine within a quarter of a turn; beyond half of that as the other angle's sine.
  private static func quarter(_ part: Int) -> Double {
    part <= parts / 8
      ? series(part, from: 0) : series(parts / 4 - part, from: 1)
  }

  /// The even (`from` 0) or odd (`from` 1) half of the exponential series of an angle of at most
  /// an eighth of a turn: the terms vanish in a `Double` before the twentieth power.
  private static func series(_ part: Int, from first: Int) -> Double {
    let angle = 2 * Double.pi * Double(part) / Double(parts)
    var term = first == 0 ? 1 : angle
    var sum = term
    for power in stride(from: first + 2, through: 20, by: 2) {
      term *= -angle * angle / Double(power * (power - 1))
      sum += term
    }
    return sum
  }
}
