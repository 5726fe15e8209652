import Foundation
import Inference
import ModelCatalogue
import SystemPackage
import Testing

@Suite("Loading libraries and models")
struct RuntimeTests {
  @Test("Without a library the error says what to run")
  func noLibrary() {
    let none = #expect(throws: InferenceError.self) { try ONNXRuntime(candidates: []) }
    #expect(none?.code == .runtimeUnavailable)
    #expect(none?.message.contains("orpheusctl models install") == true)
    let absent = #expect(throws: InferenceError.self) {
      try ONNXRuntime(candidates: ["/nonexistent/libonnxruntime.so.1"])
    }
    #expect(absent?.cause?.contains("/nonexistent/libonnxruntime.so.1") == true)
  }

  @Test("A library that is something else is passed over")
  func otherLibrary() throws {
    let error = #expect(throws: InferenceError.self) {
      try ONNXRuntime(candidates: ["libm.so.6", "/etc/passwd"])
    }
    #expect(error?.cause?.contains("libm.so.6 is not ONNX Runtime") == true)
    #expect(error?.cause?.contains("/etc/passwd") == true)
    let real = try InstalledModels.runtime().library
    let runtime = try ONNXRuntime(candidates: ["libm.so.6", real])
    #expect(runtime.library == real)
    #expect(runtime.version.split(separator: ".").count >= 2)
  }

  @Test(
    "A file that is not a model is refused with its name",
    arguments: ["", "not a model", "\u{8}\u{7}\u{12}\u{7}orpheus"])
  func notAModel(contents: String) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).onnx")
    try Data(contents.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let runtime = try InstalledModels.runtime()
    let error = #expect(throws: InferenceError.self) {
      try InferenceSession(FilePath(file.path), runtime: runtime)
    }
    #expect(error?.code == .model)
    #expect(error?.message.contains(file.lastPathComponent) == true)
    #expect(error?.cause?.isEmpty == false)
  }

  @Test("A model that is cut short is refused")
  func truncatedModel() throws {
    let runtime = try InstalledModels.runtime()
    let whole = try Data(
      contentsOf: URL(filePath: InstalledModels.model("musicnn-msd").file.string))
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).onnx")
    try whole.prefix(whole.count / 2).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let error = #expect(throws: InferenceError.self) {
      try InferenceSession(FilePath(file.path), runtime: runtime)
    }
    #expect(error?.code == .model)
  }

  @Test("A session keeps the runtime it needs")
  func lifetime() throws {
    func session() throws -> InferenceSession {
      try InferenceSession(
        InstalledModels.model("musicnn-msd").readyFile(), runtime: InstalledModels.runtime())
    }
    let patch = Tensor(shape: [1, 187, 96], values: NetworkReference.patch)
    #expect(try session().run(["patch": patch], outputs: ["tags"])[0].shape == [1, 50])
  }

  @Test("Inputs and outputs a model does not have are errors that list those it has")
  func names() throws {
    let session = try InferenceSession(
      InstalledModels.model("musicnn-msd").readyFile(), runtime: InstalledModels.runtime())
    let patch = Tensor(shape: [1, 187, 96], values: NetworkReference.patch)
    let output = #expect(throws: InferenceError.self) {
      try session.run(["patch": patch], outputs: ["tag"])
    }
    #expect(output?.code == .mismatch)
    #expect(output?.message.contains("penultimate, tags") == true)
    for inputs in [[:], ["x": patch], ["patch": patch, "x": patch]] {
      let input = #expect(throws: InferenceError.self) {
        try session.run(inputs, outputs: ["tags"])
      }
      #expect(input?.code == .input)
    }
    let shape = #expect(throws: InferenceError.self) {
      try session.run(
        ["patch": Tensor(shape: [1, 96, 187], values: patch.values)], outputs: ["tags"])
    }
    #expect(shape?.code == .run)
  }

  @Test("A manifest that does not fit its model is found out")
  func wrongManifest() throws {
    let runtime = try InstalledModels.runtime()
    var model = try InstalledModels.model("musicnn-msd")
    model.manifest.network?.outputs.tags?.classes.removeLast()
    let musicnn = try EmbeddingModel(model, runtime: runtime)
    let size = #expect(throws: InferenceError.self) {
      try musicnn.embed(patch: NetworkReference.patch)
    }
    #expect(size?.code == .mismatch)
    model.manifest.network?.input.name = "x"
    #expect(throws: InferenceError.self) { try EmbeddingModel(model, runtime: runtime) }
    #expect(throws: InferenceError.self) {
      try VibeNetModel(InstalledModels.model("musicnn-msd"), runtime: runtime)
    }
  }

  @Test("A model that is not installed says what to run")
  func missingModel() throws {
    var model = try InstalledModels.model("vibenet")
    model.state = .missing
    let runtime = try InstalledModels.runtime()
    let error = #expect(throws: InferenceError.self) { try VibeNetModel(model, runtime: runtime) }
    #expect(
      error?.message.contains("VibeNet is not installed: run “orpheusctl models install”") == true)
  }
}
