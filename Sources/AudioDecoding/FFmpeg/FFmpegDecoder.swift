#if FFmpeg
  import SignalProcessing

  /// AAC, ALAC, Windows Media, Monkey's Audio, Musepack, WavPack, DSD, Matroska and whatever else
  /// neither libsndfile nor libmpg123 reads, through FFmpeg's libraries.
  ///
  /// Positions come from the timestamps in the file: exact to the sample where they count samples,
  /// to half a millisecond in Matroska, to a millisecond in ASF. Where a file cannot be positioned
  /// in, it is decoded from its beginning.
  final class FFmpegDecoder: AudioDecoder {
    let sampleRate: Double
    let channels: Int
    let frameCount: Int64?

    private let file: SniffedFile
    private let rate: Int
    /// When the first sample is heard, in ticks of the file's clock.
    private let origin: Int64
    private var sound: FFmpegSound
    /// Samples of the frame decoded last that are not used yet, and how many lie before them.
    private var rest = 0
    private var offset = 0
    /// Which sample of the track is the next to come out of the decoder.
    private var head: Int64 = 0
    /// Which one is wanted next.
    private var position: Int64 = 0
    /// Cleared when the file turns out not to tell where its samples lie.
    private var canJump = true

    /// Seconds to decode before a sample so that it comes out as in reading through: the overlap of
    /// transforms, the bit reservoir of MP3, Opus' 80 ms, the 32 frames that Musepack skips.
    private static let leadIns = [1, 12]

    /// Opens the sound in `file`; less than a second of a broken one is `.damaged`.
    ///
    /// The file is opened for each question anew, so that there is never more than one index in
    /// memory: that of ten hours of MP4 takes 40 MiB.
    init(_ file: SniffedFile) throws(AudioFileError) {
      let name = file.container.name
      let format = try Self.format(of: file)
      try PlausibleSound.check(sampleRate: format.rate, channels: format.channels, format: name)
      let length = try FFmpegLength(file, rate: format.rate, origin: format.origin)
        .frames(claimed: format.claimed)
      guard (1..<PlausibleSound.mostFrames).contains(length) else { throw .damaged(name) }
      let second = Int64(format.rate)
      if let claimed = format.claimed, length < second, length < claimed - second / 10 {
        throw .damaged(name)
      }
      self.file = file
      rate = format.rate
      origin = format.origin
      sampleRate = Double(rate)
      channels = format.channels
      frameCount = length
      sound = try FFmpegSound(file)
    }

    /// What the first frame of `file` that decodes says of all, and the length in the header.
    private static func format(
      of file: SniffedFile
    ) throws(AudioFileError) -> (rate: Int, channels: Int, origin: Int64, claimed: Int64?) {
      let sound = try FFmpegSound(file)
      guard sound.next() else {
        // The index of so long an MP4 is more than the demuxer may hold in one piece.
        if let claimed = sound.claimedFrames(at: 1), claimed >= 24 * 3_600 {
          throw .unsupported("\(file.container.name) of more than a day")
        }
        throw sound.failure ?? .damaged(file.container.name)
      }
      let rate = sound.sampleRate
      return (rate, sound.channels, sound.time ?? 0, sound.claimedFrames(at: rate))
    }

    func seek(toFrame frame: Int64) throws(AudioFileError) {
      position = max(0, min(frame, frameCount ?? frame))
      // There is nothing to read at the end, wherever the decoder stands.
      guard position != frameCount else { return }
      // A step ahead is quicker decoded than looked for.
      if head <= position, position - head <= Int64(rate) { return skip() }
      for seconds in Self.leadIns
      where canJump && position > (Int64(seconds) + file.firstTarget) * Int64(rate) {
        if jump(before: position - Int64(seconds * rate)) { return skip() }
        canJump = seconds != Self.leadIns.last
      }
      if head > position { try restart() }
      skip()
    }

    func read(frames: Int) throws(AudioFileError) -> PCMBuffer {
      let wanted = Int(max(0, min(Int64(frames), (frameCount ?? .max) - position)))
      let samples = [Float](unsafeUninitializedCapacity: wanted * channels) { samples, count in
        var done = 0
        while done < wanted, rest > 0 || advance() {
          let piece = min(rest, wanted - done)
          let target = samples[done * channels..<(done + piece) * channels]
          sound.copy(
            from: offset, count: piece, channels: channels, to: .init(rebasing: target))
          use(piece)
          done += piece
        }
        count = done * channels
        PCMBuffer.silenceNonsense(in: .init(rebasing: samples[..<count]))
      }
      position += Int64(samples.count / channels)
      if samples.isEmpty, let failure = sound.failure { throw failure }
      return PCMBuffer(sampleRate: sampleRate, channels: channels, samples: samples)
    }

    /// Decodes the next frame that has the track's rate; false at the end.
    private func advance() -> Bool {
      repeat { guard sound.next() else { return false } } while sound.sampleRate != rate
      (rest, offset) = (sound.length, 0)
      return true
    }

    private func use(_ count: Int) {
      rest -= count
      offset += count
      head += Int64(count)
    }

    /// Decodes and drops what lies before the position.
    private func skip() {
      while head < position, rest > 0 || advance() {
        use(Int(min(Int64(rest), position - head)))
      }
    }

    /// Has the decoder stand a little after `target`; false when the file does not allow that or
    /// that is beyond the position.
    private func jump(before target: Int64) -> Bool {
      rest = 0
      head = .max
      guard sound.seek(to: origin &+ sound.ticks(ofFrames: target, at: rate)), advance(),
        let time = sound.time
      else { return false }
      let start = sound.frames(ofTicks: time &- origin, at: rate)
      guard start > -PlausibleSound.mostFrames, start <= position else { return false }
      head = start
      return true
    }

    private func restart() throws(AudioFileError) {
      sound = try FFmpegSound(file)
      (rest, head) = (0, 0)
    }
  }

#endif
