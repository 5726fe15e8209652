/// The interface the daemon serves, in the Varlink interface definition language.
///
/// The text is what `org.varlink.service.GetInterfaceDescription` answers; the structures in
/// `Requests.swift` and `Replies.swift` are its Swift side, and a test holds the two together.
package enum ControlInterface {
  /// The name clients prefix every method with.
  package static let name = "org.orpheus.Control"

  /// The version of the interface: raised by one with every incompatible change.
  package static let version = 1

  /// The interface definition.
  package static let description = """
    # Orpheus: moods of a music library. Interface version \(version).
    # A path that is not valid UTF-8 travels in path_b64 as well, base64 of its bytes.
    interface org.orpheus.Control

    type Root (path: string, path_b64: ?string, kind: string, tracks: int, state: string)

    type Model (name: string, version: string, state: string)

    type MoodReference (id: int, slug: string, name: string, confidence: float)

    type Affect (
      acousticness: float,
      danceability: float,
      energy: float,
      instrumentalness: float,
      liveness: float,
      speechiness: float,
      valence: float
    )

    # state: pending, analysed, failed, quarantined, skipped or missing. tags and embedding are
    # given by Track alone, embedding only when asked for.
    type TrackInfo (
      path: string,
      path_b64: ?string,
      title: ?string,
      artist: ?string,
      album: ?string,
      seconds: ?float,
      state: string,
      reason: ?string,
      mood: ?MoodReference,
      valence: ?float,
      arousal: ?float,
      affect: ?Affect,
      tags: ?[string]float,
      loudness: ?float,
      embedding: ?[]float,
      model: ?string
    )

    type MoodInfo (
      id: int,
      slug: string,
      name: string,
      tracks: int,
      valence: float,
      arousal: float,
      tags: []string,
      exemplars: []string
    )

    type PlaylistEntry (
      path: string,
      path_b64: ?string,
      title: ?string,
      artist: ?string,
      seconds: ?float
    )

    # analyses counts the inferences run since the database was made. moodSpace says whose music the
    # mood space was fitted on: library, shipped (a small library) or none. health is ok or degraded;
    # degraded says why, a sentence each, with the remedy. activity: scanning, analysing, paused or
    # idle. generation is raised by one with every change a subscriber may want to see.
    method Status() -> (
      version: string,
      tracks: int,
      pending: int,
      failed: int,
      quarantined: int,
      skipped: int,
      analyses: int,
      moods: int,
      moodSpace: string,
      health: string,
      degraded: []string,
      overflows: int,
      models: []Model,
      roots: []Root,
      activity: string,
      workers: int,
      generation: int
    )

    method Moods() -> (moods: []MoodInfo)

    # mood: an id, a slug or a name.
    method Mood(mood: string) -> (mood: MoodInfo)

    method RenameMood(mood: string, name: string) -> (mood: MoodInfo)

    # At most 500 rows a reply; cursor continues where the last reply ended and is absent at the end.
    method Tracks(mood: ?string, state: ?string, limit: ?int, cursor: ?string) -> (
      tracks: []TrackInfo,
      cursor: ?string
    )

    method Track(path: string, path_b64: ?string, embedding: ?bool) -> (track: TrackInfo)

    # The tracks of one mood, most typical first.
    method Playlist(mood: string, limit: ?int, cursor: ?string) -> (
      mood: MoodInfo,
      entries: []PlaylistEntry,
      cursor: ?string
    )

    # Returns when everything that happened in the file system before the call has been committed or
    # has a recorded outcome. seconds bounds the wait.
    method Sync(seconds: ?float) -> ()

    # Looks at every file again, below path or everywhere.
    method Rescan(path: ?string, path_b64: ?string) -> ()

    method Pause() -> ()

    method Resume() -> ()

    # Streams changes (call with more). topics: any of library, moods, health; all when absent. The
    # first reply tells the present generation; with since, a reply comes at once when anything has
    # changed after that generation, and fresh says that it is not of this run of the daemon.
    method Monitor(topics: ?[]string, since: ?int) -> (
      generation: int,
      topics: []string,
      fresh: bool
    )

    error MoodNotFound (mood: string, nearest: ?string)
    error TrackNotFound (path: string)
    error InvalidRequest (reason: string)
    error NotPermitted (reason: string)
    error LimitExceeded (limit: string)
    error TimedOut (pending: int)
    error Failed (reason: string)
    """
}
