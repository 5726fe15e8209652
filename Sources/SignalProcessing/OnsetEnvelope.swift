/// How much new sound begins in each frame: the summed rises of the compressed mel energies.
///
/// Spectral flux, half-wave rectified, over two frames and against the strongest of three
/// neighbouring bands, so that vibrato and the beating of held notes do not count (SuperFlux: Böck
/// & Widmer, DAFx 2013).
package struct OnsetEnvelope: Hashable, Sendable {
  /// One value a frame, the first 0; in units of the spectrogram, a mean over its bands.
  package let values: [Float]
  /// Frames a second.
  package let frameRate: Double

  /// Frames between the two that are compared.
  private static let lag = 2

  /// The envelope of one stretch of sound.
  package init(_ mel: MelSpectrogram, frameRate: Double) {
    self.frameRate = frameRate
    let (bands, frames) = (mel.bands, mel.frames)
    values = [Float](unsafeUninitializedCapacity: frames) { values, count in
      mel.values.withUnsafeBufferPointer { mel in
        for frame in 0..<frames {
          var rise: Float = 0
          if frame >= Self.lag {
            let (here, then) = (frame * bands, (frame - Self.lag) * bands)
            for band in 1..<bands - 1 {
              let before = max(mel[then + band - 1], mel[then + band], mel[then + band + 1])
              rise += max(0, mel[here + band] - before)
            }
          }
          values[frame] = rise / Float(bands)
        }
        count = frames
      }
    }
  }

  /// How many notes or beats begin: maxima over a tenth of a second that stand out by half from the half second
  /// around them.
  package var onsetCount: Int {
    let reach = max(1, Int(0.05 * frameRate))
    let surroundings = max(1, Int(0.25 * frameRate))
    var count = 0
    for frame in values.indices where frame > 0 {
      let value = values[frame]
      // What is softer than this is the ripple of held notes.
      guard value > 0.03 else { continue }
      let near = values[max(0, frame - reach)...min(values.count - 1, frame + reach)]
      guard value >= (near.max() ?? 0), value > values[frame - 1] else { continue }
      let around = values[
        max(0, frame - surroundings)...min(values.count - 1, frame + surroundings)]
      if value > 1.5 * around.reduce(0, +) / Float(around.count) { count += 1 }
    }
    return count
  }
}
