internal import COnnxRuntime
internal import Glibc
package import SystemPackage

/// A model in memory, ready to run.
///
/// Not for use from several tasks at once: a worker runs one patch after another.
package final class InferenceSession {
  /// How a session runs.
  package struct Options: Hashable, Sendable {
    /// Threads within one operation.
    package var threads: Int
    /// Keeps the memory of one run for the next. Without it every run asks the system anew, which
    /// is slower but leaves the process small in between.
    package var usesArena: Bool

    /// One thread, and memory kept.
    package init(threads: Int = 1, usesArena: Bool = true) {
      self.threads = threads
      self.usesArena = usesArena
    }
  }

  /// The names of the model's inputs, in its order.
  package let inputNames: [String]
  /// The names of the model's outputs, in its order.
  package let outputNames: [String]

  private let runtime: ONNXRuntime
  private let session: LibraryHandle
  private let model: FilePath

  /// Loads the model at `model` and optimises it for this processor.
  package init(
    _ model: FilePath, runtime: ONNXRuntime, options: Options = Options()
  ) throws(InferenceError) {
    let settings = orpheus_ort_options(
      threads: Int32(clamping: max(options.threads, 1)), uses_arena: options.usesArena)
    var session: OpaquePointer?
    try runtime.check(
      runtime.withEnvironment { api, environment in
        model.withPlatformString {
          orpheus_ort_create_session(api, environment, $0, settings, &session)
        }
      }, .model, "cannot load the model \(model)")
    guard let session else { throw InferenceError(.model, "cannot load the model \(model)") }
    self.runtime = runtime
    self.model = model
    // The runtime outlives its sessions because they hold it.
    self.session = LibraryHandle(session) { session in
      runtime.withAPI { orpheus_ort_release_session($0, session) }
    }
    inputNames = try Self.names(
      session, runtime, orpheus_ort_count_inputs, orpheus_ort_copy_input_name)
    outputNames = try Self.names(
      session, runtime, orpheus_ort_count_outputs, orpheus_ort_copy_output_name)
  }

  /// Runs the model on `inputs`, by name, and returns the outputs called `names`, in that order.
  ///
  /// The model reads the inputs where they lie; outputs are copied once.
  package func run(
    _ inputs: [String: Tensor], outputs names: [String]
  ) throws(InferenceError) -> [Tensor] {
    for name in names where !outputNames.contains(name) {
      throw InferenceError(
        .mismatch, "\(model) has no output “\(name)”, only \(outputNames.joined(separator: ", "))")
    }
    guard inputs.count == inputNames.count else {
      throw InferenceError(.input, "\(model) takes the inputs \(inputNames)")
    }
    var values = ValueList(runtime)
    return try run(inputs, index: 0, bound: &values, outputs: names)
  }

  /// Binds the inputs from `index` on, one a call so that each stays borrowed, then runs.
  private func run(
    _ inputs: [String: Tensor], index: Int, bound: inout ValueList, outputs names: [String]
  ) throws(InferenceError) -> [Tensor] {
    guard index < inputNames.count else { return try run(bound, outputs: names) }
    let name = inputNames[index]
    guard let tensor = inputs[name] else {
      throw InferenceError(.input, "\(model) takes the input “\(name)”, which is not given")
    }
    guard tensor.shape.allSatisfy({ $0 > 0 }), tensor.values.count == tensor.shape.reduce(1, *)
    else {
      throw InferenceError(
        .input, "\(tensor.values.count) values do not fill the shape \(tensor.shape)")
    }
    let shape = tensor.shape.map(Int64.init)
    return try tensor.values.withUnsafeBufferPointer { buffer throws(InferenceError) in
      var value: OpaquePointer?
      try runtime.check(
        runtime.withMemory { api, memory in
          orpheus_ort_create_tensor(
            api, memory, buffer.baseAddress, buffer.count, shape, shape.count, &value)
        }, .input, "cannot use the input “\(name)”")
      bound.append(value)
      return try run(inputs, index: index + 1, bound: &bound, outputs: names)
    }
  }

  private func run(
    _ inputs: borrowing ValueList, outputs names: [String]
  ) throws(InferenceError) -> [Tensor] {
    var outputs = ValueList(runtime, count: names.count)
    let status = runtime.withAPI { api in
      Self.withCStrings(inputNames) { inputNames in
        Self.withCStrings(names) { names in
          orpheus_ort_run(
            api, session.pointer, inputNames, inputs.values, inputs.values.count, names,
            names.count,
            &outputs.values)
        }
      }
    }
    try runtime.check(status, .run, "\(model) failed")
    var tensors: [Tensor] = []
    for index in names.indices { tensors.append(try outputs.tensor(index)) }
    return tensors
  }

  private static func names(
    _ session: OpaquePointer, _ runtime: ONNXRuntime,
    _ count: (OpaquePointer?, OpaquePointer?, UnsafeMutablePointer<Int>?) -> OpaquePointer?,
    _ copy: (
      OpaquePointer?, OpaquePointer?, Int, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    ) -> OpaquePointer?
  ) throws(InferenceError) -> [String] {
    var total = 0
    try runtime.check(
      runtime.withAPI { count($0, session, &total) }, .model, "cannot inspect the model")
    var names: [String] = []
    for index in 0..<total {
      var name: UnsafeMutablePointer<CChar>?
      try runtime.check(
        runtime.withAPI { copy($0, session, index, &name) }, .model, "cannot inspect the model")
      names.append(name.map { String(cString: $0) } ?? "")
      free(name)
    }
    return names
  }

  /// Lends `strings` as an array of C strings.
  private static func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies.map { UnsafePointer($0) })
  }
}

/// The library's handles to tensors; releases them when it goes.
private struct ValueList: ~Copyable {
  let runtime: ONNXRuntime
  var values: [OpaquePointer?]

  init(_ runtime: ONNXRuntime, count: Int = 0) {
    self.runtime = runtime
    values = Array(repeating: nil, count: count)
  }

  deinit {
    runtime.withAPI { api in
      for case let value? in values { orpheus_ort_release_value(api, value) }
    }
  }

  mutating func append(_ value: OpaquePointer?) { values.append(value) }

  /// Copies a tensor of floats out of the library's memory.
  func tensor(_ index: Int) throws(InferenceError) -> Tensor {
    let value = values[index]
    var rank = 0
    var count = 0
    var isFloat = false
    try runtime.check(
      runtime.withAPI { orpheus_ort_tensor_size($0, value, &rank, &count, &isFloat) },
      .run, "cannot read an output")
    guard isFloat else { throw InferenceError(.mismatch, "an output does not consist of floats") }
    var shape = [Int64](repeating: 0, count: rank)
    var start: UnsafeMutablePointer<Float>?
    try runtime.check(
      runtime.withAPI { orpheus_ort_tensor_shape($0, value, &shape, rank) },
      .run, "cannot read an output")
    try runtime.check(
      runtime.withAPI { orpheus_ort_tensor_values($0, value, &start) },
      .run, "cannot read an output")
    let values = Array(UnsafeBufferPointer(start: start, count: count))
    return Tensor(shape: shape.map(Int.init), values: values)
  }
}
