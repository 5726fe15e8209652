import ControlProtocol
import FoundationEssentials
import SystemPackage
import Testing

/// A request and a reply of one method, encoded as they travel: once with every member there is,
/// once with only those that must be there.
struct MethodSample: Sendable, CustomTestStringConvertible {
  let interface: String
  let method: String
  let parameters: [Data]
  let replies: [Data]

  var testDescription: String { "\(interface).\(method)" }

  /// Samples in the order full, bare; one stands for both where nothing is optional.
  init<Request: ControlRequest>(_ requests: [Request], _ replies: [Request.Reply]) {
    interface = Request.interface
    method = Request.method
    parameters = requests.map(Self.json)
    self.replies = replies.map(Self.json)
  }

  private static func json(_ value: some Encodable) -> Data {
    // A sample that does not encode shows up as a reply without members.
    (try? JSONEncoder().encode(value)) ?? Data("{}".utf8)
  }
}

enum Samples {
  /// A path that needs `path_b64`.
  static let path = WirePath("/music/caf\u{E9}")
  static let bytePath: WirePath = {
    let bytes: [UInt8] = Array("/music/caf".utf8) + [0xE9]
    return WirePath(text: "", base64: Data(bytes).base64EncodedString()) ?? path
  }()

  static let mood = MoodInfo(
    id: 3, slug: "calm-ambient", name: "Calm ambient", tracks: 12, valence: 0.25, arousal: -0.5,
    tags: ["ambient"], exemplars: ["/music/a.ogg"],
    merged: [MergedMoodInfo(id: 4, slug: "soft-piano", name: "Soft piano")], pinned: 2)

  static let track: TrackInfo = {
    var track = TrackInfo(path: bytePath, state: "analysed")
    track.title = "Title"
    track.artist = "Artist"
    track.album = "Album"
    track.seconds = 61.5
    track.reason = "none"
    track.mood = MoodReference(id: 3, slug: "calm-ambient", name: "Calm ambient", confidence: 0.75)
    track.valence = 0.5
    track.arousal = -0.25
    track.affect = [
      "acousticness": 0.5, "danceability": 0.5, "energy": 0.5, "instrumentalness": 0.5,
      "liveness": 0.5, "speechiness": 0.5, "valence": 0.5,
    ]
    track.tags = ["ambient": 0.75]
    track.loudness = -14.5
    track.loudnessRange = 6.5
    track.sound = SoundInfo(
      key: "A minor", mode: -0.5, tempo: 120.5, onsets: 4.5, brightness: 1300.5, dynamics: 3.5)
    let moments = MomentsInfo(mean: 0.5, deviation: 0.25)
    track.sound?.spectrum = SpectrumInfo(
      centroid: moments, rollOff: moments, flatness: moments, flux: moments,
      zeroCrossings: moments, cepstrum: [moments])
    track.relativeValence = 0.25
    track.relativeArousal = -0.5
    track.embedding = [0.5, -0.5]
    track.model = "1"
    track.pinned = "calm-ambient"
    track.excluded = ["dark-metal"]
    track.excludedFromAll = false
    track.start = 0.5
    track.end = 62.5
    track.copyOf = "/music/other.mp3"
    return track
  }()

  static let entry: PlaylistEntry = {
    var entry = PlaylistEntry(path: bytePath, title: "t", artist: "a", seconds: 1.5)
    entry.section = 3
    entry.start = 0.5
    entry.end = 2.5
    return entry
  }()

  static let bareTrack = TrackInfo(path: path, state: "pending")

  static let status = StatusReply(
    version: "1.0", tracks: 5, pending: 1, failed: 1, quarantined: 1, skipped: 1, analyses: 9,
    moods: 2, moodSpace: "shipped", degraded: ["a model is missing"], overflows: 0,
    models: [ModelInfo(name: "musicnn", version: "1", state: "ready")],
    roots: [RootInfo(path: bytePath, kind: "history", tracks: 0, listens: 9, state: "watching")],
    activity: "idle", paused: "on battery", workers: 0, listens: 9, matched: 8, generation: 7,
    storage: "full", backup: 1_700_000_000, checked: 1_700_000_000, unread: 1)

