import MusicModel

/// Where a mood lies for the purpose of giving it a name: between where it lies absolutely and where
/// it lies seen from the middle of the library.
///
/// Absolute valence cannot be trusted all the way. In a library of orchestral music every mood has a
/// negative one, and names by it alone are "gloomy", "sad" and "bleak" for what differs as lament,
/// march and dance do. The library's mean is partly the listener's taste and partly the models' bias;
/// half of it counts as bias for valence, a quarter for arousal.
struct NamingPlace: Hashable {
  /// As it is shown.
  let absolute: ValenceArousal
  /// Seen from the middle of the library.
  let relative: ValenceArousal
  /// What the adjective is chosen by.
  let point: ValenceArousal

  /// How much of the library's mean is taken off.
  private static let share: (valence: Float, arousal: Float) = (0.5, 0.25)

  /// The place of a mood in a library with its middle at `centre`.
  init(_ position: ValenceArousal, in centre: ValenceArousal) {
    absolute = position
    relative = position.relative(to: centre)
    point = ValenceArousal(
      valence: Self.between(position.valence, centre.valence, Self.share.valence),
      arousal: Self.between(position.arousal, centre.arousal, Self.share.arousal))
  }

  /// 0 where the two views disagree about the sign: neither may then be claimed.
  private static func between(_ value: Float, _ centre: Float, _ share: Float) -> Float {
    let shifted = value - share * centre
    return abs(value) > MoodAdjective.neutral && shifted * value < 0 ? 0 : shifted
  }
}
