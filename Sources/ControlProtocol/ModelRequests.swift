// Which model embeds tracks: what clients ask and what they are answered.

/// `Models() -> …`: the models that can embed tracks.
package struct ModelsRequest: ControlRequest {
  package typealias Reply = ModelsReply
  package static let method = "Models"

  /// A request without parameters.
  package init() {}
}

/// What `Models` answers.
package struct ModelsReply: Codable, Sendable, Hashable {
  /// By name.
  package var models: [ModelUse]

  /// Gathers the models.
  package init(models: [ModelUse]) { self.models = models }
}

/// What is made of a model that can embed tracks.
package struct ModelUse: Codable, Sendable, Hashable {
  package var name: String
  package var version: Int
  /// True for the model that is chosen.
  package var embeds: Bool
  /// True for the model that the moods go by: another one until the chosen has embedded enough.
  package var moods: Bool
  /// How many tracks of the library it has embedded, hearing as much of each as now.
  package var tracks: Int

  /// Gathers one model.
  package init(name: String, version: Int, embeds: Bool, moods: Bool, tracks: Int) {
    self.name = name
    self.version = version
    self.embeds = embeds
    self.moods = moods
    self.tracks = tracks
  }
}

/// `UseModel(model) -> …`: has another model embed tracks.
package struct UseModelRequest: ControlRequest {
  package typealias Reply = UseModelReply
  package static let method = "UseModel"

  package var model: String

  /// Chooses the model called so.
  package init(model: String) { self.model = model }
}

/// What `UseModel` answers.
package struct UseModelReply: Codable, Sendable, Hashable {
  package var model: String
  /// How many of the tracks it has embedded already.
  package var embedded: Int
  /// How many tracks there are to embed in all.
  package var tracks: Int

  /// Gathers the reply.
  package init(model: String, embedded: Int, tracks: Int) {
    self.model = model
    self.embedded = embedded
    self.tracks = tracks
  }
}
