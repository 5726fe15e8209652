import SystemPackage
import Testing

@testable import ModelCatalogue

@Suite("The model catalogue")
struct ModelCatalogueTests {
  private let folder: TemporaryFolder
  private let digest = SHA256Digest(of: Array("model".utf8))

  init() throws { folder = try TemporaryFolder() }

  private func manifest(_ name: String, title: String = "A model") -> String {
    """
    name = "\(name)"
    version = 3
    title = "\(title)"
    [licence]
    name = "ISC"
    note = "Free."
    [wheel]
    name = "w"
    version = "1"
    [wheel.any]
    file = "w.whl"
    python = "311"
    sha256 = "\(digest)"
    [wheel.any.members]
    "a" = "\(digest)"
    [product]
    file = "\(name).bin"
    converter = "none"
    """
  }

  private func catalogue(libraries: [FilePath] = []) -> ModelCatalogue {
    ModelCatalogue(
      environment: [
        "ORPHEUS_MANIFESTS": folder.path.appending("manifests").string,
        "ORPHEUS_MODELS": folder.path.appending("models").string,
      ], program: "", libraryDirectories: libraries)
  }

  private func install(size: Int = 5, sha256: SHA256Digest? = nil) throws {
    try folder.write("model", to: "models/one.bin")
    let catalogue = catalogue()
    try Receipt(version: 3, size: size, sha256: sha256 ?? digest)
      .write(to: catalogue.receiptPath(of: try catalogue.manifest(named: "one")))
  }

