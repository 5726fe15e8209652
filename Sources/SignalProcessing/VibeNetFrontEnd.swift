/// What VibeNet hears: mel energies in decibels.
///
/// 16 kHz mono, 640-point periodic Hann zero-padded to 1024, hop 320, not centred, 128 Slaney mel
/// bands 0…8000 Hz, 10 · log10(max(10⁻¹⁰, power)), floored 80 dB below the clip's maximum.
///
/// The floor depends on the whole clip, so windows are made without it and get it when they are
/// put together.
package struct VibeNetFrontEnd: Sendable {
  /// Hz.
  package static let sampleRate = 16_000.0
  package static let bands = 128
  /// Samples between two frames.
  package static let hop = 320
  /// Samples a frame.
  package static let windowLength = 640
  /// How far below the clip's maximum anything is taken for silence, in decibels.
  package static let dynamicRange: Float = 80

  private let stft = STFT(windowLength: windowLength, hop: hop, fftLength: 1024)
  private let bank = MelFilterBank(
    bands: bands, fftLength: 1024, sampleRate: sampleRate, highest: 8000)

  /// Prepares window, transform and filters; keep it for as many tracks as there are.
  package init() {}

  /// The mel energies of `samples` in decibels without the floor, `[frames × 128]`.
  ///
  /// Fewer samples than one window are padded with zeros to one frame.
  package func decibels(of samples: [Float]) -> MelSpectrogram {
    var samples = samples
    if samples.count < Self.windowLength {
      samples += [Float](repeating: 0, count: Self.windowLength - samples.count)
    }
    return MelSpectrogram(of: samples, framing: .uncentred, stft: stft, bank: bank) { power in
      // `replacing` keeps the vector; `max` of vectors would take the lanes one by one.
      let audible = power.replacing(with: 1e-10, where: power .< 1e-10)
      return log10(audible) * 10
    }
  }

  /// Puts windows together along time as one clip and floors it 80 dB below its maximum.
  ///
  /// Returns `[128 × frames]`, row-major, as the network takes it; `frames` is the sum over the
  /// windows.
  package static func clip(joining windows: [MelSpectrogram]) -> [Float] {
    let frames = windows.reduce(0) { $0 + $1.frames }
    let loudest = windows.lazy.map(\.loudest).max() ?? -.infinity
    let floor = loudest - dynamicRange
    return [Float](unsafeUninitializedCapacity: bands * frames) { clip, count in
      var first = 0
      for window in windows {
        window.values.withUnsafeBufferPointer { values in
          for band in 0..<bands {
            for frame in 0..<window.frames {
              clip[band * frames + first + frame] = max(values[frame * bands + band], floor)
            }
          }
        }
        first += window.frames
      }
      count = bands * frames
    }
  }
}

extension MelSpectrogram {
  fileprivate var loudest: Float {
    values.withUnsafeBufferPointer { values in
      var loudest = -Float.infinity
      for value in values where value > loudest { loudest = value }
      return loudest
    }
  }
}
