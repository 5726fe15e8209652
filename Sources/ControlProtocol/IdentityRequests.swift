// What the listener says about moods and tracks, and what the daemon answers.

/// `MergeMoods(mood, other) -> …`: the tracks of `other` are of `mood` from now on.
package struct MergeMoodsRequest: ControlRequest {
  package typealias Reply = MoodReply
  package static let method = "MergeMoods"

  /// The mood that stays: an id, a slug or a name.
  package var mood: String
  /// The mood that becomes part of it.
  package var other: String

  /// Asks to join `other` to `mood`.
  package init(mood: String, other: String) {
    self.mood = mood
    self.other = other
  }
}

/// `UnmergeMood(mood) -> …`: undoes a merge.
package struct UnmergeMoodRequest: ControlRequest {
  package typealias Reply = MoodReply
  package static let method = "UnmergeMood"

  /// The merged mood: an id, or the slug or name it had.
  package var mood: String

  /// Asks that `mood` be a mood of its own again.
  package init(mood: String) { self.mood = mood }
}

/// A path among several.
package struct TrackPath: Codable, Sendable, Hashable {
  /// The file's path as text.
  package var path: String
  /// The file's path as bytes, where the text cannot hold them; see ``WirePath``.
  package var pathBase64: String?

  /// Names the file at `path`.
  package init(_ path: WirePath) {
    self.path = path.text
    self.pathBase64 = path.base64
  }

  enum CodingKeys: String, CodingKey {
    case path
    case pathBase64 = "path_b64"
  }
}

/// What saying something about tracks comes to.
package struct SaidOfTracksReply: Codable, Sendable, Hashable {
  /// For how many of the tracks it was anything new.
  package var tracks: Int

  /// Wraps the number.
  package init(tracks: Int) { self.tracks = tracks }
}

/// `PinTracks(tracks, mood) -> …`: these tracks always belong to the mood.
package struct PinTracksRequest: ControlRequest {
  package typealias Reply = SaidOfTracksReply
  package static let method = "PinTracks"

  /// The files, 500 at most.
  package var tracks: [TrackPath]
  /// An id, a slug or a name.
  package var mood: String

  /// Asks to pin `tracks` to `mood`.
  package init(tracks: [TrackPath], mood: String) {
    self.tracks = tracks
    self.mood = mood
  }
}

/// `UnpinTracks(tracks) -> …`: these tracks are placed by their sound again.
package struct UnpinTracksRequest: ControlRequest {
  package typealias Reply = SaidOfTracksReply
  package static let method = "UnpinTracks"

  /// The files, 500 at most.
  package var tracks: [TrackPath]

  /// Asks to let go of `tracks`.
  package init(tracks: [TrackPath]) { self.tracks = tracks }
}

/// `ExcludeTracks(tracks, mood) -> …`: these tracks never belong to the mood, or to any.
package struct ExcludeTracksRequest: ControlRequest {
  package typealias Reply = SaidOfTracksReply
  package static let method = "ExcludeTracks"

  /// The files, 500 at most.
  package var tracks: [TrackPath]
  /// An id, a slug or a name; nil for all moods there are and will be.
  package var mood: String?

  /// Asks to keep `tracks` out of `mood`.
  package init(tracks: [TrackPath], mood: String? = nil) {
    self.tracks = tracks
    self.mood = mood
  }
}

/// `IncludeTracks(tracks, mood) -> …`: undoes `ExcludeTracks`.
package struct IncludeTracksRequest: ControlRequest {
  package typealias Reply = SaidOfTracksReply
  package static let method = "IncludeTracks"

  /// The files, 500 at most.
  package var tracks: [TrackPath]
  /// The mood they may be in again; nil for all.
  package var mood: String?

  /// Asks to let `tracks` back into `mood`.
  package init(tracks: [TrackPath], mood: String? = nil) {
    self.tracks = tracks
    self.mood = mood
  }
}

/// A mood that was merged into another.
package struct MergedMoodInfo: Codable, Sendable, Hashable {
  /// The mood's number, which `UnmergeMood` takes.
  package var id: Int
  /// The handle it had.
  package var slug: String
  /// The name it had.
  package var name: String

  /// Gathers one mood.
  package init(id: Int, slug: String, name: String) {
    self.id = id
    self.slug = slug
    self.name = name
  }
}
