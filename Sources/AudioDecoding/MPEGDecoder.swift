import SignalProcessing

/// MP3, and MPEG audio layers I and II, through libmpg123.
///
/// All frame headers are scanned on opening. Without that, a file with a variable bit rate and no
/// Xing header has an unknown length and seeking in it is guesswork; with it, length and seeking
/// are exact, and a truncated file is as long as what is left. With a LAME or Xing header, the
/// encoder's delay and padding are cut off (gapless); without, the encoder's delay of some 1,100
/// samples stays, since nothing says how long it is.
final class MPEGDecoder: AudioDecoder {
  let frameCount: Int64?
  private let sound: MPEGHandle

  var sampleRate: Double { Double(sound.sampleRate) }
  var channels: Int { sound.channels }

  /// Opens the sound in `file`; less than a second of a broken one is `.damaged`.
  init(_ file: SniffedFile) throws(AudioFileError) {
    sound = try MPEGHandle(file)
    guard (1...PlausibleSound.mostFrames).contains(sound.length) else {
      throw sound.cursor.failure ?? .damaged(file.container.name)
    }
    if sound.length < Int64(sound.sampleRate),
      !(try MPEGFrameHeader.fill(file.audio, of: file.bytes))
    {
      throw .damaged(file.container.name)
    }
    frameCount = sound.length
  }

  func seek(toFrame frame: Int64) throws(AudioFileError) {
    let target = max(0, min(frame, frameCount ?? frame))
    guard sound.seek(toFrame: target) else {
      throw sound.cursor.failure ?? .damaged("MP3", cause: "no way to frame \(target)")
    }
  }

  func read(frames: Int) throws(AudioFileError) -> PCMBuffer {
    let samples = [Float](unsafeUninitializedCapacity: max(0, frames) * channels) {
      samples, count in
      count = sound.read(into: samples)
      PCMBuffer.silenceNonsense(in: .init(rebasing: samples[..<count]))
    }
    if samples.isEmpty, let failure = sound.cursor.failure { throw failure }
    return PCMBuffer(sampleRate: sampleRate, channels: channels, samples: samples)
  }
}
