extension ControlInterface {
  /// The methods with which the listener says what moods are and what belongs to them.
  static let identity = """
    # A mood that was merged into another, as it was called then.
    type MergedMood (id: int, slug: string, name: string)

    # One file of several.
    type TrackPath (path: string, path_b64: ?string)

    # The tracks of other are of mood from now on, through every forming of the moods. mood keeps its
    # id and name.
    method MergeMoods(mood: string, other: string) -> (mood: MoodInfo)

    # Makes a merged mood one of its own again, with its tracks and its name.
    method UnmergeMood(mood: string) -> (mood: MoodInfo)

    # What follows takes 500 tracks at most and fails as a whole; it tells for how many of them it
    # was anything new. A track has one pin at most. Pinning ends an exclusion from the mood, and
    # excluding ends a pin to it.

    # These tracks belong to the mood, whatever they sound like.
    method PinTracks(tracks: []TrackPath, mood: string) -> (tracks: int)

    method UnpinTracks(tracks: []TrackPath) -> (tracks: int)

    # These tracks do not belong to the mood; without one, to none, and they are in no playlist.
    method ExcludeTracks(tracks: []TrackPath, mood: ?string) -> (tracks: int)

    # Undoes ExcludeTracks for one mood, or for all.
    method IncludeTracks(tracks: []TrackPath, mood: ?string) -> (tracks: int)

    """
}
