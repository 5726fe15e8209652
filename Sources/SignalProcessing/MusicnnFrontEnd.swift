/// What musicnn hears: log-compressed mel energies (Pons & Serra, musicnn, ISMIR 2019).
///
/// 16 kHz mono, 512-point periodic Hann, hop 256, 96 Slaney mel bands 0…8000 Hz,
/// log10(1 + 10000 · power), all in single precision. The published code rounds to half precision
/// before the product, which overflows on loud music; that is not reproduced.
package struct MusicnnFrontEnd: Sendable {
  /// Hz.
  package static let sampleRate = 16_000.0
  package static let bands = 96
  /// Frames the network takes at once.
  package static let patchFrames = 187
  /// Samples between two frames.
  package static let hop = 256
  /// Samples a frame.
  package static let windowLength = 512
  /// Samples that the frames of one patch span, 3.008 s.
  package static let patchSamples = (patchFrames - 1) * hop + windowLength

  private let stft = STFT(windowLength: windowLength, hop: hop, fftLength: windowLength)
  private let bank = MelFilterBank(
    bands: bands, fftLength: windowLength, sampleRate: sampleRate, highest: 8000)

  /// Prepares window, transform and filters; keep it for as many tracks as there are.
  package init() {}

  /// The log-mel energies of `samples`, `[frames × 96]`.
  ///
  /// Uncentred, ``patchSamples`` samples that begin at sample `256k − 256` of a track give exactly
  /// frames `k ..< k + 187` of the whole track centred. So windows from within a track need no
  /// padding, and only a track's own beginning has any.
  package func spectrogram(of samples: [Float], framing: STFT.Framing) -> MelSpectrogram {
    MelSpectrogram(of: samples, framing: framing, stft: stft, bank: bank) { power in
      log10(power * 10_000 + 1)
    }
  }

  /// A whole track's patches as the published code cuts them: centred frames, no overlap, the last
  /// partial patch dropped. Each is `[187 × 96]`.
  ///
  /// Takes the whole track at once; for long ones pass it through ``trackBlocks()`` instead.
  package func patches(of track: [Float]) -> [MelSpectrogram] {
    let whole = spectrogram(of: track, framing: .centred)
    return (0..<whole.frames / Self.patchFrames).map { patch in
      whole.frames(patch * Self.patchFrames..<(patch + 1) * Self.patchFrames)
    }
  }

  /// Cuts a stream of samples into blocks that, uncentred, give the same patches as
  /// ``patches(of:)`` of the whole.
  package static func trackBlocks() -> SampleBlocks {
    SampleBlocks(
      length: patchSamples, hop: patchFrames * hop, leadingZeros: windowLength / 2,
      trailingZeros: windowLength / 2)
  }
}
