import ControlProtocol

extension Samples {
  static let evaluation = [
    MethodSample([EvaluateMoodsRequest()], [fullEvaluation, bareEvaluation])
  ]

  private static let fullEvaluation: EvaluateMoodsReply = {
    var labels = LabelAgreementInfo(tracks: 380, missing: 20, junk: 12, labels: 14)
    labels.purity = 0.5
    labels.commonest = 0.25
    labels.information = 0.375
    labels.adjusted = 0.125
    var reply = bareEvaluation
    reply.standing = "provisional"
    reply.verdict = ["412 tracks in 9 moods: names are provisional below 500"]
    (reply.tracks, reply.moods, reply.sampled, reply.paired) = (412, 9, 412, 300)
    (reply.silhouette, reply.daviesBouldin, reply.calinskiHarabasz) = (0.25, 1.5, 40.5)
    reply.agreement = HalfAgreementInfo(mean: 0.75, deviation: 0.125, draws: 10)
    (reply.valence, reply.arousal, reply.embedding) = (0.75, 0.625, 0.5)
    reply.hubness = 1.5
    reply.mutualHubness = 0.5
    reply.smallest = MoodSizeInfo(id: 4, slug: "dark-metal", name: "Dark metal", tracks: 3)
    reply.largest = MoodSizeInfo(id: 3, slug: "calm-ambient", name: "Calm ambient", tracks: 90)
    (reply.genre, reply.folder) = (labels, labels)
    reply.space = [
      SpaceFigureInfo(name: "explained-variance", value: 0.75, meaning: "share of the variance")
    ]
    reply.model = "musicnn-1+vibenet-1"
    return reply
  }()

  /// Of a library without tracks.
  private static let bareEvaluation = EvaluateMoodsReply(
    standing: "none", verdict: [], tracks: 0, moods: 0, sampled: 0, paired: 0, borderline: 0,
    genre: LabelAgreementInfo(tracks: 0, missing: 0, junk: 0, labels: 0),
    folder: LabelAgreementInfo(tracks: 0, missing: 0, junk: 0, labels: 0), moodSpace: "none",
    space: [SpaceFigureInfo(name: "tracks", value: nil, meaning: "tracks measured here")],
    method: "1")
}
