#if FFmpeg

  /// How long a file really is: what its header says is tried, and if need be its packets are
  /// counted.
  struct FFmpegLength {
    /// When the first sample is heard, in ticks of the file's clock.
    let origin: Int64
    private let file: SniffedFile
    private let rate: Int

    /// More than two frames of any lossy codec, in samples: what an edit list may cut off.
    private static let longestPadding: Int64 = 4096

    /// Will measure `file`, whose sound is at `rate` and begins at `origin`.
    init(_ file: SniffedFile, rate: Int, origin: Int64) {
      self.file = file
      self.rate = rate
      self.origin = origin
    }

    /// Samples a channel that can be decoded; `claimed` is what the header says.
    ///
    /// The last seconds are decoded. Where that fails, a part of the file is missing, or nothing in
    /// it tells how to get there: then all packets are read, but not decoded.
    func frames(claimed: Int64?) throws(AudioFileError) -> Int64 {
      if let claimed, let end = try end(near: claimed) {
        // An MP4 says with its edit list where the encoder's padding begins; the library does not
        // cut it off.
        let isPadded = file.container == .mp4 && end > claimed
        return isPadded && end - claimed < Self.longestPadding ? claimed : end
      }
      let sound = try FFmpegSound(file)
      guard let ticks = sound.endOfPackets() else { throw .damaged(file.container.name) }
      let counted = sound.frames(ofTicks: ticks &- origin, at: rate)
      guard (1..<PlausibleSound.mostFrames).contains(counted) else {
        throw .damaged(file.container.name)
      }
      if let end = try end(near: counted) { return end }
      // Where there is no way to its end either, all of it is decoded.
      return try end(near: 0) ?? counted
    }

    /// Decodes from two seconds before `claimed` on; returns where the sound ends, nil when it
    /// cannot be found.
    private func end(near claimed: Int64) throws(AudioFileError) -> Int64? {
      let sound = try FFmpegSound(file)
      let start = claimed - Int64(2 * rate)
      var head: Int64?
      if start <= file.firstTarget * Int64(rate) {
        head = 0
      } else if !sound.seek(to: origin &+ sound.ticks(ofFrames: start, at: rate)) {
        return nil
      }
      while sound.next() {
        guard sound.sampleRate == rate else { continue }
        if head == nil {
          guard let time = sound.time else { return nil }
          head = sound.frames(ofTicks: time &- origin, at: rate)
          guard let head, head.magnitude < PlausibleSound.mostFrames else { return nil }
        }
        head? += Int64(sound.length)
      }
      return head == 0 ? nil : head
    }
  }

#endif
