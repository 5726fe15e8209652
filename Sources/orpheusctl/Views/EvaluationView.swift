import ControlProtocol

/// `orpheusctl evaluate --transitions` for people: how well what comes next is foreseen.
struct EvaluationView {
  var reply: EvaluateTransitionsReply

  /// With fewer steps than this one more or less of them moves the figures visibly.
  private static let fewSteps = 50

  /// The table with how to read it, or a sentence when there is nothing to measure on.
  func render(for terminal: Terminal) -> String {
    let training = Quantity.count(reply.trainingSteps, "step")
    guard reply.testSteps > 0, reply.trainingSteps > 0 else {
      return Paragraph.wrap(
        "too little history to measure: \(training) to learn from and "
          + "\(Quantity.grouped(reply.testSteps)) to foresee, a step being one play of known mood "
          + "after another in a session", lead: "", width: terminal.width)
    }
    var text = Paragraph.wrap(
      "The mood of the next play, foreseen for \(Quantity.count(reply.testSteps, "step")) after "
        + "learning from the \(training) before them.", lead: "", width: terminal.width)
    text += "\n" + table.render(for: terminal)
    for remark in [Self.reading, verdict].compactMap(\.self) {
      text += "\n" + Paragraph.wrap(remark, lead: "", width: terminal.width)
    }
    return text
  }

  private static let reading =
    "Log-loss, in nats, says how surprising what came was: lower is better. Hit@1 and hit@3 say how "
    + "often it was the first guess or among the first three, MRR is the mean of 1/rank: higher is "
    + "better."

  private var table: TextTable {
    var table = TextTable(columns: [
      .init("FORECAST"), .init("LOG-LOSS", .right), .init("HIT@1", .right), .init("HIT@3", .right),
      .init("MRR", .right), .init("", minimum: 8),
    ])
    let forecasts = [
      ("learned", reply.learned, "what tends to follow, as learned"),
      ("stay", reply.stay, "the mood stays"),
      ("unigram", reply.unigram, "moods come as often as they always do"),
    ]
    let best = forecasts.map(\.1.logLoss).min()
    table.rows = forecasts.map { name, scores, words in
      [
        StyledText(name, .bold),
        StyledText(
          Quantity.decimal(scores.logLoss, places: 3), scores.logLoss == best ? .good : .plain),
        StyledText(Quantity.percent(scores.hit1)), StyledText(Quantity.percent(scores.hit3)),
        StyledText(Quantity.decimal(scores.mrr, places: 3)), StyledText(words, .dim),
      ]
    }
    return table
  }

  private var verdict: String? {
    let baseline = min(reply.stay.logLoss, reply.unigram.logLoss)
    let gain = baseline - reply.learned.logLoss
    guard gain.isFinite else { return nil }
    let few =
      reply.testSteps < Self.fewSteps
      ? " With so few steps that may be chance: more history makes it certain." : ""
    guard Quantity.decimal(gain.magnitude, places: 3) != "0.000" else {
      return "What was learned is as good as the better of the other two." + few
    }
    let nats = "\(Quantity.decimal(gain.magnitude, places: 3)) nats a step"
    return gain > 0
      ? "What was learned beats the better of the other two by \(nats).\(few)"
      : "What was learned is behind the better of the other two by \(nats).\(few)"
  }
}
