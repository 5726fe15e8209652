package import SystemPackage

/// Knows which models there are and which of them are installed.
///
/// Cheap to make and to ask: it reads manifests and receipts, never a model.
package struct ModelCatalogue: Sendable {
  /// Where manifests are looked for, most important first; the first of a name counts.
  package let manifestDirectories: [FilePath]
  /// Where models are installed.
  package let directory: FilePath
  /// The processor whose builds are wanted, as the kernel names it.
  package let processor: String
  /// Where distributions put libraries.
  let libraryDirectories: [FilePath]

  /// The name of the manifest that describes ONNX Runtime.
  package static let runtimeName = "onnxruntime"
  /// The model that embeds tracks until the listener chooses another.
  package static let standardEmbedding = "musicnn-msd"
  /// The model of affect, whichever embeds. Its own layer embeds tracks in the fast profile.
  package static let affectModel = "vibenet"
  /// What embeds tracks, and hears affect, where no model is installed: what is measured of them. It
  /// needs no file and has no manifest.
  package static let descriptors = "descriptors"
  /// Raised when the values that descriptors give change: tracks are heard anew.
  package static let descriptorsVersion = 1
  /// Where, beside the models, the manifests lie that a listener has added.
  static let addedFolder = "manifests"

  /// Works out the directories.
  ///
  /// - Parameters:
  ///   - environment: the variables of the process. `ORPHEUS_MANIFESTS` and `ORPHEUS_MODELS` name
  ///     directories; `XDG_CONFIG_HOME`, `XDG_DATA_HOME` and `HOME` mean what the XDG Base
  ///     Directory Specification says.
  ///   - program: the running program's real path, see ``programPath()``. Manifests are found
  ///     beside an installed program, and in `Config/models` of the checkout it was built in.
  ///   - processor: the processor to choose builds for.
  ///   - libraryDirectories: where to look for the distribution's own ONNX Runtime.
  package init(
    environment: [String: String], program: FilePath, processor: String = Self.hostProcessor,
    libraryDirectories: [FilePath]? = nil
  ) {
    self.processor = processor
    self.libraryDirectories =
      libraryDirectories
      ?? ["/usr/local/lib", FilePath("/usr/lib/\(processor)-linux-gnu"), "/usr/lib64", "/usr/lib"]
    let places = BaseDirectories(environment: environment)
    directory = Self.modelDirectory(places)
    let own = directory.appending(Self.addedFolder)
    manifestDirectories = Self.manifestDirectories(places, own, program: program)
  }

  /// The real path of the running program; empty when /proc is not mounted.
  package static func programPath() -> FilePath {
    FilePath("/proc/self/exe").linkTarget ?? ""
  }

  /// The processor this program was built for.
  package static var hostProcessor: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "aarch64"
    #else
      "unknown"
    #endif
  }

  private static func manifestDirectories(
    _ places: BaseDirectories, _ added: FilePath, program: FilePath
  ) -> [FilePath] {
    var directories: [FilePath] = []
    if let explicit = places["ORPHEUS_MANIFESTS"] { directories.append(explicit) }
    if let configuration = places.configuration {
      directories.append(configuration.appending("orpheus/models"))
    }
    directories.append(added)
    var folder = program.removingLastComponent()
    if !folder.isEmpty {
      directories.append(folder.removingLastComponent().appending("share/orpheus/models"))
    }
    while !folder.isEmpty {
      let checkout = folder.appending("Config/models")
      if checkout.isDirectory {
        directories.append(checkout)
        break
      }
      if !folder.removeLastComponent() { break }
    }
    return directories + ["/usr/local/share/orpheus/models", "/usr/share/orpheus/models"]
  }

  /// The first that applies of: the one asked for, the user's own, the system's, the user's own
  /// yet to be made.
  private static func modelDirectory(_ places: BaseDirectories) -> FilePath {
    if let explicit = places["ORPHEUS_MODELS"] { return explicit }
    let system: FilePath = "/var/lib/orpheus/models"
    guard let own = places.data?.appending("orpheus/models") else { return system }
    return own.isDirectory || !system.isDirectory ? own : system
  }
}

extension ModelCatalogue {
  /// The manifests of all models by name, each name's first in ``manifestDirectories``. Those that make
  /// no sense are left out: ``unreadableManifests()``.
  package func manifests() -> [ModelManifest] {
    names().compactMap { try? manifest(named: $0) }
  }

  /// Throws where there are no manifests at all, as after half an installation.
  func requireManifests() throws(ModelError) {
    if names().isEmpty { throw noManifests }
  }

