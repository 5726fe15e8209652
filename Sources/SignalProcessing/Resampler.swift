import CSoxr

/// Changes the sample rate of a mono stream with the SoX resampler at its high quality.
///
/// Output sample `n` lies at the time of input sample `n · from / to`: the filter's delay is taken
/// out, so that positions in seconds hold in both streams.
package final class Resampler {
  /// The resampler could not be made: the library is out of memory or a rate is not positive.
  package struct Failure: Error, CustomStringConvertible {
    /// What the library says.
    package let description: String
  }

  /// Hz.
  package let inputRate: Double
  /// Hz.
  package let outputRate: Double

  /// Nil when both rates are equal: then samples pass through untouched.
  private let soxr: OpaquePointer?

  /// Prepares to convert from `inputRate` to `outputRate`, both in Hz.
  package init(from inputRate: Double, to outputRate: Double) throws(Failure) {
    self.inputRate = inputRate
    self.outputRate = outputRate
    guard inputRate != outputRate else {
      soxr = nil
      return
    }
    var problem: UnsafePointer<CChar>?
    let quality = soxr_quality_spec(UInt(SOXR_20_BITQ), 0)
    let created = withUnsafePointer(to: quality) { quality in
      soxr_create(inputRate, outputRate, 1, &problem, nil, quality, nil)
    }
    if let problem {
      if let created { soxr_delete(created) }
      throw Failure(description: String(cString: problem))
    }
    soxr = created
  }

  deinit {
    if let soxr { soxr_delete(soxr) }
  }

  /// Takes the next input samples; returns what output is ready, which lags behind.
  package func process(_ input: [Float]) -> [Float] {
    guard let soxr else { return input }
    var output: [Float] = []
    input.withUnsafeBufferPointer { input in
      var rest = input[...]
      while !rest.isEmpty {
        let taken = run(soxr, UnsafeBufferPointer(rebasing: rest), into: &output)
        // Taking nothing would mean that it is stuck, which only an internal error explains.
        guard taken > 0 else { return }
        rest = rest.dropFirst(taken)
      }
    }
    return output
  }

  /// Ends the stream; returns the output that was still held back.
  package func finish() -> [Float] {
    guard let soxr else { return [] }
    var output: [Float] = []
    var before = -1
    while output.count > before {
      before = output.count
      _ = run(soxr, nil, into: &output)
    }
    return output
  }

  /// Resamples a signal held entirely in memory; unchanged when the rates are equal.
  package static func resample(
    _ mono: [Float], from inputRate: Double, to outputRate: Double
  ) throws(Failure) -> [Float] {
    let resampler = try Resampler(from: inputRate, to: outputRate)
    return resampler.process(mono) + resampler.finish()
  }

  /// One call of the library: nil as input says that there will be no more. Returns how many input
  /// samples it took and appends its output.
  private func run(
    _ soxr: OpaquePointer, _ input: UnsafeBufferPointer<Float>?, into output: inout [Float]
  ) -> Int {
    let expected = Double(input?.count ?? 8192) * outputRate / inputRate
    let room = Int(expected) + 1024
    var taken = 0
    output += [Float](unsafeUninitializedCapacity: room) { buffer, count in
      let problem = soxr_process(
        soxr, input?.baseAddress, input?.count ?? 0, &taken, buffer.baseAddress, room, &count)
      if problem != nil { (taken, count) = (0, 0) }
    }
    return taken
  }
}
