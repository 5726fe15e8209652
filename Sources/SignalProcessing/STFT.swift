import Foundation

/// Cuts a signal into windowed frames and gives the power spectrum of each.
///
/// A frame is as long as the window; up to the transform's length it is padded with zeros at its
/// end. Where the zeros lie changes the phase only, so for power this equals the variant that puts
/// them on both sides, except for where frame 0 begins.
package struct STFT: Sendable {
  /// Where frame 0 lies.
  package enum Framing: Sendable {
    /// Frame `k` begins at sample `k · hop`; frames that would run past the end are dropped.
    case uncentred
    /// Frame `k` is centred on sample `k · hop`: the signal is padded with half a window of zeros
    /// on both sides (librosa from 0.10 on; earlier versions mirrored the signal).
    case centred
  }

  /// Samples.
  package let hop: Int
  /// Samples; a power of two.
  package let fftLength: Int
  /// Frequencies a frame, 0 Hz up to and including half the sample rate.
  package var bins: Int { fftLength / 2 + 1 }
  /// Samples.
  package var windowLength: Int { window.count }

  private let window: [Float]
  private let fft: FrameBatchFFT

  /// The shape of the window.
  package enum WindowShape: Sendable {
    /// ½ − ½ cos: down to zero at its ends.
    case hann
    /// .54 − .46 cos: down to .08.
    case hamming
    /// None: all samples count in full.
    case rectangular

    fileprivate func weight(_ turn: Double) -> Double {
      switch self {
      case .hann: 0.5 - 0.5 * cos(turn)
      case .hamming: 0.54 - 0.46 * cos(turn)
      case .rectangular: 1
      }
    }
  }

  /// Prepares a transform with a periodic window.
  package init(windowLength: Int, hop: Int, fftLength: Int, shape: WindowShape = .hann) {
    precondition(windowLength > 1 && windowLength <= fftLength && hop > 0)
    self.hop = hop
    self.fftLength = fftLength
    window = (0..<windowLength).map { index in
      Float(shape.weight(2 * Double.pi * Double(index) / Double(windowLength)))
    }
    fft = FrameBatchFFT(length: fftLength)
  }

  /// How many frames a signal of `samples` samples gives.
  package func frameCount(samples: Int, framing: Framing) -> Int {
    switch framing {
    case .uncentred: samples < windowLength ? 0 : (samples - windowLength) / hop + 1
    case .centred: samples / hop + 1
    }
  }

  /// The power spectrum of every frame, `[frames × bins]`, row-major.
  package func power(of samples: [Float], framing: Framing) -> [Float] {
    let bins = bins
    var result = [Float](
      repeating: 0, count: frameCount(samples: samples.count, framing: framing) * bins)
    forEachBatch(of: samples, framing: framing) { first, count, power in
      for slot in 0..<count {
        for bin in 0..<bins {
          result[(first + slot) * bins + bin] = power[bin][Self.lane(ofSlot: slot)]
        }
      }
    }
    return result
  }

  /// Which lane of a batch's vectors holds the batch's frame number `slot`.
  ///
  /// Even frames come out of the real halves, odd frames out of the imaginary ones.
  static func lane(ofSlot slot: Int) -> Int { slot / 2 + (slot % 2) * 4 }

  /// Calls `body` with the power of up to eight frames at a time: the number of the first one, how
  /// many there are, and one vector a bin whose lanes are the frames (``lane(ofSlot:)``).
  ///
  /// The vectors are valid during the call only, and may be changed. Memory is taken once, not once a frame.
  @inline(__always)
  func forEachBatch(
    of samples: [Float], framing: Framing,
    _ body: (_ first: Int, _ count: Int, _ power: UnsafeMutablePointer<SIMD8<Float>>) -> Void
  ) {
    let frames = frameCount(samples: samples.count, framing: framing)
    let perBatch = FrameBatchFFT.framesPerBatch
    guard frames > 0 else { return }
    let edge = framing == .centred ? windowLength / 2 : 0
    // Whole batches: the last one may reach beyond the signal into zeros.
    let batches = (frames + perBatch - 1) / perBatch
    let needed = (batches * perBatch - 1) * hop + windowLength
    var padded = [Float](repeating: 0, count: max(needed, edge + samples.count))
    padded.replaceSubrange(edge..<edge + samples.count, with: samples)

    let data = UnsafeMutablePointer<FrameLanes>.allocate(capacity: fftLength)
    let scratch = UnsafeMutablePointer<FrameLanes>.allocate(capacity: fftLength)
    let power = UnsafeMutablePointer<SIMD8<Float>>.allocate(capacity: bins)
    defer {
      data.deallocate()
      scratch.deallocate()
      power.deallocate()
    }
    padded.withUnsafeBufferPointer { padded in
      for first in Swift.stride(from: 0, to: frames, by: perBatch) {
        load(padded, from: first * hop, into: data)
        separate(fft.transform(data, scratch: scratch), into: power)
        body(first, min(perBatch, frames - first), power)
      }
    }
  }

  /// Windows eight frames, the first beginning at `start`, into the lanes of `data`.
  private func load(
    _ samples: UnsafeBufferPointer<Float>, from start: Int,
    into data: UnsafeMutablePointer<FrameLanes>
  ) {
    window.withUnsafeBufferPointer { window in
      for index in 0..<window.count {
        let at = start + index
        let re = SIMD4(
          samples[at], samples[at + 2 * hop], samples[at + 4 * hop], samples[at + 6 * hop])
        let im = SIMD4(
          samples[at + hop], samples[at + 3 * hop], samples[at + 5 * hop], samples[at + 7 * hop])
        data[index] = FrameLanes(re: re * window[index], im: im * window[index])
      }
    }
    let silence = FrameLanes(re: .zero, im: .zero)
    for index in window.count..<fftLength { data[index] = silence }
  }

  /// Parts the two real frames in each lane and squares: with Z the transform of a + ib,
  /// A[k] = (Z[k] + Z*[N−k]) / 2 and B[k] = (Z[k] − Z*[N−k]) / 2i.
  private func separate(
    _ spectrum: UnsafeMutablePointer<FrameLanes>, into power: UnsafeMutablePointer<SIMD8<Float>>
  ) {
    for bin in 0..<bins {
      let z = spectrum[bin]
      let mirror = spectrum[(fftLength - bin) % fftLength]
      let evenRe = z.re + mirror.re
      let evenIm = z.im - mirror.im
      let oddRe = z.im + mirror.im
      let oddIm = z.re - mirror.re
      power[bin] = SIMD8(
        lowHalf: (evenRe * evenRe + evenIm * evenIm) * 0.25,
        highHalf: (oddRe * oddRe + oddIm * oddIm) * 0.25)
    }
  }
}