  private var noManifests: ModelError {
    let places = manifestDirectories.map(\.string).joined(separator: ", ")
    return ModelError(.manifest, "no model manifests found; looked in \(places)")
  }

  /// What is wrong with manifests that make no sense, by the name of the model.
  package func unreadableManifests() -> [(name: String, error: ModelError)] {
    names().compactMap { name in
      do throws(ModelError) {
        _ = try manifest(named: name)
        return nil
      } catch {
        return (name, error)
      }
    }
  }

  /// The manifest called `name`.
  package func manifest(named name: String) throws(ModelError) -> ModelManifest {
    for directory in manifestDirectories where name.isPlainName {
      let file = directory.appending(name + ".toml")
      guard file.fileSize != nil else { continue }
      let text = String(decoding: try file.contents(), as: UTF8.self)
      return try ModelManifest(parsing: text, file: file)
    }
    if name == Self.descriptors {
      throw ModelError(
        .unknownModel, "\(name) is built in: there is nothing to install, and nothing to remove")
    }
    let known = names()
    guard let nearest = known.min(by: { $0.editDistance(to: name) < $1.editDistance(to: name) })
    else { throw noManifests }
    // Of a name that is like none, none was meant.
    let isLike = nearest.editDistance(to: name) <= max(2, name.count / 2)
    throw ModelError(
      .unknownModel,
      "there is no model “\(name)”; " + (isLike ? "did you mean “\(nearest)”? " : "")
        + "\(isLike ? "K" : "k")nown are \(known.joined(separator: ", "))")
  }

  /// Every model with what is installed of it.
  package func list() -> [InstalledModel] { manifests().map { installed($0) } }

  /// What is installed of the model called `name`.
  package func installed(named name: String) throws(ModelError) -> InstalledModel {
    installed(try manifest(named: name))
  }

  /// Looks at one model's receipt and file; does not read the file.
  package func installed(_ manifest: ModelManifest) -> InstalledModel {
    if manifest.name == Self.runtimeName, let library = systemLibraries().first {
      return InstalledModel(
        manifest: manifest, state: .ready, file: library, isFromSystem: true)
    }
    let file = directory.appending(manifest.product.file)
    return InstalledModel(
      manifest: manifest, state: state(of: manifest, file: file), file: file, isFromSystem: false)
  }

  /// Where ONNX Runtime may be loaded from, best first: the distribution's library, then ours.
  package func runtimeLibraries() throws(ModelError) -> [FilePath] {
    let ours = directory.appending(try manifest(named: Self.runtimeName).product.file)
    return systemLibraries() + (ours.fileSize == nil ? [] : [ours])
  }

  /// Where `manifest`'s receipt lies.
  func receiptPath(of manifest: ModelManifest) -> FilePath {
    directory.appending(manifest.name + ".receipt.toml")
  }

  private func names() -> [String] {
    var names: Set<String> = []
    for file in manifestDirectories.flatMap(\.entryNames) where file.hasSuffix(".toml") {
      names.insert(String(file.dropLast(5)))
    }
    return names.sorted()
  }

  private func state(of manifest: ModelManifest, file: FilePath) -> InstalledModel.State {
    guard let receipt = Receipt(at: receiptPath(of: manifest)) else { return .missing }
    guard let size = file.fileSize else { return .damaged(reason: "\(file) is gone") }
    guard let digest = try? manifest.productDigest(for: processor), receipt.sha256 == digest else {
      return .damaged(reason: "\(file) is another version than the manifest describes")
    }
    guard size == receipt.size else {
      return .damaged(reason: "\(file) has \(size) bytes instead of \(receipt.size)")
    }
    return .ready
  }

  /// The distribution's ONNX Runtime libraries that are new enough, newest first.
  private func systemLibraries() -> [FilePath] {
    let prefix = "libonnxruntime.so."
    let found = libraryDirectories.flatMap { directory in
      directory.entryNames.compactMap { name -> (version: [Int], path: FilePath)? in
        guard name.hasPrefix(prefix) else { return nil }
        let version = name.dropFirst(prefix.count).split(separator: ".").compactMap { Int($0) }
        // VibeNet's file format (ONNX IR 10) came with 1.18. The bare soname `.so.1` says too
        // little; the file it points to is listed as well.
        guard version.count >= 2, version[0] == 1, version[1] >= 18 else { return nil }
        return (version, directory.appending(name))
      }
    }
    return found.sorted { $1.version.lexicographicallyPrecedes($0.version) }.map(\.path)
  }
}