  @Test("Manifests are looked for from the most personal place to the most general")
  func searchOrder() throws {
    try folder.write("", to: "checkout/Config/models/x.toml")
    let program = folder.path.appending("checkout/.build/debug/orpheusctl")
    let catalogue = ModelCatalogue(
      environment: [
        "ORPHEUS_MANIFESTS": "/explicit", "XDG_CONFIG_HOME": "/xdg", "HOME": "/home/o",
      ],
      program: program)
    #expect(
      catalogue.manifestDirectories == [
        "/explicit", "/xdg/orpheus/models",
        "/home/o/.local/share/orpheus/models/manifests",
        folder.path.appending("checkout/.build/share/orpheus/models"),
        folder.path.appending("checkout/Config/models"), "/usr/local/share/orpheus/models",
        "/usr/share/orpheus/models",
      ])
    #expect(
      ModelCatalogue(environment: ["HOME": "/home/o"], program: "/opt/o/bin/orpheusd")
        .manifestDirectories == [
          "/home/o/.config/orpheus/models",
          "/home/o/.local/share/orpheus/models/manifests", "/opt/o/share/orpheus/models",
          "/usr/local/share/orpheus/models", "/usr/share/orpheus/models",
        ])
  }

  @Test("Models lie where ORPHEUS_MODELS says, else in the user's data directory")
  func modelDirectory() {
    func directory(_ environment: [String: String]) -> FilePath {
      ModelCatalogue(environment: environment, program: "").directory
    }
    #expect(directory(["ORPHEUS_MODELS": "/m", "HOME": "/h"]) == "/m")
    let own = folder.path.appending("orpheus/models")
    #expect(throws: Never.self) { try own.makeDirectory() }
    #expect(directory(["XDG_DATA_HOME": folder.path.string, "HOME": "/h"]) == own)
    #expect(directory([:]) == "/var/lib/orpheus/models")
  }

  @Test("A user's manifest takes the place of the one that ships")
  func override() throws {
    try folder.write(manifest("one", title: "Mine"), to: "own/orpheus/models/one.toml")
    try folder.write(manifest("one", title: "Shipped"), to: "share/orpheus/models/one.toml")
    try folder.write(manifest("two"), to: "share/orpheus/models/two.toml")
    let catalogue = ModelCatalogue(
      environment: ["XDG_CONFIG_HOME": folder.path.appending("own").string],
      program: folder.path.appending("bin/orpheusd"))
    #expect(catalogue.manifests().map(\.title) == ["Mine", "A model"])
  }

  @Test("A manifest that makes no sense hides no other, and is told of")
  func nonsense() throws {
    try folder.write(manifest("one"), to: "manifests/one.toml")
    try folder.write("no manifest", to: "manifests/two.toml")
    #expect(catalogue().list().map(\.manifest.name) == ["one"])
    let faults = catalogue().unreadableManifests()
    #expect(faults.map(\.name) == ["two"])
    #expect(faults.first?.error.message.contains("two.toml") == true)
    let verified = try ModelInstaller(catalogue: catalogue(), environment: [:]).verify()
    #expect(verified.filter(\.isOfManifest).map(\.model) == ["two"])
  }

  @Test("An unknown name is an error that offers the nearest")
  func unknownName() throws {
    try folder.write(manifest("one"), to: "manifests/one.toml")
    let error = #expect(throws: ModelError.self) { try catalogue().manifest(named: "once") }
    #expect(error?.code == .unknownModel)
    #expect(error?.message.contains("did you mean “one”?") == true)
    #expect(throws: ModelError.self) { try catalogue().manifest(named: "../manifests/one") }
    let other = #expect(throws: ModelError.self) { try catalogue().manifest(named: "different") }
    #expect(other?.message.hasSuffix("there is no model “different”; known are one") == true)
  }

  @Test("A model without a receipt is missing, even when its file is there")
  func missing() throws {
    try folder.write(manifest("one"), to: "manifests/one.toml")
    try folder.write("model", to: "models/one.bin")
    let model = try #require(catalogue().list().first)
    #expect(model.state == .missing)
    let error = #expect(throws: ModelError.self) { try model.readyFile() }
    #expect(error?.message.contains("orpheusctl models install") == true)
  }

  @Test("A model with a receipt that fits is ready")
  func ready() throws {
    try folder.write(manifest("one"), to: "manifests/one.toml")
    try install()
    let model = try catalogue().installed(named: "one")
    #expect(model.state == .ready)
    #expect(try model.readyFile() == folder.path.appending("models/one.bin"))
  }

  @Test("A model that is cut short, gone or of another version is damaged")
  func damaged() throws {
    try folder.write(manifest("one"), to: "manifests/one.toml")
    func reason() throws -> String? {
      if case .damaged(let reason) = try catalogue().installed(named: "one").state {
        reason
      } else {
        nil
      }
    }
    try install(size: 6)
    #expect(try reason()?.hasSuffix("has 5 bytes instead of 6") == true)
    try install(sha256: SHA256Digest(of: []))
    #expect(try reason()?.hasSuffix("another version than the manifest describes") == true)
    try install()
    folder.path.appending("models/one.bin").remove()
    #expect(try reason()?.hasSuffix("is gone") == true)
  }

  @Test("The distribution's ONNX Runtime comes first when it is new enough")
  func systemRuntime() throws {
    try folder.write(manifest("onnxruntime"), to: "manifests/onnxruntime.toml")
    try folder.write("", to: "models/onnxruntime.bin")
    for name in ["libonnxruntime.so.1", "libonnxruntime.so.1.9.0", "libonnxruntime.so.2.0.0"] {
      try folder.write("", to: "old/\(name)")
    }
    for name in ["libonnxruntime.so.1.18.2", "libonnxruntime.so.1.21.0"] {
      try folder.write("", to: "new/\(name)")
    }
    let ours = folder.path.appending("models/onnxruntime.bin")
    let old = catalogue(libraries: [folder.path.appending("old")])
    #expect(try old.runtimeLibraries() == [ours])
    #expect(try old.installed(named: "onnxruntime").state == .missing)
    let new = catalogue(libraries: [folder.path.appending("old"), folder.path.appending("new")])
    let newest = folder.path.appending("new/libonnxruntime.so.1.21.0")
    #expect(
      try new.runtimeLibraries() == [
        newest, folder.path.appending("new/libonnxruntime.so.1.18.2"), ours,
      ])
    let installed = try new.installed(named: "onnxruntime")
    #expect(installed.isFromSystem && installed.state == .ready && installed.file == newest)
  }
}
