extension ControlInterface {
  /// The method about the quality of the moods.
  static let evaluation = """
    # tracks: tracks with a label; missing and junk: without one, and with one that says nothing
    # (Other, Unknown, a number). commonest: the share of the commonest label, which is the purity of
    # moods that are not about the labels at all. information: normalised mutual information, which
    # rises with the number of labels; adjusted: the same beyond chance.
    type LabelAgreement (
      tracks: int,
      missing: int,
      junk: int,
      labels: int,
      purity: ?float,
      commonest: ?float,
      information: ?float,
      adjusted: ?float
    )

    # mean and deviation of the adjusted Rand index, over so many draws.
    type HalfAgreement (mean: float, deviation: ?float, draws: int)

    type MoodSize (id: int, slug: string, name: string, tracks: int)

    # A figure about the mood space and what it means.
    type SpaceFigure (name: string, value: ?float, meaning: string)

    # How well the moods hold. standing: none (nothing to judge), provisional, doubtful or sound;
    # verdict: why, in sentences. A figure that is not defined is absent. sampled tracks, drawn at
    # random, were looked at for the geometry and the halves, paired of them for silhouette and
    # hubness; mutualHubness, by mutual proximity, only where that exceeds 1. valence, arousal,
    # embedding: eta squared. borderline: tracks half-way between two moods. model made the analyses, method is the version of the figures.
    method EvaluateMoods() -> (
      standing: string,
      verdict: []string,
      tracks: int,
      moods: int,
      sampled: int,
      paired: int,
      silhouette: ?float,
      daviesBouldin: ?float,
      calinskiHarabasz: ?float,
      agreement: ?HalfAgreement,
      valence: ?float,
      arousal: ?float,
      embedding: ?float,
      hubness: ?float,
      mutualHubness: ?float,
      smallest: ?MoodSize,
      largest: ?MoodSize,
      borderline: int,
      genre: LabelAgreement,
      folder: LabelAgreement,
      moodSpace: string,
      space: []SpaceFigure,
      model: ?string,
      method: string
    )

    """
}
