package import SignalProcessing

/// A stretch of a track in the two forms that the analysis needs.
package struct TrackExcerpt: Sendable {
  /// As decoded, for the loudness meter.
  package let original: PCMBuffer
  /// The channel mean at 16 kHz, for the networks.
  package let samples: [Float]
}

extension AudioFileError {
  /// For rates that the resampler refuses.
  init(_ failure: Resampler.Failure, sampleRate: Double) {
    self = .unsupported("sound at \(sampleRate) Hz", cause: failure.description)
  }
}
