package import SystemPackage

/// A model that a listener brings: a manifest, and beside it the file that it names.
///
/// Made only of what has been verified: manifest, digest, and that the two can embed tracks. Copies
/// go beside the other models, so that nothing depends on where they came from.
package struct ModelAddition: Sendable {
  package let manifest: ModelManifest
  private let source: FilePath
  private let classes: FilePath?

  /// Reads the manifest at `source` and verifies the file beside it. Blocks.
  package init(manifest source: FilePath) throws(ModelError) {
    self.source = source
    let text = String(decoding: try source.contents(), as: UTF8.self)
    manifest = try ModelManifest(parsing: text, file: source)
    guard let network = manifest.network, network.outputs.embedding != nil,
      network.frontEnd.patchCount != nil, network.pooling != .network
    else {
      throw ModelError(
        .manifest,
        "\(source): a model to be added has an [outputs.embedding] of patches of one "
          + "length")
    }
    guard manifest.name != ModelCatalogue.descriptors else {
      throw ModelError(
        .manifest,
        "\(source): \(manifest.name) is what is measured without a model: give yours another name")
    }
    guard manifest.wheel == nil, let expected = manifest.product.sha256 else {
      throw ModelError(
        .manifest,
        "\(source): this model is fetched: run “orpheusctl models install "
          + "\(manifest.name)”")
    }
    let list = network.outputs.tags?.classesFile
    classes = list.map { source.removingLastComponent().appending($0) }
    let found = try product.sha256()
    guard found == expected else {
      throw ModelError(
        .checksum,
        "\(product) is not the file of the manifest: its SHA-256 is \(found) instead of "
          + "\(expected)")
    }
  }

  private var product: FilePath {
    source.removingLastComponent().appending(manifest.product.file)
  }

  /// Puts copies in place. Refuses to replace another model of the same name or file.
  package func install(into catalogue: ModelCatalogue) throws(ModelError) {
    let folder = catalogue.directory.appending(ModelCatalogue.addedFolder)
    for other in catalogue.manifests() {
      let isSame = other.name == manifest.name
      guard isSame || other.product.file == manifest.product.file,
        catalogue.installed(other).state != .missing,
        !isSame || other.product.sha256 != manifest.product.sha256
      else { continue }
      throw ModelError(
        .busy,
        "\(other.name) is installed and another model: run “orpheusctl models remove "
          + "\(other.name)” first, or give yours another name and file")
    }
    try checkClasses(in: folder)
    try folder.makeDirectory()
    let lock = try DirectoryLock(catalogue.directory.appending(".lock"))
    let target = catalogue.directory.appending(manifest.product.file)
    let receipt = catalogue.receiptPath(of: manifest)
    receipt.remove()
    try Self.copy(product, to: target)
    if let classes, let name = classes.lastComponent {
      try Self.copy(classes, to: folder.appending(name))
    }
    try Self.copy(source, to: folder.appending(manifest.name + ".toml"))
    try Receipt(
      version: manifest.version, size: target.fileSize ?? 0, sha256: try target.sha256()
    ).write(to: receipt)
    lock.release()
  }

  /// Throws when another model that was added has its classes in a file of the same name, and they
  /// are others: the words of its tags would change behind its back.
  private func checkClasses(in folder: FilePath) throws(ModelError) {
    guard let classes, let name = classes.lastComponent,
      let other = Self.models(in: folder, namingClasses: name.string).first(where: {
        $0 != manifest.name
      }),
      (try? folder.appending(name).contents()) != (try classes.contents())
    else { return }
    throw ModelError(
      .busy,
      "\(other) has other classes in a file called \(name) too: give yours another name, and "
        + "write that into the manifest")
  }

  /// The models added whose classes are in the file `list`.
  private static func models(in folder: FilePath, namingClasses list: String) -> [String] {
    folder.entryNames.filter { $0.hasSuffix(".toml") }.sorted().compactMap { name in
      let file = folder.appending(name)
      guard let bytes = try? file.contents(),
        let manifest = try? ModelManifest(
          parsing: String(decoding: bytes, as: UTF8.self), file: file)
      else { return nil }
      return manifest.network?.outputs.tags?.classesFile == list ? manifest.name : nil
    }
  }

  /// Takes a model's file away, and its manifest if a listener added it. Models that every
  /// installation needs are refused.
  package static func remove(_ name: String, from catalogue: ModelCatalogue) throws(ModelError) {
    let manifest = try catalogue.manifest(named: name)
    guard manifest.isOptional else {
      throw ModelError(.busy, "\(manifest.title) is needed by every installation")
    }
    let lock = try DirectoryLock(catalogue.directory.appending(".lock"))
    catalogue.receiptPath(of: manifest).remove()
    catalogue.directory.appending(manifest.product.file).remove()
    let folder = catalogue.directory.appending(ModelCatalogue.addedFolder)
    folder.appending(name + ".toml").remove()
    if let list = manifest.network?.outputs.tags?.classesFile,
      models(in: folder, namingClasses: list).isEmpty
    {
      folder.appending(list).remove()
    }
    lock.release()
  }

  private static func copy(_ source: FilePath, to target: FilePath) throws(ModelError) {
    try target.partial.write(try source.contents())
    try target.partial.rename(to: target)
  }
}
