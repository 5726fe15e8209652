/// Energy in mel bands over time.
package struct MelSpectrogram: Hashable, Sendable {
  package let frames: Int
  package let bands: Int
  /// `[frames × bands]`, row-major.
  package private(set) var values: [Float]

  /// Wraps `values`, `frames × bands` of them.
  package init(frames: Int, bands: Int, values: [Float]) {
    precondition(values.count == frames * bands, "one value a frame and band")
    self.frames = frames
    self.bands = bands
    self.values = values
  }

  /// The value of one band in one frame.
  package subscript(frame frame: Int, band band: Int) -> Float { values[frame * bands + band] }

  /// The frames in `range` as a spectrogram of their own.
  package func frames(_ range: Range<Int>) -> MelSpectrogram {
    MelSpectrogram(
      frames: range.count, bands: bands,
      values: Array(values[range.lowerBound * bands..<range.upperBound * bands]))
  }
}

extension MelSpectrogram {
  /// Computes the mel spectrogram of `samples`, each value passed through `compress`: of their power
  /// or, unless `isPower`, of their magnitude.
  ///
  /// `compress` gets eight frames of one band at a time; it is inlined, so it costs no call.
  @inline(__always)
  init(
    of samples: [Float], framing: STFT.Framing, stft: STFT, bank: MelFilterBank,
    isPower: Bool = true, compress: (SIMD8<Float>) -> SIMD8<Float>
  ) {
    let bands = bank.bands
    let frames = stft.frameCount(samples: samples.count, framing: framing)
    let values = [Float](unsafeUninitializedCapacity: frames * bands) { values, initialized in
      withUnsafeTemporaryAllocation(of: SIMD8<Float>.self, capacity: bands) { mel in
        guard let mel = mel.baseAddress, let values = values.baseAddress else { return }
        stft.forEachBatch(of: samples, framing: framing) { first, count, power in
          if !isPower {
            for bin in 0..<stft.bins { power[bin] = power[bin].squareRoot() }
          }
          bank.apply(to: power, into: mel)
          for band in 0..<bands { mel[band] = compress(mel[band]) }
          let lanes = UnsafeRawPointer(mel).assumingMemoryBound(to: Float.self)
          for slot in 0..<count {
            let row = values + (first + slot) * bands
            let lane = lanes + STFT.lane(ofSlot: slot)
            for band in 0..<bands { row[band] = lane[band * 8] }
          }
        }
      }
      initialized = frames * bands
    }
    self.init(frames: frames, bands: bands, values: values)
  }
}
