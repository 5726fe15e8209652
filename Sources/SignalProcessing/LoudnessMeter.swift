import Foundation

/// Integrated loudness after EBU R 128 / ITU-R BS.1770-4, K-weighted, gated, in LUFS, and the
/// loudness range after EBU Tech 3342 in LU.
///
/// The filters run for two channels at a time, at a sixth of what libebur128 needs (as of 1.2.6)
/// to filter one channel after the other; the tests hold both against each other.
package final class LoudnessMeter {
  /// The meter could not be made: it knows 1…64 channels and 16 Hz…2.8 MHz.
  package struct UnsupportedFormat: Error {}

  private let channels: Int
  /// Frames of a tenth of a second, by which gating blocks of four tenths follow each other.
  private let stepLength: Int
  private var filters: [KWeighting]
  /// What a channel's power counts in the sum, two channels a filter.
  private let weights: [SIMD2<Double>]

  /// Sum of the weighted squares of the step under way, and its frames.
  private var sum = 0.0
  private var frames = 0
  /// The sums of the last whole steps, at most three seconds of them, the newest last.
  private var steps: [Double] = []
  /// The mean power of every gating block above the absolute gate.
  private var blocks: [Double] = []
  /// The mean power of three seconds, a second apart, above the absolute gate.
  private var longBlocks: [Double] = []

  /// Prepares to measure interleaved sound of this rate in Hz.
  package init(sampleRate: Double, channels: Int) throws(UnsupportedFormat) {
    guard (1...64).contains(channels), (16...2_822_400).contains(sampleRate) else {
      throw UnsupportedFormat()
    }
    self.channels = channels
    stepLength = Int((sampleRate / 10).rounded())
    let pairs = (channels + 1) / 2
    filters = Array(repeating: KWeighting(sampleRate: sampleRate), count: pairs)
    weights = (0..<pairs).map { pair in
      SIMD2(
        Self.weight(ofChannel: 2 * pair, of: channels),
        Self.weight(ofChannel: 2 * pair + 1, of: channels))
    }
  }

  /// Takes the next interleaved samples, `[frames × channels]`.
  ///
  /// Between windows from different places of a track comes ``skip()``.
  package func append(_ samples: [Float]) {
    samples.withUnsafeBufferPointer { samples in
      var rest = samples[..<(samples.count - samples.count % channels)]
      while !rest.isEmpty {
        let taken = min(rest.count / channels, stepLength - frames)
        let piece = UnsafeBufferPointer(rebasing: rest.prefix(taken * channels))
        for pair in filters.indices {
          let squares = filters[pair].squares(of: piece, firstChannel: 2 * pair, channels: channels)
          sum += (squares * weights[pair]).sum()
        }
        frames += taken
        if frames == stepLength { endStep() }
        rest = rest.dropFirst(taken * channels)
      }
    }
  }

  /// Tells that what comes next does not follow what was taken last: no block spans both.
  package func skip() {
    (sum, frames) = (0, 0)
    steps = []
  }

  /// LUFS over everything taken so far; nil for silence, or for less than one block of 0.4 s.
  package var integrated: Double? {
    guard !blocks.isEmpty else { return nil }
    // The relative gate lies 10 LU below what passed the absolute one.
    let gate = blocks.reduce(0, +) / Double(blocks.count) / 10
    let loud = blocks.filter { $0 >= gate }
    let loudness = Self.loudness(ofPower: loud.reduce(0, +) / Double(loud.count))
    return loudness.isFinite ? loudness : nil
  }

  /// LU between the soft and the loud parts of everything taken so far: the 10th and the 95th of a
  /// hundred stretches of three seconds, those left out that are 20 LU softer than the mean; nil for
  /// silence, or for less than three seconds.
  package var range: Double? {
    guard !longBlocks.isEmpty else { return nil }
    let gate = longBlocks.reduce(0, +) / Double(longBlocks.count) / 100
    let loud = longBlocks.filter { $0 >= gate }.sorted()
    func power(_ share: Double) -> Double { loud[Int(share * Double(loud.count - 1) + 0.5)] }
    return 10 * log10(power(0.95) / power(0.1))
  }

  private func endStep() {
    steps.append(sum)
    (sum, frames) = (0, 0)
    if let power = measure(4) { blocks.append(power) }
    if steps.count == Self.longSteps {
      if let power = measure(Self.longSteps) { longBlocks.append(power) }
      steps.removeFirst(10)
    }
  }

  /// Steps of a tenth of a second in three seconds.
  private static let longSteps = 30

  /// The mean power of the last `count` steps; nil below the absolute gate, or while there are fewer.
  private func measure(_ count: Int) -> Double? {
    guard steps.count >= count else { return nil }
    let power = steps.suffix(count).reduce(0, +) / Double(count * stepLength)
    return Self.loudness(ofPower: power) >= -70 ? power : nil
  }

  /// BS.1770-4, equation 2.
  private static func loudness(ofPower power: Double) -> Double { -0.691 + 10 * log10(power) }

  /// Surround channels count 1.41 times, the low-frequency channel and what has no place nothing;
  /// in the usual order: left, right, centre, low frequencies, left and right surround. With fewer
  /// than six channels there are no low frequencies, with four no centre.
  private static func weight(ofChannel channel: Int, of channels: Int) -> Double {
    let weights: [Double] =
      switch channels {
      case 4: [1, 1, 1.41, 1.41]
      case 5: [1, 1, 1, 1.41, 1.41]
      default: [1, 1, 1, 0, 1.41, 1.41]
      }
    return channel < min(channels, weights.count) ? weights[channel] : 0
  }
}

