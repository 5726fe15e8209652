import ControlProtocol

extension Samples {
  /// The methods about the models that embed tracks.
  static let models = [
    MethodSample(
      [ModelsRequest()],
      [
        ModelsReply(
          models: [
            ModelUse(name: "yamnet", version: 1, embeds: true, moods: false, tracks: 3)
          ])
      ]),
    MethodSample(
      [UseModelRequest(model: "yamnet")], [UseModelReply(model: "yamnet", embedded: 3, tracks: 9)]),
  ]
}
