import MusicModel

extension ListeningContext {
  /// As a sentence says it: `weekday evenings`.
  var words: String { "\(isWeekend ? "weekend" : "weekday") \(daypart.name)s" }

  /// The words for a context as the daemon names it; a name that is not known stands for itself.
  static func words(for name: String) -> String {
    ListeningContext(name)?.words ?? name.printable
  }
}
