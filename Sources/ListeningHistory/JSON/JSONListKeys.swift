/// The names by which the lists of a format, and its listens, are known.
struct JSONListKeys: Sendable {
  /// The keys that lists of listens, and objects around such lists, stand under.
  private let lists: [[UInt8]]
  /// The names an object of a listen may begin with; empty when nothing in a listen is an object,
  /// so that any object is one.
  private let beginnings: [[UInt8]]

  /// The names of `format`.
  init(_ format: HistoryFormat) {
    var (lists, beginnings): ([String], [String])
    switch format {
    case .listenBrainzArray:
      lists = ["payload", "listens"]
      beginnings = [
        "inserted_at", "listened_at", "listened_at_iso", "playing_now", "recording_msid",
        "track_metadata", "user_id", "user_name",
      ]
    case .lastFMPages:
      lists = ["recenttracks", "track"]
      beginnings = [
        "@attr", "album", "artist", "date", "image", "loved", "mbid", "name", "streamable", "url",
      ]
    case .maloja:
      lists = ["scrobbles"]
      beginnings = ["duration", "origin", "time", "track"]
    default:
      lists = []
      beginnings = []
    }
    self.lists = lists.map { Array($0.utf8) }
    self.beginnings = beginnings.map { Array($0.utf8) }
  }

  /// True for a format that has lists under keys, false for one that is a bare array.
  var hasLists: Bool { !lists.isEmpty }

  /// True when a list may stand under `name`.
  func isList(_ name: [UInt8]) -> Bool { lists.contains(name) }

  /// True when a listen may begin with `name`.
  func mayBegin(_ name: [UInt8]) -> Bool { beginnings.isEmpty || beginnings.contains(name) }
}
