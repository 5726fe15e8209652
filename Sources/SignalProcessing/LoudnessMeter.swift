import CEBUR128

/// Integrated loudness after EBU R 128 / ITU-R BS.1770-4: K-weighted, gated, in LUFS.
package final class LoudnessMeter {
  /// The meter could not be made: it knows 1…64 channels and 16 Hz…2.8 MHz.
  package struct UnsupportedFormat: Error {}

  private var meter: UnsafeMutablePointer<ebur128_state>?
  private let channels: Int

  /// Prepares to measure interleaved sound of this rate in Hz.
  package init(sampleRate: Double, channels: Int) throws(UnsupportedFormat) {
    guard (1...64).contains(channels), (16...2_822_400).contains(sampleRate),
      let meter = ebur128_init(UInt32(channels), UInt(sampleRate), Int32(EBUR128_MODE_I.rawValue))
    else { throw UnsupportedFormat() }
    self.meter = meter
    self.channels = channels
  }

  deinit { ebur128_destroy(&meter) }

  /// Takes the next interleaved samples, `[frames × channels]`.
  ///
  /// Windows from different places of a track may follow each other: a gating block of 0.4 s across
  /// a seam mixes both sides and is one of some hundred.
  package func append(_ samples: [Float]) {
    _ = samples.withUnsafeBufferPointer { samples in
      ebur128_add_frames_float(meter, samples.baseAddress, samples.count / channels)
    }
  }

  /// LUFS over everything taken so far; nil for silence, or for less than one block of 0.4 s.
  package var integrated: Double? {
    var loudness = 0.0
    guard ebur128_loudness_global(meter, &loudness) == Int32(EBUR128_SUCCESS.rawValue),
      loudness.isFinite
    else { return nil }
    return loudness
  }
}
