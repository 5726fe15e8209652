package import SignalProcessing

/// Reads single windows of a track without decoding what lies between them.
///
/// A window comes out as if the whole track had been resampled and the window cut from that: some
/// of the track on both sides goes through the resampler too, and it begins where an input and an
/// output sample coincide (every 441st at 44.1 kHz), so that both have the same phase.
package struct WindowReader {
  /// Output samples on either side, several times the reach of the resampler's filter.
  private static let context = 1024

  private let decoder: any AudioDecoder
  private let outputRate: Int

  /// Reads through `decoder`, whose position changes, and resamples to `sampleRate`, a whole number
  /// of Hz.
  package init(_ decoder: any AudioDecoder, sampleRate: Double = AnalysisWindows.sampleRate) {
    self.decoder = decoder
    outputRate = Int(sampleRate)
  }

  /// Reads the `length` samples at 16 kHz, or the rate asked for, that begin at `start`.
  ///
  /// The excerpt's samples are always `length`; where the track ends early, zeros follow.
  package func read(start: Int, length: Int) throws(AudioFileError) -> TrackExcerpt {
    let inputRate = Int(decoder.sampleRate)
    let divisor = greatestCommonDivisor(inputRate, outputRate)
    let (inputPeriod, outputPeriod) = (inputRate / divisor, outputRate / divisor)

    let periods = max(0, start - Self.context) / outputPeriod
    let firstOutput = periods * outputPeriod
    let firstInput = periods * inputPeriod
    let endInput = inputFrame(ofOutput: start + length + Self.context)

    try decoder.seek(toFrame: Int64(firstInput))
    let sound = try decoder.read(frames: endInput - firstInput)
    let resampled: [Float]
    do throws(Resampler.Failure) {
      resampled = try Resampler.resample(
        sound.mono, from: decoder.sampleRate, to: Double(outputRate))
    } catch {
      throw AudioFileError(error, sampleRate: decoder.sampleRate)
    }
    var samples = Array(resampled.dropFirst(start - firstOutput).prefix(length))
    samples += [Float](repeating: 0, count: length - samples.count)
    let bounds = (inputFrame(ofOutput: start), inputFrame(ofOutput: start + length))
    return TrackExcerpt(
      original: sound.frames(bounds.0 - firstInput..<bounds.1 - firstInput), samples: samples)
  }

  /// Reads the `index`-th of `windows`.
  package func read(_ index: Int, of windows: AnalysisWindows) throws(AudioFileError)
    -> TrackExcerpt
  {
    try read(start: windows.starts[index], length: windows.length)
  }

  /// The frame of the file at the time of an output sample.
  private func inputFrame(ofOutput sample: Int) -> Int {
    Int((Double(sample) * decoder.sampleRate / Double(outputRate)).rounded())
  }

  private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }
}
