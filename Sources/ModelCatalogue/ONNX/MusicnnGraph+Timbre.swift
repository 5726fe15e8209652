/// One convolution of musicnn's first layer.
struct FrontKernel {
  var name: String
  var frames: Int
  var mels: Int
  var channels: Int
  /// [frames × mels × channels], negated where the channel's maximum has to become a minimum.
  var values: [Float]

  subscript(frame frame: Int, mel mel: Int, channel channel: Int) -> Float {
    values[(frame * mels + mel) * channels + channel]
  }
}

extension MusicnnGraph {
  /// The length of the Fourier transforms along the mel axis. With it the positions that a kernel
  /// can take within the 96 mels are untouched by wrap-around.
  private static let transform = mels
  private static let bins = transform / 2 + 1
  private static let taps = 7
  /// Frames with a few more behind them, to whole vectors of 16 numbers.
  private static let paddedFrames = 192
  /// Channels at once: what lies between two products stays in the processor's cache.
  private static let blockChannels = 34

  /// The timbral convolutions, each channel's maximum over the mel axis: [channels × frames] each.
  ///
  /// Kernels dozens of mels wide are cheaper as products in the frequency domain of the mel axis:
  /// Z[k] = Σ over seven taps of X[k, frame + tap] · V[k, tap], with X the transform of a frame and
  /// V the kernel's, conjugate and shifted so that position 0 is the middle of those that the
  /// kernel can take. The inverse is only needed at these positions, and by symmetry at half of
  /// them: with C(p) = Σ Re Z[k] cos(2πkp/96) and S(p) = Σ Im Z[k] sin(2πkp/96) the two values at
  /// ±p are C ∓ S, the larger of which is C + |S|. A quarter of the operations is left.
  mutating func timbre(of image: String, _ kernels: [FrontKernel]) -> [String] {
    let spectra = tapSpectra(of: image)
    return kernels.map { kernel in
      let waves = inverseWaves(kernel)
      let blocks = stride(from: 0, to: kernel.channels, by: Self.blockChannels).map { first in
        let block = first..<min(first + Self.blockChannels, kernel.channels)
        return maxima(of: kernel, block, spectra, waves)
      }
      let joined = graph.node("Concat", blocks, named: kernel.name + "_maxima", Self.rows)
      return graph.slice(joined, columns: 0..<Self.frames, named: kernel.name)
    }
  }

  /// The spectrum of every frame as the taps see it: [49 bins × 14 × 192 frames], of which the 14
  /// are real and imaginary part of the frame 3 before, 2 before, … 3 after.
  private mutating func tapSpectra(of image: String) -> String {
    var basis: [Float] = []
    for bin in 0..<Self.bins {
      basis += (0..<Self.mels).map { Float(FractionOfTurn.cosine(2 * bin * $0)) }
      basis += (0..<Self.mels).map { Float(-FractionOfTurn.sine(2 * bin * $0)) }
    }
    let transform = graph.constant("transform", shape: [2 * Self.bins, Self.mels], basis)
    let spectrum = graph.node(
      "Gemm", [transform, image], named: "spectrum", ["transB": .integer(1)])
    let reach = Self.taps / 2
    let padded = graph.padded(
      spectrum, columns: reach, reach + Self.paddedFrames - Self.frames, named: "spectrum_padded")
    let seen = (0..<Self.taps).map { tap in
      let shifted = graph.slice(
        padded, columns: tap..<tap + Self.paddedFrames, named: "spectrum_tap\(tap)_shifted")
      return graph.reshaped(
        shifted, [Self.bins, 2, Self.paddedFrames], named: "spectrum_tap\(tap)")
    }
    return graph.node("Concat", seen, named: "spectra", ["axis": .integer(1)])
  }

  /// The matrices that give C and S of a kernel's positions: names of [`rows` × 49 bins].
  private struct InverseWaves {
    var cosines: String
    var sines: String
    var rows: Int
  }

  private mutating func inverseWaves(_ kernel: FrontKernel) -> InverseWaves {
    let positions = Self.mels - kernel.mels + 1
    let rows = (positions + 1) / 2
    func waves(_ wave: (Int) -> Double) -> [Float] {
      (0..<rows).flatMap { row in
        // Twice the distance from the middle, which may lie between two positions.
        let distance = 2 * (positions / 2 + row) - (positions - 1)
        return (0..<Self.bins).map { Float(wave($0 * distance)) }
      }
    }
    let shape = [rows, Self.bins]
    return InverseWaves(
      cosines: graph.constant(
        kernel.name + "_cosines", shape: shape, waves(FractionOfTurn.cosine)),
      sines: graph.constant(kernel.name + "_sines", shape: shape, waves(FractionOfTurn.sine)),
      rows: rows)
  }

  /// Some channels of a kernel through product, inverse and maximum: [channels × 192].
  private mutating func maxima(
    of kernel: FrontKernel, _ channels: Range<Int>, _ spectra: String, _ waves: InverseWaves
  ) -> String {
    let name = "\(kernel.name)_\(channels.lowerBound)"
    let weights = Self.transformed(kernel, channels)

    func inverse(_ weights: [Float], _ waves: String, named name: String) -> String {
      let kernels = graph.constant(
        name + "_kernel", shape: [Self.bins, channels.count, 2 * Self.taps], weights)
      let product = graph.node("MatMul", [kernels, spectra], named: name + "_product")
      let flat = graph.reshaped(
        product, [Self.bins, channels.count * Self.paddedFrames], named: name + "_flat")
      return graph.node("MatMul", [waves, flat], named: name)
    }
    let even = inverse(weights.real, waves.cosines, named: name + "_even")
    let odd = inverse(weights.imaginary, waves.sines, named: name + "_odd")
    let distance = graph.node("Abs", [odd], named: name + "_distance")
    let larger = graph.node("Add", [even, distance], named: name + "_larger")
    let parts = waves.rows.isMultiple(of: 6) ? 6 : 5
    let maximum = graph.maximum(
      ofColumns: larger, factors: [waves.rows / parts, parts], named: name + "_maximum")
    return graph.reshaped(maximum, [channels.count, Self.paddedFrames], named: name)
  }

  /// V of some channels, [bins × channels × 14] each: what gives the real and what the imaginary
  /// part of Z when multiplied by real and imaginary part of the frames at the seven taps. The
  /// weight of each bin in the inverse, 2/96 or for the outermost two 1/96, is included.
  private static func transformed(
    _ kernel: FrontKernel, _ channels: Range<Int>
  ) -> (real: [Float], imaginary: [Float]) {
    var real: [Float] = []
    var imaginary: [Float] = []
    let shift = mels - kernel.mels
    for bin in 0..<bins {
      let weight = (bin == 0 || bin == bins - 1 ? 1 : 2) / Double(transform)
      let waves = (0..<kernel.mels).map { mel in
        let part = bin * (2 * mel + shift)
        return (FractionOfTurn.cosine(part) * weight, FractionOfTurn.sine(part) * weight)
      }
      for channel in channels {
        for tap in 0..<taps {
          var (re, im) = (0.0, 0.0)
          for mel in 0..<kernel.mels {
            let value = Double(kernel[frame: tap, mel: mel, channel: channel])
            re += value * waves[mel].0
            im += value * waves[mel].1
          }
          real += [Float(re), Float(-im)]
          imaginary += [Float(im), Float(re)]
        }
      }
    }
    return (real, imaginary)
  }
}
