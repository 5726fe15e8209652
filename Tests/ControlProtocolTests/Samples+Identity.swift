import ControlProtocol

extension Samples {
  private static let odd = [TrackPath(bytePath)]
  private static let plain = [TrackPath(path)]

  /// The methods with which the listener says what belongs where.
  static let identity = [
    MethodSample([MergeMoodsRequest(mood: "3", other: "4")], [MoodReply(mood: mood)]),
    MethodSample([UnmergeMoodRequest(mood: "4")], [MoodReply(mood: mood)]),
    MethodSample(
      [PinTracksRequest(tracks: odd, mood: "3"), PinTracksRequest(tracks: plain, mood: "3")],
      [SaidOfTracksReply(tracks: 2)]),
    MethodSample(
      [UnpinTracksRequest(tracks: odd), UnpinTracksRequest(tracks: plain)],
      [SaidOfTracksReply(tracks: 2)]),
    MethodSample(
      [ExcludeTracksRequest(tracks: odd, mood: "calm"), ExcludeTracksRequest(tracks: plain)],
      [SaidOfTracksReply(tracks: 2)]),
    MethodSample(
      [IncludeTracksRequest(tracks: odd, mood: "calm"), IncludeTracksRequest(tracks: plain)],
      [SaidOfTracksReply(tracks: 2)]),
  ]
}