/// The K-weighting of two channels at once: a high shelf, then a high-pass, each of second order; of
/// rates that only one-bit recordings come at, after a low-pass.
private struct KWeighting {
  /// One filter of second order in the transposed direct form II.
  private struct Section {
    var b0 = 1.0, b1 = -2.0, b2 = 1.0, a1 = 0.0, a2 = 0.0
    var z1 = SIMD2<Double>.zero
    var z2 = SIMD2<Double>.zero

    @inline(__always)
    mutating func run(_ x: SIMD2<Double>) -> SIMD2<Double> {
      let y = x * b0 + z1
      z1 = x * b1 - y * a1 + z2
      z2 = x * b2 - y * a2
      return y
    }

    /// Ends what fades out after sound, before it is so small that processors slow down.
    mutating func settle() {
      if max(abs(z1.x), abs(z1.y), abs(z2.x), abs(z2.y)) < 1e-30 { (z1, z2) = (.zero, .zero) }
    }
  }

  private var shelf = Section()
  private var highPass = Section()
  /// What one-bit recordings hold above the range of hearing is the noise of their making, louder
  /// than soft music, and none of it is heard. Empty where the rate is no such.
  private var lowPass: [Section] = []

  /// Hz; above it sound comes from one-bit recordings: a 44.1 kHz or 48 kHz family's eightfold.
  private static let highestOrdinaryRate = 192_000.0

  /// The filters of BS.1770-4, given there for 48 kHz, at any rate: the analogue filters they come
  /// from, through the bilinear transform (De Man, Evaluation of implementations of the EBU R128
  /// loudness measurement, AES 145, 2018).
  init(sampleRate: Double) {
    // Below 4 kHz the shelf's corner would lie beyond what the rate can hold.
    let corner = min(1681.974_450_955_533, 0.45 * sampleRate)
    let shelfSlope = tan(.pi * corner / sampleRate)
    let shelfDamping = shelfSlope / 0.707_175_236_955_419_6
    let gain = pow(10, 3.999_843_853_973_347 / 20)
    let middleGain = pow(gain, 0.499_666_774_154_541_6) * shelfDamping
    let square = shelfSlope * shelfSlope
    let norm = 1 + shelfDamping + square
    shelf.b0 = (gain + middleGain + square) / norm
    shelf.b1 = 2 * (square - gain) / norm
    shelf.b2 = (gain - middleGain + square) / norm
    shelf.a1 = 2 * (square - 1) / norm
    shelf.a2 = (1 - shelfDamping + square) / norm

    let slope = tan(.pi * min(38.135_470_876_024_44, 0.45 * sampleRate) / sampleRate)
    let damping = slope / 0.500_327_037_323_877_3
    highPass.a1 = 2 * (slope * slope - 1) / (1 + damping + slope * slope)
    highPass.a2 = (1 - damping + slope * slope) / (1 + damping + slope * slope)
    if sampleRate > Self.highestOrdinaryRate { lowPass = Self.butterworth(sampleRate) }
  }

  /// A low-pass of eighth order at 24 kHz, through the bilinear transform.
  private static func butterworth(_ sampleRate: Double) -> [Section] {
    let slope = tan(.pi * 24_000 / sampleRate)
    return (0..<4).map { pair in
      // The poles lie evenly on a half-circle.
      let damping = slope * 2 * cos(Double(2 * pair + 1) * .pi / 16)
      let norm = 1 + damping + slope * slope
      var section = Section()
      section.b0 = slope * slope / norm
      section.b1 = 2 * section.b0
      section.b2 = section.b0
      section.a1 = 2 * (slope * slope - 1) / norm
      section.a2 = (1 - damping + slope * slope) / norm
      return section
    }
  }

  /// Filters two neighbouring channels and sums their squares. A second channel that is not there
  /// is silent.
  mutating func squares(
    of samples: UnsafeBufferPointer<Float>, firstChannel: Int, channels: Int
  ) -> SIMD2<Double> {
    guard lowPass.isEmpty else {
      return audibleSquares(of: samples, firstChannel: firstChannel, channels: channels)
    }
    // Copies: the compiler keeps them in registers.
    var (shelf, highPass) = (shelf, highPass)
    var sum = SIMD2<Double>.zero
    var place = firstChannel
    if firstChannel + 1 < channels {
      while place < samples.count {
        let y = highPass.run(
          shelf.run(SIMD2(Double(samples[place]), Double(samples[place + 1]))))
        sum += y * y
        place += channels
      }
    } else {
      while place < samples.count {
        let y = highPass.run(shelf.run(SIMD2(Double(samples[place]), 0)))
        sum += y * y
        place += channels
      }
    }
    shelf.settle()
    highPass.settle()
    (self.shelf, self.highPass) = (shelf, highPass)
    return sum
  }

  /// The same after the low-pass.
  private mutating func audibleSquares(
    of samples: UnsafeBufferPointer<Float>, firstChannel: Int, channels: Int
  ) -> SIMD2<Double> {
    var sum = SIMD2<Double>.zero
    for place in stride(from: firstChannel, to: samples.count, by: channels) {
      let second = firstChannel + 1 < channels ? Double(samples[place + 1]) : 0
      var x = SIMD2(Double(samples[place]), second)
      for index in lowPass.indices { x = lowPass[index].run(x) }
      let y = highPass.run(shelf.run(x))
      sum += y * y
    }
    for index in lowPass.indices { lowPass[index].settle() }
    shelf.settle()
    highPass.settle()
    return sum
  }
}