  static let bareStatus = StatusReply(
    version: "1.0", tracks: 0, pending: 0, failed: 0, quarantined: 0, skipped: 0, analyses: 0,
    moods: 0, moodSpace: "none", degraded: [], overflows: 0, models: [],
    roots: [RootInfo(path: path, kind: "music", tracks: 0, state: "scanning")],
    activity: "scanning", workers: 0, generation: 1)

  /// The methods about the library and the daemon itself.
  private static let library = [
    MethodSample([StatusRequest()], [status, bareStatus]),
    MethodSample(
      [MoodsRequest(limit: 10, cursor: "x"), MoodsRequest()],
      [MoodsReply(moods: [mood], cursor: "y"), MoodsReply(moods: [mood])]),
    MethodSample([MoodRequest(mood: "calm-ambient")], [MoodReply(mood: mood)]),
    MethodSample(
      [ExplainMoodRequest(mood: "calm-ambient")],
      [
        ExplainMoodReply(mood: mood, explanation: explanation),
        ExplainMoodReply(mood: mood, explanation: bareExplanation),
      ]),
    MethodSample([RenameMoodRequest(mood: "3", name: "Rain")], [MoodReply(mood: mood)]),
    MethodSample(
      [TracksRequest(mood: "3", state: "analysed", limit: 10, cursor: "x"), TracksRequest()],
      [
        TracksReply(tracks: [track], cursor: "y"), TracksReply(tracks: [bareTrack], cursor: nil),
      ]),
    MethodSample(
      [TrackRequest(path: bytePath, embedding: true), TrackRequest(path: path)],
      [TrackReply(track: track), TrackReply(track: bareTrack)]),
    MethodSample(
      [PlaylistRequest(mood: "3", limit: 10, cursor: "x"), PlaylistRequest(mood: "3")],
      [
        PlaylistReply(
          mood: mood,
          entries: [entry],
          cursor: "y"),
        PlaylistReply(
          mood: mood, entries: [PlaylistEntry(path: path, title: nil, artist: nil, seconds: nil)],
          cursor: nil),
      ]),
    MethodSample([SyncRequest(seconds: 1.5), SyncRequest()], [EmptyReply()]),
    MethodSample(
      [RefitMoodsRequest()], [RefitMoodsReply(moodSpace: "library", tracks: 900, moods: 12)]),
    MethodSample([RescanRequest(path: bytePath), RescanRequest()], [EmptyReply()]),
    MethodSample([RetryRequest(path: bytePath), RetryRequest()], [RetryReply(tracks: 3)]),
    MethodSample([PauseRequest()], [EmptyReply()]),
    MethodSample([ResumeRequest()], [EmptyReply()]),
    MethodSample(
      [MonitorRequest(topics: ["moods"], since: 4), MonitorRequest()],
      [MonitorReply(generation: 5, topics: ["moods"], fresh: false)]),
    MethodSample(
      [GetInfoRequest()],
      [GetInfoReply(vendor: "v", product: "p", version: "1", url: "u", interfaces: ["i"])]),
    MethodSample(
      [GetInterfaceDescriptionRequest(interface: "i")],
      [GetInterfaceDescriptionReply(description: "d")]),
  ]

  static let methods = library + listening + evaluation + identity + upkeep + models

  static let errors: [ControlError] = [
    .moodNotFound(mood: "clam", nearest: "calm"), .moodNotFound(mood: "clam", nearest: nil),
    .trackNotFound(path: "/a"), .invalidRequest(reason: "r"), .notPermitted(reason: "r"),
    .limitExceeded(limit: "l"), .timedOut(pending: 3), .failed(reason: "r"),
    .interfaceNotFound(interface: "i"), .methodNotFound(method: "m"),
    .methodNotImplemented(method: "m"), .invalidParameter(parameter: "p"),
  ]
}
