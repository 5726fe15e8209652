internal import COnnxRuntime
internal import Glibc
package import SystemPackage

/// The ONNX Runtime library, loaded while the program runs; make one a process.
///
/// Nothing is linked: Orpheus builds without the library, and a machine may bring its own.
package final class ONNXRuntime {
  /// The library's own version, for example `1.31.1`.
  package let version: String
  /// Where it was loaded from.
  package let library: FilePath

  private let api: OpaquePointer
  private let environment: LibraryHandle
  private let memory: LibraryHandle

  /// Loads the first of `candidates` that is new enough; they are tried in order.
  package init(candidates: [FilePath]) throws(InferenceError) {
    // The published library (as of 1.31.1) reports what it is used for to its makers. It asks for
    // this variable when it starts; where there is a sandbox, it finds no network either.
    setenv("ORT_DISABLE_TELEMETRY", "1", 1)
    var reasons: [String] = []
    for candidate in candidates {
      switch Self.load(candidate) {
      case .success(let loaded):
        let api = loaded.api
        self.api = api
        version = loaded.version
        library = candidate
        environment = LibraryHandle(
          try Self.made(api) { orpheus_ort_create_env(api, "orpheus", &$0) },
          release: { orpheus_ort_release_env(api, $0) })
        memory = LibraryHandle(
          try Self.made(api) { orpheus_ort_create_memory_info(api, &$0) },
          release: { orpheus_ort_release_memory_info(api, $0) })
        return
      case .failure(let error): reasons.append(error.message)
      }
    }
    throw InferenceError(
      .runtimeUnavailable,
      "ONNX Runtime is not installed: run “orpheusctl models install”",
      cause: reasons.isEmpty ? nil : reasons.joined(separator: "; "))
  }

  /// Opens a library, which then stays: its threads and exit handlers do not survive dlclose(3).
  private static func load(
    _ path: FilePath
  ) -> Result<(api: OpaquePointer, version: String), InferenceError> {
    guard let handle = path.withPlatformString({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }) else {
      let reason = dlerror().map { String(cString: $0) } ?? "\(path) cannot be loaded"
      return .failure(InferenceError(.runtimeUnavailable, reason))
    }
    guard let base = dlsym(handle, "OrtGetApiBase") else {
      dlclose(handle)
      return .failure(InferenceError(.runtimeUnavailable, "\(path) is not ONNX Runtime"))
    }
    let version = String(cString: orpheus_ort_version(base))
    guard let api = orpheus_ort_get_api(base) else {
      return .failure(
        InferenceError(.runtimeUnavailable, "\(path) is ONNX Runtime \(version), which is too old"))
    }
    return .success((api, version))
  }

  private static func made(
    _ api: OpaquePointer, _ make: (inout OpaquePointer?) -> OpaquePointer?
  ) throws(InferenceError) -> OpaquePointer {
    var result: OpaquePointer?
    let failure = make(&result)
    guard failure == nil, let result else {
      throw InferenceError(
        .runtimeUnavailable, "ONNX Runtime does not start", cause: failure.map { take(api, $0) })
    }
    return result
  }

  /// The message of a status, which is freed.
  private static func take(_ api: OpaquePointer, _ status: OpaquePointer) -> String {
    defer { orpheus_ort_release_status(api, status) }
    return String(cString: orpheus_ort_message(api, status))
  }
}

extension ONNXRuntime {
  /// Throws when `status` says that a call failed.
  func check(
    _ status: OpaquePointer?, _ code: InferenceError.Code, _ message: @autoclosure () -> String
  ) throws(InferenceError) {
    guard let status else { return }
    throw InferenceError(code, message(), cause: Self.take(api, status))
  }

  /// Lends the table of functions, which lives as long as the runtime.
  func withAPI<Result>(_ body: (OpaquePointer) -> Result) -> Result { body(api) }

  /// Lends what sessions are made with.
  func withEnvironment<Result>(_ body: (OpaquePointer, OpaquePointer) -> Result) -> Result {
    body(api, environment.pointer)
  }

  /// Lends what tensors over the caller's memory are made with.
  func withMemory<Result>(_ body: (OpaquePointer, OpaquePointer) -> Result) -> Result {
    body(api, memory.pointer)
  }
}
