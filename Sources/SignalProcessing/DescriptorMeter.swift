import Foundation

/// Measures what musicians would name, key and mode, tempo, how busy, how bright and how even a
/// sound is, and what its spectrum is like from frame to frame.
///
/// Takes the sound in stretches, as the networks get it, together with the spectrogram that musicnn
/// gets.
package struct DescriptorMeter: Sendable {
  /// What everything taken in comes to.
  package struct Reading: Hashable, Sendable {
    /// Nil without pitch.
    package var key: KeyEstimate?
    /// Nil without a beat.
    package var tempo: TempoEstimate?
    /// Notes or beats that begin, a second.
    package var onsetRate: Double
    /// The centre of gravity of the spectrum, Hz.
    package var brightness: Double
    /// The standard deviation of the level from frame to frame, decibels.
    package var dynamics: Double
    /// The spectrum of the frames that are louder than 60 dB below full scale; nil without any.
    package var spectrum: SpectralMoments?
  }

  private let transform: Chroma.Transform
  private let frames: SpectralFrames
  private var chroma = Chroma()
  private var beats = TempoEstimate.Evidence()
  private var onsets = 0
  private var seconds = 0.0
  private var levels = (count: 0.0, sum: 0.0, squares: 0.0)
  private var centroid = (weight: 0.0, sum: 0.0)
  private var spectrum = SpectralMoments()

  /// Prepares to measure one track.
  package init(_ transform: Chroma.Transform, _ frames: SpectralFrames) {
    self.transform = transform
    self.frames = frames
  }

  /// Takes in `samples`, mono at 16 kHz, and musicnn's spectrogram of them.
  package mutating func append(_ samples: [Float], _ mel: MelSpectrogram) {
    chroma.add(samples, transform)
    let envelope = OnsetEnvelope(
      mel, frameRate: MusicnnFrontEnd.sampleRate / Double(MusicnnFrontEnd.hop))
    beats.add(envelope)
    onsets += envelope.onsetCount
    seconds += Double(samples.count) / MusicnnFrontEnd.sampleRate
    measureLevel(samples)
    measureBrightness(mel)
    for frame in frames.frames(of: samples) where frame.level > Self.silence { spectrum.add(frame) }
  }

  /// The result; nil when nothing but silence was taken in.
  package var reading: Reading? {
    guard levels.count > 0, seconds > 0, centroid.weight > 0 else { return nil }
    let mean = levels.sum / levels.count
    return Reading(
      key: KeyEstimate(chroma), tempo: TempoEstimate(beats), onsetRate: Double(onsets) / seconds,
      brightness: centroid.sum / centroid.weight,
      dynamics: max(0, levels.squares / levels.count - mean * mean).squareRoot(),
      spectrum: spectrum.count > 0 ? spectrum : nil)
  }

  /// What is softer says nothing: decibels below full scale.
  private static let silence: Float = -60

  /// Frames of an eighth of a second, those of 60 dB below full scale and more.
  private mutating func measureLevel(_ samples: [Float]) {
    let length = 2000
    samples.withUnsafeBufferPointer { samples in
      for start in stride(from: 0, through: samples.count - length, by: length) {
        var power: Float = 0
        for index in start..<start + length { power += samples[index] * samples[index] }
        let level = 10 * log10(Double(power) / Double(length) + 1e-12)
        guard level > Double(Self.silence) else { continue }
        levels.count += 1
        levels.sum += level
        levels.squares += level * level
      }
    }
  }

  /// Over compressed energies, so that a bass does not hide everything above it.
  private mutating func measureBrightness(_ mel: MelSpectrogram) {
    mel.values.withUnsafeBufferPointer { values in
      for band in 0..<mel.bands {
        var sum: Float = 0
        for frame in 0..<mel.frames { sum += values[frame * mel.bands + band] }
        centroid.weight += Double(sum)
        centroid.sum += Double(sum) * Self.frequencies[band]
      }
    }
  }

  /// The centres of musicnn's mel bands, Hz.
  private static let frequencies: [Double] = {
    let bank = MelFilterBank(
      bands: MusicnnFrontEnd.bands, fftLength: MusicnnFrontEnd.windowLength,
      sampleRate: MusicnnFrontEnd.sampleRate, highest: 8000)
    let binWidth = MusicnnFrontEnd.sampleRate / Double(MusicnnFrontEnd.windowLength)
    return (0..<bank.bands).map { band in
      let filter = bank.filter(band: band)
      let weight = filter.reduce(0, +)
      let sum = filter.enumerated().reduce(0.0) { $0 + Double($1.offset) * Double($1.element) }
      return weight > 0 ? sum / Double(weight) * binWidth : 0
    }
  }()
}
