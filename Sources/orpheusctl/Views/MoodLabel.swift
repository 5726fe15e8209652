import ControlProtocol

/// Whatever refers to a mood by its handle and its name.
protocol MoodLabelled {
  var slug: String { get }
  var name: String { get }
}

extension MoodLabelled {
  /// The handle to type, preceded by the name when the listener chose one:
  /// `calm-ambient`, or `Sunday morning (calm-ambient)`.
  var label: String {
    // A name that was not chosen is the slug with capitals and spaces.
    let plain = name.lowercased().map { $0 == " " ? "-" : $0 }
    return String(plain) == slug ? slug : "\(name) (\(slug))"
  }
}

extension MoodInfo: MoodLabelled {}
extension MoodShareInfo: MoodLabelled {}
extension NextMoodInfo: MoodLabelled {}
extension TransitionRowInfo: MoodLabelled {}
