extension MusicnnGraph {
  /// Frames at once; a divisor of 187.
  private static let blockFrames = 11

  /// The rhythmic convolutions, each channel's maximum over the mel axis: [channels × frames] each.
  ///
  /// Their values, 96 to each that the maximum leaves, would fill 10 MB. Eleven frames at a time,
  /// they stay in the processor's cache: a product of all channels' kernels, each shifted to the
  /// eleven frames (a Toeplitz matrix), with the frames that these see, and at once the maximum.
  /// At both ends the kernels hang over, and what would meet zeros is cut off.
  mutating func rhythm(of image: String, _ kernels: [FrontKernel]) -> [String] {
    kernels.map { kernel in
      let span = Self.blockFrames + kernel.frames - 1
      let rows = kernel.channels * Self.blockFrames
      let shifted = graph.constant(
        kernel.name + "_kernel", shape: [rows, span], Self.shifted(kernel, span: span))
      var maxima: [String] = []
      for first in stride(from: 0, to: Self.frames, by: Self.blockFrames) {
        let name = "\(kernel.name)_\(first)"
        // Padding as TensorFlow's SAME: an even kernel has the larger half after it.
        let start = first - (kernel.frames - 1) / 2
        let seen = max(0, start)..<min(Self.frames, start + span)
        let frames = graph.slice(image, rows: seen, named: name + "_frames")
        let weights =
          seen.count == span
          ? shifted
          : graph.slice(
            shifted, columns: seen.lowerBound - start..<seen.upperBound - start,
            named: name + "_kernel")
        let values = graph.node("MatMul", [weights, frames], named: name + "_values")
        let maximum = graph.node(
          "ReduceMax", [values], named: name + "_maximum",
          ["axes": .integers([1]), "keepdims": .integer(0)])
        maxima.append(
          graph.reshaped(maximum, [kernel.channels, Self.blockFrames], named: name))
      }
      return graph.node("Concat", maxima, named: kernel.name, ["axis": .integer(1)])
    }
  }

  /// [channels × 11 frames × span]: each channel's kernel, one place further from row to row.
  private static func shifted(_ kernel: FrontKernel, span: Int) -> [Float] {
    var rows = [Float](repeating: 0, count: kernel.channels * blockFrames * span)
    for channel in 0..<kernel.channels {
      for frame in 0..<blockFrames {
        let row = (channel * blockFrames + frame) * span + frame
        for tap in 0..<kernel.frames {
          rows[row + tap] = kernel[frame: tap, mel: 0, channel: channel]
        }
      }
    }
    return rows
  }
}
