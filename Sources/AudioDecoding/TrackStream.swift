import SignalProcessing

/// Reads a whole track from its beginning, a second at a time.
///
/// The pieces' samples, put together, are the whole track's channel mean resampled to 16 kHz; no
/// more than a piece is ever in memory, however long the track.
package struct TrackStream {
  private let decoder: any AudioDecoder
  private let resampler: Resampler
  private var hasEnded = false

  /// Reads through `decoder`, which is set to its beginning.
  package init(_ decoder: any AudioDecoder) throws(AudioFileError) {
    self.decoder = decoder
    do throws(Resampler.Failure) {
      resampler = try Resampler(from: decoder.sampleRate, to: AnalysisWindows.sampleRate)
    } catch {
      throw AudioFileError(error, sampleRate: decoder.sampleRate)
    }
    try decoder.seek(toFrame: 0)
  }

  /// The next piece; nil after the last.
  ///
  /// A piece's two forms do not cover quite the same stretch: the resampler lags behind and the
  /// last piece makes up for it.
  package mutating func next() throws(AudioFileError) -> TrackExcerpt? {
    guard !hasEnded else { return nil }
    let sound = try decoder.read(frames: Int(decoder.sampleRate))
    guard !sound.isEmpty else {
      hasEnded = true
      return TrackExcerpt(original: sound, samples: resampler.finish())
    }
    return TrackExcerpt(original: sound, samples: resampler.process(sound.mono))
  }
}
