import ControlProtocol
import ControlTransport
import LibraryStorage
import ModelCatalogue
import MusicModel

// Which model embeds tracks, and how far it has got.
extension ControlAdapter {
  func addModels(to router: inout ControlRouter) {
    router.on(ModelsRequest.self) { _, _ async throws(ControlError) in
      ModelsReply(models: try await modelUses())
    }
    router.on(UseModelRequest.self, access: .change) { request, _ async throws(ControlError) in
      try await use(request.model)
    }
  }

  private func modelUses() async throws(ControlError) -> [ModelUse] {
    let coverage = await analysis.plan.coverage
    let heard = try await answering { () async throws(StoreError) in
      try await store.tracksHeard()
    }
    let inForce = moods.moodModel.value
    var models = status.models.embeddings().map { ($0.name, $0.version) }
    models.append((ModelCatalogue.descriptors, ModelCatalogue.descriptorsVersion))
    return models.map { name, number in
      // What it would be called cannot be told beside a manifest that makes no sense.
      let version = try? status.models.version(for: coverage, embedding: name)
      return ModelUse(
        name: name, version: number, embeds: status.models.embedding.value == name,
        moods: version.map { $0.networks == inForce?.networks } ?? false,
        tracks: version.flatMap { heard[$0] } ?? 0)
    }
  }

  private func use(_ name: String) async throws(ControlError) -> UseModelReply {
    try requireRoom()
    let former = status.models.choice.value
    do throws(ModelError) {
      try await status.models.use(name)
      guard choice.keep(name) else {
        try await status.models.use(former)
        throw ModelError(.fileSystem, "the choice cannot be kept: \(state) cannot be written")
      }
      if name != former { try await analysis.useChosenModel() }
    } catch {
      switch error.code {
      case .unknownModel, .manifest, .notInstalled:
        throw .invalidRequest(reason: "\(error)")
      default: throw .failed(reason: "\(error)")
      }
    }
    await journal.note(.health)
    let model = await analysis.plan.model
    let (heard, tracks) = try await answering { () async throws(StoreError) in
      try await store.heard(by: model)
    }
    return UseModelReply(model: name, embedded: heard, tracks: tracks)
  }
}
