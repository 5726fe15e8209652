import ControlProtocol
import ControlTransport
import LibraryStorage
import MoodModel
import MusicModel

// How well the moods hold.
extension ControlAdapter {
  func addEvaluation(to router: inout ControlRouter) {
    router.on(EvaluateMoodsRequest.self, effort: .long) { _, _ async throws(ControlError) in
      let outcome = try await answering { () async throws(StoreError) in
        try await evaluation.evaluate()
      }
      switch outcome {
      case .measured(let evaluation):
        return EvaluateMoodsReply(evaluation, moodSpace: moods.spaceOrigin.value)
      case .unsettled:
        throw .failed(reason: "the moods are being formed anew just now; ask again in a minute")
      // The client has gone and reads nothing.
      case .cancelled: throw .failed(reason: "the daemon is stopping")
      }
    }
  }
}

extension EvaluateMoodsReply {
  /// As it travels, with the verdict.
  fileprivate init(_ evaluation: EvaluationService.Evaluation, moodSpace: String) {
    let figures = evaluation.figures
    let verdict = MoodVerdict(figures)
    self.init(
      standing: verdict.standing.rawValue, verdict: verdict.sentences, tracks: figures.trackCount,
      moods: figures.moodCount, sampled: figures.sampleCount, paired: figures.pairedCount,
      borderline: figures.borderCount, genre: LabelAgreementInfo(figures.genre),
      folder: LabelAgreementInfo(figures.folder), moodSpace: moodSpace,
      space: evaluation.space.map {
        // JSON has no text for what is no number.
        SpaceFigureInfo(
          name: $0.name, value: $0.value.flatMap { $0.isFinite ? $0 : nil }, meaning: $0.meaning)
      }, method: MoodFigures.version)
    silhouette = figures.silhouette
    daviesBouldin = figures.daviesBouldin
    calinskiHarabasz = figures.calinskiHarabasz
    agreement = figures.agreement.map {
      HalfAgreementInfo(mean: $0.mean, deviation: $0.deviation, draws: $0.draws)
    }
    valence = figures.valence
    arousal = figures.arousal
    embedding = figures.embedding
    hubness = figures.hubness
    mutualHubness = figures.mutualHubness
    // Of equally large ones always the same.
    let sizes = figures.sizes.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    smallest = sizes.first.flatMap { MoodSizeInfo($0, evaluation.moods) }
    largest = sizes.last.flatMap { MoodSizeInfo($0, evaluation.moods) }
    model = evaluation.model?.rawValue
  }
}

extension LabelAgreementInfo {
  /// As it travels.
  fileprivate init(_ agreement: LabelAgreement) {
    self.init(
      tracks: agreement.trackCount, missing: agreement.missingCount, junk: agreement.junkCount,
      labels: agreement.labelCount)
    purity = agreement.purity
    commonest = agreement.commonest
    information = agreement.information
    adjusted = agreement.adjusted
  }
}

extension MoodSizeInfo {
  /// A mood and its tracks; nil for one that is gone.
  fileprivate init?(_ size: (key: Int, value: Int), _ moods: [Int: Mood]) {
    guard let mood = moods[size.key] else { return nil }
    self.init(id: size.key, slug: mood.slug, name: mood.name, tracks: size.value)
  }
}
