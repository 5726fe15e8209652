import SignalProcessing

/// WAV, AIFF, FLAC, Ogg Vorbis, Opus and their kin through libsndfile.
///
/// Seeking is exact, but for the last page of a Vorbis stream, where libsndfile (as of 1.2.2) can
/// land some hundred samples off: milliseconds, which no window notices. In Opus whose positions it
/// does not like it finds no way at all: such a file is decoded up to there.
final class SndfileDecoder: AudioDecoder {
  let frameCount: Int64?
  private var sound: SndfileHandle
  private let file: SniffedFile
  /// The frame that is read next, where there is no way but through; nil while seeking works.
  private var position: Int64?
  /// Set by a seek to the very end, which libsndfile refuses in Ogg.
  private var isAtEnd = false

  var sampleRate: Double { Double(sound.sampleRate) }
  var channels: Int { sound.channels }

  /// Opens the sound in `file`.
  ///
  /// Where the header may promise more than there is (FLAC), the last frame is tried. If it fails,
  /// the file is decoded once to count what there is. Less than a second of a broken file is
  /// `.damaged`.
  init(_ file: SniffedFile) throws(AudioFileError) {
    self.file = file
    let name = file.container.name
    let sound = try SndfileHandle(file)
    let claimed = sound.claimedFrames
    guard claimed != 0 else { throw .empty("The file is a \(name) header without sound.") }
    let isPlausible = (1..<PlausibleSound.mostFrames).contains(claimed)
    // The other containers' lengths come from the data that is there.
    let mayPromise = file.container == .flac || file.container == .ogg(.flac)
    if isPlausible, !mayPromise || sound.reaches(frame: claimed - 1) {
      if claimed < Int64(sound.sampleRate), try ChunkReader.completeness(of: file) == .cutShort {
        throw .damaged(name)
      }
      self.sound = sound
      frameCount = claimed
      return
    }
    // A failed seek can leave the library's FLAC decoder unusable, hence a fresh one each time.
    let count = try SndfileHandle(file).countFrames()
    guard count >= Int64(sound.sampleRate) else { throw .damaged(name) }
    self.sound = try SndfileHandle(file)
    frameCount = count
  }

  func seek(toFrame frame: Int64) throws(AudioFileError) {
    let target = max(0, min(frame, frameCount ?? frame))
    isAtEnd = target == frameCount
    if isAtEnd || position == nil && sound.seek(toFrame: target) { return }
    if let failure = sound.cursor.failure { throw failure }
    guard file.container == .ogg(.opus) else {
      throw .damaged("sound", cause: "no way to frame \(target)")
    }
    try decode(upTo: target)
  }

  /// Goes to frame `target` from where it is, or from the beginning of a fresh handle: a failed seek
  /// leaves the old one anywhere.
  private func decode(upTo target: Int64) throws(AudioFileError) {
    if position.map({ $0 > target }) ?? true {
      sound = try SndfileHandle(file)
      position = 0
    }
    while let place = position, place < target {
      let piece = try read(frames: Int(min(target - place, Int64(sound.sampleRate))))
      guard !piece.isEmpty else {
        throw .damaged("sound", cause: "no way to frame \(target)")
      }
    }
  }

  func read(frames: Int) throws(AudioFileError) -> PCMBuffer {
    let channels = channels
    guard !isAtEnd else {
      return PCMBuffer(sampleRate: sampleRate, channels: channels, samples: [])
    }
    let samples = [Float](unsafeUninitializedCapacity: max(0, frames) * channels) {
      samples, count in
      while count < samples.count {
        let read = sound.read(into: .init(rebasing: samples[count...]))
        guard read > 0 else { break }
        count += read * channels
      }
      PCMBuffer.silenceNonsense(in: .init(rebasing: samples[..<count]))
    }
    if samples.isEmpty, let failure = sound.cursor.failure { throw failure }
    position? += Int64(samples.count / channels)
    return PCMBuffer(sampleRate: sampleRate, channels: channels, samples: samples)
  }
}
