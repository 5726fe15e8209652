/// A log-compressed mel spectrogram of any description: what most networks hear.
///
/// The parameters are those that papers give; with musicnn's it computes what ``MusicnnFrontEnd``
/// does, to the bit.
package struct LogMelFrontEnd: Sendable {
  /// How it is computed.
  package struct Parameters: Hashable, Sendable {
    /// Hz.
    package var sampleRate: Double
    /// Samples; a power of two.
    package var fftLength: Int
    /// Samples a frame, at most `fftLength`.
    package var windowLength: Int
    /// Samples from one frame to the next.
    package var hop: Int
    package var shape: STFT.WindowShape
    package var isPower: Bool
    package var bands: Int
    /// The edges of the lowest and the highest band in Hz.
    package var range: ClosedRange<Double>
    package var scale: MelFilterBank.Scale
    package var norm: MelFilterBank.Norm
    package var slope: MelFilterBank.Slope
    package var compression: Compression

    /// Gathers the parameters.
    package init(
      sampleRate: Double, fftLength: Int, windowLength: Int, hop: Int,
      shape: STFT.WindowShape = .hann, isPower: Bool, bands: Int, range: ClosedRange<Double>,
      scale: MelFilterBank.Scale, norm: MelFilterBank.Norm, slope: MelFilterBank.Slope = .hertz,
      compression: Compression
    ) {
      self.sampleRate = sampleRate
      self.fftLength = fftLength
      self.windowLength = windowLength
      self.hop = hop
      self.shape = shape
      self.isPower = isPower
      self.bands = bands
      self.range = range
      self.scale = scale
      self.norm = norm
      self.slope = slope
      self.compression = compression
    }
  }

  /// What becomes of each band's value x.
  package enum Compression: Hashable, Sendable {
    /// log₁₀(offset + factor · x).
    case decimal(factor: Float, offset: Float)
    /// ln(offset + factor · x).
    case natural(factor: Float, offset: Float)
    /// 10 · log₁₀(max(floor, x)); nothing is left more than `range` below the maximum.
    case decibels(floor: Float, range: Float)
  }

  package let parameters: Parameters
  private let stft: STFT
  private let bank: MelFilterBank

  /// Prepares window, transform and filters; keep it for as many tracks as there are.
  package init(_ parameters: Parameters) {
    self.parameters = parameters
    stft = STFT(
      windowLength: parameters.windowLength, hop: parameters.hop,
      fftLength: parameters.fftLength, shape: parameters.shape)
    bank = MelFilterBank(
      bands: parameters.bands, fftLength: parameters.fftLength,
      sampleRate: parameters.sampleRate, lowest: parameters.range.lowerBound,
      highest: parameters.range.upperBound, scale: parameters.scale, norm: parameters.norm,
      slope: parameters.slope)
  }

  /// The compressed energies of `samples`, `[frames × bands]`.
  ///
  /// The maximum that decibels are floored below is that of these samples.
  package func spectrogram(of samples: [Float], framing: STFT.Framing) -> MelSpectrogram {
    switch parameters.compression {
    case .decimal(let factor, let offset):
      return compressed(samples, framing) { log10($0 * factor + offset) }
    case .natural(let factor, let offset):
      return compressed(samples, framing) { log10($0 * factor + offset) * 2.302_585_1 }
    case .decibels(let floor, let range):
      let whole = compressed(samples, framing) { value in
        log10(value.replacing(with: floor, where: value .< floor)) * 10
      }
      let bottom = (whole.values.max() ?? 0) - range
      return MelSpectrogram(
        frames: whole.frames, bands: whole.bands, values: whole.values.map { max($0, bottom) })
    }
  }

  @inline(__always)
  private func compressed(
    _ samples: [Float], _ framing: STFT.Framing, _ compress: (SIMD8<Float>) -> SIMD8<Float>
  ) -> MelSpectrogram {
    MelSpectrogram(
      of: samples, framing: framing, stft: stft, bank: bank, isPower: parameters.isPower,
      compress: compress)
  }
}
