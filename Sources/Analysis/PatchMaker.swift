import ModelCatalogue
import SignalProcessing

/// Makes what an embedding network takes out of sound, as the network's manifest says.
struct PatchMaker: Sendable {
  private enum FrontEnd: Sendable {
    case logMel(LogMelFrontEnd, LogMel)
    case waveform(Waveform)
  }

  private let frontEnd: FrontEnd
  /// Hz of the sound it takes.
  let sampleRate: Double
  /// Samples of the sound that one patch takes.
  let patchSamples: Int
  /// Samples from one patch of a whole track to the next.
  let patchHop: Int
  /// True when a patch is what ``MusicnnFrontEnd`` makes, which the descriptors need anyway.
  let isMusicnn: Bool

  init(_ frontEnd: Network.FrontEnd) {
    sampleRate = Double(frontEnd.sampleRate)
    switch frontEnd {
    case .logMel(let logMel):
      self.frontEnd = .logMel(LogMelFrontEnd(.init(logMel)), logMel)
      patchSamples = (logMel.patchFrames - 1) * logMel.hop + logMel.window
      patchHop = logMel.patchHop * logMel.hop
      isMusicnn =
        LogMelFrontEnd.Parameters(logMel) == .musicnn && logMel.isCentred
        && logMel.patchFrames == MusicnnFrontEnd.patchFrames
        && logMel.patchHop == logMel.patchFrames
        && logMel.layout == .framesByBands
    case .waveform(let waveform):
      self.frontEnd = .waveform(waveform)
      patchSamples = waveform.window
      patchHop = waveform.hop
      isMusicnn = false
    }
  }

  /// True when the windows that every network hears hold a patch, at the rate they have.
  var fitsWindows: Bool {
    sampleRate == AnalysisWindows.sampleRate && patchSamples <= AnalysisWindows.defaultLength
  }

  /// Where to read, in samples at ``sampleRate``, around `middle` at the rate of the windows: as long
  /// as these, or as one patch where that is longer.
  func window(around middle: Int) -> Range<Int> {
    let scale = sampleRate / AnalysisWindows.sampleRate
    let length = max(patchSamples, Int(Double(AnalysisWindows.defaultLength) * scale))
    let start = max(0, Int(Double(middle) * scale) - length / 2)
    return start..<start + length
  }

  /// What cuts a whole track into patches. Zeros come before and after it for frames that are centred
  /// on its first and last samples.
  func trackBlocks() -> SampleBlocks {
    var edge = 0
    if case .logMel(_, let logMel) = frontEnd, logMel.isCentred { edge = logMel.window / 2 }
    return SampleBlocks(
      length: patchSamples, hop: patchHop, leadingZeros: edge, trailingZeros: edge)
  }

  /// The patches in `samples`, one at least: fewer samples than a patch takes are followed by zeros.
  func patches(of samples: [Float]) -> [[Float]] {
    let missing = patchSamples - samples.count
    let samples = missing > 0 ? samples + [Float](repeating: 0, count: missing) : samples
    return stride(from: 0, through: samples.count - patchSamples, by: patchHop).map { start in
      patch(of: Array(samples[start..<start + patchSamples]))
    }
  }

  /// One patch of exactly ``patchSamples`` samples. Those of a network with centred frames begin half
  /// a window before their first frame, so that no patch but a track's first and last is padded.
  private func patch(of samples: [Float]) -> [Float] {
    switch frontEnd {
    case .waveform(let waveform): waveform.normalised(samples)
    case .logMel(let maker, let logMel):
      switch logMel.layout {
      case .framesByBands: maker.spectrogram(of: samples, framing: .uncentred).values
      case .bandsByFrames: maker.spectrogram(of: samples, framing: .uncentred).transposed
      }
    }
  }
}

extension Waveform {
  /// The samples of one patch as the network wants them.
  func normalised(_ samples: [Float]) -> [Float] {
    let factor = Float(gain)
    let scaled = factor == 1 ? samples : samples.map { $0 * factor }
    switch normalisation {
    case .none: return scaled
    case .peak:
      let peak = scaled.reduce(0) { max($0, abs($1)) }
      return peak > 0 ? scaled.map { $0 / peak } : scaled
    case .standard:
      let mean = scaled.reduce(0.0) { $0 + Double($1) } / Double(scaled.count)
      let variance = scaled.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      // 10⁻⁷, as the feature extractors of published waveform models have it, keeps silence silent.
      let deviation = (variance / Double(scaled.count) + 1e-7).squareRoot()
      return scaled.map { Float((Double($0) - mean) / deviation) }
    }
  }
}

extension MelSpectrogram {
  /// `[bands × frames]`, row-major.
  fileprivate var transposed: [Float] {
    (0..<bands).flatMap { band in (0..<frames).map { self[frame: $0, band: band] } }
  }
}

extension LogMelFrontEnd.Parameters {
  /// What musicnn was trained with.
  fileprivate static let musicnn = Self(
    sampleRate: MusicnnFrontEnd.sampleRate, fftLength: MusicnnFrontEnd.windowLength,
    windowLength: MusicnnFrontEnd.windowLength, hop: MusicnnFrontEnd.hop, isPower: true,
    bands: MusicnnFrontEnd.bands, range: 0...8000, scale: .slaney, norm: .slaney,
    compression: .decimal(factor: 10_000, offset: 1))

  /// The manifest's words for it.
  init(_ logMel: LogMel) {
    let shape: STFT.WindowShape =
      switch logMel.windowShape {
      case .hann: .hann
      case .hamming: .hamming
      case .rectangular: .rectangular
      }
    let compression: LogMelFrontEnd.Compression =
      switch logMel.logarithm {
      case .decimal(let factor, let offset): .decimal(factor: Float(factor), offset: Float(offset))
      case .natural(let factor, let offset): .natural(factor: Float(factor), offset: Float(offset))
      case .decibels(let floor, let range): .decibels(floor: Float(floor), range: Float(range))
      }
    self.init(
      sampleRate: Double(logMel.sampleRate), fftLength: logMel.fftLength,
      windowLength: logMel.window, hop: logMel.hop, shape: shape,
      isPower: logMel.spectrum == .power, bands: logMel.bands, range: logMel.range,
      scale: logMel.scale == .slaney ? .slaney : .htk,
      norm: logMel.norm == .slaney ? .slaney : .none,
      slope: logMel.slope == .hertz ? .hertz : .mel, compression: compression)
  }
}
