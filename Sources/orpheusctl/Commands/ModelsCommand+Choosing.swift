import ArgumentParser
import ControlProtocol
import ControlTransport
import Foundation
import ModelCatalogue
import MusicModel
import SystemPackage
import WorkerProtocol

// Models of the listener's own, and which one embeds.

extension ModelsCommand {
  /// `orpheusctl models add`
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Add a model of your own: an ONNX file described by a manifest.",
      discussion: """
        The file lies beside the manifest, which names it and its SHA-256 digest. Both are checked \
        and copied to the other models; then the model is tried on a short sound, in the same \
        sandbox that music files are read in. Add it, then: orpheusctl models use NAME.
        """)

    @Argument(help: "The manifest, a TOML file.", completion: .file(extensions: ["toml"]))
    var manifest: PathArgument

    @OptionGroup var output: OutputOptions

    func run() async throws {
      let console = Console.current
      let catalogue = ModelsCommand.catalogue(console)
      let addition = try ModelAddition(manifest: manifest.absolute(in: console.environment))
      let name = addition.manifest.name
      let wasThere = (try? catalogue.installed(named: name))?.state == .ready
      try addition.install(into: catalogue)
      let rehearsal: ModelRehearsal
      do {
        rehearsal = try ModelTrial().run(name)
        try Self.check(rehearsal, addition.manifest)
      } catch {
        // What does not run is not left for the daemon to stumble over.
        if !wasThere { try? ModelAddition.remove(name, from: catalogue) }
        throw CommandFailure(
          message: "\(name) was not added: \(ErrorReport(error).message)")
      }
      try output.write(
        AdditionDocument(name: name, rehearsal: rehearsal), to: console,
        text: Self.words(addition.manifest, rehearsal))
    }

    private static func check(_ rehearsal: ModelRehearsal, _ manifest: ModelManifest) throws {
      guard rehearsal.model.rawValue.hasPrefix(manifest.versionedName + "+") else {
        throw CommandFailure(
          message: "another manifest called \(manifest.name) comes before this one")
      }
    }

    private static func words(_ manifest: ModelManifest, _ rehearsal: ModelRehearsal) -> String {
      let tags = rehearsal.tags == 0 ? "" : ", \(Quantity.count(rehearsal.tags, "tag"))"
      let milliseconds = Quantity.decimal(rehearsal.secondsAPatch * 1000, places: 1)
      return """
        \(manifest.title) (\(manifest.licence.name)) runs: \(rehearsal.dimensions) dimensions\(tags); \
        \(milliseconds) ms for \(Quantity.decimal(rehearsal.patchSeconds, places: 2)) s of sound
        use it with: orpheusctl models use \(manifest.name)

        """
    }
  }

  /// `orpheusctl models use`
  struct Use: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "use",
      abstract: "Have another model embed the library.",
      discussion: """
        Every track is embedded anew in the background; what the old model said is kept, so that \
        the way back is short. The moods stay as they are until the new model has done nine tenths \
        of the library. Then they are formed from its embeddings alone, and keep their names where \
        their tracks agree. `orpheusctl sync` waits for the end.
        """)

    @Argument(help: "The model.", completion: .model)
    var name: String

    @OptionGroup var client: ClientOptions

    func run() async throws {
      let console = Console.current
      let reply = try await client.address(console).withClient {
        try await $0.call(UseModelRequest(model: name))
      }
      let left = reply.tracks - reply.embedded
      let text =
        left == 0
        ? "\(name.printable) embeds tracks\n"
        : "\(name.printable) embeds tracks; \(Quantity.count(left, "track")) to go\n"
      try client.output.write(reply, to: console, text: text)
    }
  }

  /// `orpheusctl models remove`
  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Remove the file of an optional model.",
      discussion: "What it said of tracks stays in the library.")

    @Argument(help: "The model.", completion: .model)
    var name: String

    @OptionGroup var client: ClientOptions

    func run() async throws {
      let console = Console.current
      let uses = try await ModelsCommand.uses(client, console)
      if name != ModelCatalogue.descriptors,
        uses?.first(where: { $0.name == name })?.embeds == true
      {
        throw CommandFailure(
          message: "\(name.printable) is in use; choose another first: orpheusctl models use "
            + ModelCatalogue.standardEmbedding)
      }
      let catalogue = ModelsCommand.catalogue(console)
      try ModelAddition.remove(name, from: catalogue)
      try client.output.write(
        ["removed": name], to: console, text: "\(name.printable) is removed\n")
    }
  }

  /// What the daemon makes of the models; nil when none is running.
  static func uses(_ client: ClientOptions, _ console: Console) async throws -> [ModelUse]? {
    do {
      return try await client.address(console).withClient {
        try await $0.call(ModelsRequest()).models
      }
    } catch let error as ControlClientError where error.code == .daemonNotRunning {
      return nil
    }
  }
}

/// What `models add` prints in JSON.
struct AdditionDocument: Encodable {
  var name: String
  /// Values in the embedding of a track.
  var dimensions: Int
  var tags: Int
  /// Of sound in one patch.
  var patchSeconds: Double
  /// That one patch took.
  var secondsAPatch: Double

  init(name: String, rehearsal: ModelRehearsal) {
    self.name = name
    dimensions = rehearsal.dimensions
    tags = rehearsal.tags
    patchSeconds = rehearsal.patchSeconds
    secondsAPatch = rehearsal.secondsAPatch
  }
}
