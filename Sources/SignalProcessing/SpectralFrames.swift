import Foundation

/// What the spectrum of each frame of a sound is like: where it lies, how it is spread, how it
/// changes, and its mel-frequency cepstrum.
///
/// Frames of 512 samples every 256, Hann window, from the first sample on, of mono sound at 16 kHz, as
/// the network's own spectrogram has them. Centroid, roll-off, flatness, zero crossings and cepstrum
/// are defined as librosa 0.11 defines them, without its limit of 80 dB below the loudest frame.
package struct SpectralFrames: Sendable {
  /// One frame.
  package struct Frame: Hashable, Sendable {
    /// The centre of gravity of the magnitudes, Hz; 0 for silence.
    package var centroid: Float
    /// The frequency below which 85 % of the magnitude lies, Hz.
    package var rollOff: Float
    /// The geometric mean of the power over the arithmetic, 0…1: 0 for a tone, .56 for white noise.
    package var flatness: Float
    /// How far the magnitudes, scaled to a sum of one, are from those of the frame before: the
    /// Euclidean distance, 0…√2. 0 for the first frame.
    package var flux: Float
    /// How often the signal changes its sign, a sample.
    package var zeroCrossings: Float
    /// The mean of the squared samples under the window, in decibels below full scale.
    package var level: Float
    /// Mel-frequency cepstral coefficients 0…12 of 40 bands in decibels: Davis and Mermelstein, IEEE
    /// Transactions on Acoustics, Speech and Signal Processing 28, 1980.
    package var cepstrum: [Float]
  }

  /// Hz.
  package static let sampleRate = 16_000.0
  /// Samples.
  package static let length = 512
  /// Samples.
  package static let hop = 256
  /// How many coefficients the cepstrum has, that of the level included.
  package static let coefficients = 13
  private static let bands = 40
  private static let share: Float = 0.85
  /// The least power that is told from none: −100 dB.
  private static let floor: Float = 1e-10

  private let stft = STFT(windowLength: length, hop: hop, fftLength: length)
  private let bank = MelFilterBank(
    bands: bands, fftLength: length, sampleRate: sampleRate, highest: sampleRate / 2)
  /// `[coefficients × bands]`: the orthonormal discrete cosine transform, type II.
  private let cosines: [Float]

  /// Prepares the transforms.
  package init() {
    cosines = (0..<Self.coefficients).flatMap { coefficient in
      (0..<Self.bands).map { band in
        let scale = (coefficient == 0 ? 1.0 : 2.0) / Double(Self.bands)
        let angle = Double.pi * Double(coefficient) * (Double(band) + 0.5) / Double(Self.bands)
        return Float(scale.squareRoot() * cos(angle))
      }
    }
  }

  /// Every frame of `samples` that is whole.
  package func frames(of samples: [Float]) -> [Frame] {
    var frames: [Frame] = []
    frames.reserveCapacity(stft.frameCount(samples: samples.count, framing: .uncentred))
    var former = [Float](repeating: 0, count: stft.bins)
    var current = former
    var mel = [SIMD8<Float>](repeating: .zero, count: Self.bands)
    stft.forEachBatch(of: samples, framing: .uncentred) { first, count, power in
      let flatness = flatness(power)
      mel.withUnsafeMutableBufferPointer { mel in
        guard let mel = mel.baseAddress else { return }
        bank.apply(to: power, into: mel)
        for band in 0..<Self.bands {
          mel[band].clamp(lowerBound: SIMD8(repeating: Self.floor), upperBound: .greatest)
          mel[band] = 10 * log10(mel[band])
        }
      }
      let cepstra = cepstra(mel)
      for bin in 0..<stft.bins { power[bin] = power[bin].squareRoot() }
      let (sums, centroids) = centroids(power)
      let rollOffs = rollOffs(power, sums)
      for slot in 0..<count {
        let lane = STFT.lane(ofSlot: slot)
        let sum = sums[lane]
        for bin in 0..<stft.bins { current[bin] = sum > 0 ? power[bin][lane] / sum : 0 }
        let index = first + slot
        let start = index * Self.hop
        let (crossings, level) = Self.timeDomain(samples, start)
        frames.append(
          Frame(
            centroid: centroids[lane], rollOff: rollOffs[lane], flatness: flatness[lane],
            flux: index == 0 ? 0 : Self.distance(former, current), zeroCrossings: crossings,
            level: level, cepstrum: cepstra.map { $0[lane] }))
        swap(&former, &current)
      }
    }
    return frames
  }

  // MARK: - Eight frames at a time

  private func centroids(
    _ magnitude: UnsafePointer<SIMD8<Float>>
  ) -> (sums: SIMD8<Float>, centroids: SIMD8<Float>) {
    var (sum, moment) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
    for bin in 0..<stft.bins {
      sum += magnitude[bin]
      moment += magnitude[bin] * Float(bin)
    }
    let width = Float(Self.sampleRate) / Float(Self.length)
    let centroid = moment / sum.replacing(with: 1, where: sum .<= 0) * width
    return (sum, centroid)
  }

  private func rollOffs(
    _ magnitude: UnsafePointer<SIMD8<Float>>, _ sums: SIMD8<Float>
  ) -> SIMD8<Float> {
    let wanted = sums * Self.share
    var sum = SIMD8<Float>.zero
    // The number of bins before the share is reached is the bin in which it is.
    var bins = SIMD8<Float>.zero
    for bin in 0..<stft.bins {
      sum += magnitude[bin]
      bins += SIMD8<Float>.zero.replacing(with: 1, where: sum .< wanted)
    }
    return bins * (Float(Self.sampleRate) / Float(Self.length))
  }

  private func flatness(_ power: UnsafePointer<SIMD8<Float>>) -> SIMD8<Float> {
    var (logarithms, sum) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
    for bin in 0..<stft.bins {
      var value = power[bin]
      value.clamp(lowerBound: SIMD8(repeating: Self.floor), upperBound: .greatest)
      logarithms += log10(value)
      sum += value
    }
    let count = Float(stft.bins)
    var result = SIMD8<Float>.zero
    for lane in 0..<8 { result[lane] = pow(10, logarithms[lane] / count) * count / sum[lane] }
    return result
  }

  private func cepstra(_ mel: [SIMD8<Float>]) -> [SIMD8<Float>] {
    cosines.withUnsafeBufferPointer { cosines in
      (0..<Self.coefficients).map { coefficient in
        var sum = SIMD8<Float>.zero
        for band in 0..<Self.bands { sum += mel[band] * cosines[coefficient * Self.bands + band] }
        return sum
      }
    }
  }

  // MARK: - One frame

  private static func distance(_ one: [Float], _ other: [Float]) -> Float {
    var sum: Float = 0
    for bin in one.indices {
      let difference = one[bin] - other[bin]
      sum += difference * difference
    }
    return sum.squareRoot()
  }

  /// What is nearer to nothing than −200 dB has no sign of its own: it is taken for positive.
  private static func timeDomain(
    _ samples: [Float], _ start: Int
  ) -> (crossings: Float, level: Float) {
    samples.withUnsafeBufferPointer { samples in
      var (crossings, power) = (0, samples[start] * samples[start])
      var wasNegative = samples[start] < -floor
      for index in start + 1..<start + length {
        let isNegative = samples[index] < -floor
        if isNegative != wasNegative { crossings += 1 }
        wasNegative = isNegative
        power += samples[index] * samples[index]
      }
      return (
        Float(crossings) / Float(length), 10 * log10f(power / Float(length) + floor * floor)
      )
    }
  }
}

extension SIMD8<Float> {
  fileprivate static var greatest: Self { Self(repeating: .greatestFiniteMagnitude) }
}
