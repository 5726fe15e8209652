/// Decoded sound: interleaved samples at one rate.
package struct PCMBuffer: Hashable, Sendable {
  /// Hz.
  package let sampleRate: Double
  package let channels: Int
  /// −1…1 at full scale; `[frames × channels]`, row-major.
  package private(set) var samples: [Float]

  /// Wraps `samples`; a trailing part that is no whole frame is dropped.
  package init(sampleRate: Double, channels: Int, samples: [Float]) {
    precondition(channels > 0, "sound has at least one channel")
    self.sampleRate = sampleRate
    self.channels = channels
    self.samples = samples
    // Removing nothing would still copy an array that someone else holds too.
    let rest = samples.count % channels
    if rest > 0 { self.samples.removeLast(rest) }
  }

  /// Samples a channel.
  package var frameCount: Int { samples.count / channels }

  /// Length in seconds.
  package var seconds: Double { Double(frameCount) / sampleRate }

  package var isEmpty: Bool { samples.isEmpty }

  /// The frames in `range`, which is clamped to what there is.
  package func frames(_ range: Range<Int>) -> PCMBuffer {
    let range = range.clamped(to: 0..<frameCount)
    let slice = samples[range.lowerBound * channels..<range.upperBound * channels]
    return PCMBuffer(sampleRate: sampleRate, channels: channels, samples: Array(slice))
  }

  /// The mean over the channels, `[frames]`.
  ///
  /// A mean rather than an energy-preserving sum, since that is what the networks were trained on.
  package var mono: [Float] {
    switch channels {
    case 1: return samples
    case 2:
      // Most music, so it gets a loop that the compiler turns into vector code.
      return samples.withUnsafeBufferPointer { samples in
        [Float](unsafeUninitializedCapacity: samples.count / 2) { mono, count in
          count = samples.count / 2
          for frame in 0..<count {
            mono[frame] = (samples[2 * frame] + samples[2 * frame + 1]) * 0.5
          }
        }
      }
    default:
      let frameCount = frameCount
      return samples.withUnsafeBufferPointer { samples in
        [Float](unsafeUninitializedCapacity: frameCount) { mono, count in
          for frame in 0..<frameCount {
            var sum: Float = 0
            for channel in 0..<channels { sum += samples[frame * channels + channel] }
            mono[frame] = sum / Float(channels)
          }
          count = frameCount
        }
      }
    }
  }
}

extension PCMBuffer {
  /// The loudest sample taken for sound: 120 dB above full scale.
  ///
  /// Nothing recorded comes near it, and its square still fits a `Float` after any filter bank.
  package static let loudestSample: Float = 1e6

  /// Replaces what cannot be sound (NaN, infinities, magnitudes above ``loudestSample``) by 0.
  ///
  /// A single NaN would otherwise spread through every later average.
  package static func silenceNonsense(in samples: UnsafeMutableBufferPointer<Float>) {
    // Without their sign, floats order as integers, and NaN lies above infinity. The integer
    // maximum is a vector instruction; healthy music never reaches the second loop.
    let limit = Int32(bitPattern: loudestSample.bitPattern)
    var highest: Int32 = 0
    for sample in samples {
      highest = max(highest, Int32(bitPattern: sample.bitPattern & 0x7fff_ffff))
    }
    guard highest > limit else { return }
    for index in samples.indices where !(samples[index].magnitude <= loudestSample) {
      samples[index] = 0
    }
  }
}
