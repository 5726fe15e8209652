#if FFmpeg
  import AudioDecoding
  import Foundation
  import Glibc
  import SignalProcessing
  import Testing

  @Suite struct ForeignDecodingTests {
    private func everything(_ decoder: any AudioDecoder) throws -> [Float] {
      var samples: [Float] = []
      while case let sound = try decoder.read(frames: 44_100), !sound.isEmpty {
        samples += sound.samples
      }
      return samples
    }

    @Test("Every format decodes to the sound that went in", arguments: ForeignFormat.allCases)
    func roundTrip(format: ForeignFormat) throws {
      let fixtures = try Fixtures()
      let file = try fixtures.encoded(format)
      let decoder = try AudioFile.open(file.descriptor)
      #expect(decoder.sampleRate == format.sampleRate)
      #expect(decoder.channels == 2)
      let decoded = try everything(decoder)
      let claimed = Int(try #require(decoder.frameCount))
      #expect(abs(claimed - decoded.count / 2) <= 2 * format.slack)
      #expect(try decoder.read(frames: 1).isEmpty, "nothing comes after the end")

      let original = music(seconds: 4).map { ($0 * 32_768).rounded() / 32_768 }
      let seconds = Double(decoded.count / 2 - format.delay) / format.sampleRate
      // Lossy encoders fill their last block.
      #expect(abs(seconds - 4) < (format.isLossless ? 0.001 : 0.05))
      guard format.sampleRate == 44_100 else { return }
      if format.isLossless {
        let worst = zip(decoded, original).map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 1e-6)
      }
      let shifted =
        format.delay >= 0 ? decoded.dropFirst(2 * format.delay) : decoded[...]
      let expected =
        format.delay >= 0 ? original[...] : original.dropFirst(-2 * format.delay)
      // The ends are where encoders differ.
      let pairs = zip(shifted, expected).dropFirst(8_192).prefix(300_000)
      let squares = pairs.reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect((squares / 300_000).squareRoot() < 0.03)
    }

    @Test("Seeking gives the same sound as reading through", arguments: ForeignFormat.allCases)
    func seeking(format: ForeignFormat) throws {
      let fixtures = try Fixtures()
      let file = try fixtures.encoded(format, seconds: 8)
      let decoder = try AudioFile.open(file.descriptor)
      let whole = try everything(decoder)
      let frames = whole.count / 2
      for frame in [frames * 3 / 4, 37, frames / 2 + 1, 0, frames - 700] {
        try decoder.seek(toFrame: Int64(frame))
        let sound = try decoder.read(frames: 600)
        #expect(sound.frameCount == 600, "at frame \(frame)")
        // AAC fills bands with noise of its own at each decoding.
        let difference = (-format.slack...format.slack).lazy.map { shift in
          Self.difference(sound.samples, whole, at: 2 * (frame + shift))
        }.min()
        #expect(try #require(difference) < 0.02, "at frame \(frame)")
      }
      try decoder.seek(toFrame: .max)
      #expect(try decoder.read(frames: 10).isEmpty)
      try decoder.seek(toFrame: -5)
      let start = try decoder.read(frames: 600).samples
      #expect(Self.difference(start, whole, at: 0) < 0.02)
    }

    @Test("Opus that begins before zero is heard whole, and found its way about in")
    func beforeZero() throws {
      let fixtures = try Fixtures()
      _ = try fixtures.file("music.wav", wav(music(seconds: 8), channels: 2))
      try fixtures.run("ffmpeg", ["-i", "music.wav", "-c:a", "libopus", "a.webm"])
      try fixtures.run(
        "ffmpeg",
        ["-itsoffset", "-0.5", "-i", "a.webm", "-c:a", "libopus", "-copyts", "music.opus"])
      let file = try OpenFile(fixtures.folder.appendingPathComponent("music.opus").path)
      let decoder = try AudioFile.open(file.descriptor)
      let whole = try everything(decoder)
      #expect(abs(Double(whole.count) / 2 / decoder.sampleRate - 8) < 0.1)
      for frame in [200_000, 100_000, 300_000] {
        try decoder.seek(toFrame: Int64(frame))
        let sound = try decoder.read(frames: 600)
        #expect(Self.difference(sound.samples, whole, at: 2 * frame) < 0.02, "at frame \(frame)")
      }
    }

    @Test("What is attached to Matroska changes nothing in its sound")
    func attachments() throws {
      let fixtures = try Fixtures()
      _ = try fixtures.file("music.wav", wav(music(seconds: 4), channels: 2))
      _ = try fixtures.file("booklet.pdf", [UInt8](repeating: 7, count: 300_000))
      let attached = [
        "-i", "music.wav", "-attach", "booklet.pdf", "-metadata:s:t", "mimetype=application/pdf",
      ]
      try fixtures.run("ffmpeg", ["-i", "music.wav", "-c:a", "flac", "plain.mka"])
      try fixtures.run("ffmpeg", attached + ["-c:a", "flac", "attached.mka"])
      let sounds = try ["plain.mka", "attached.mka"].map { name in
        let file = try OpenFile(fixtures.folder.appendingPathComponent(name).path)
        return try everything(try AudioFile.open(file.descriptor))
      }
      #expect(sounds[0] == sounds[1])
      #expect(!sounds[0].isEmpty)
    }

    /// The root mean square of what differs, both as a part of all.
    private static func difference(_ some: [Float], _ whole: [Float], at start: Int) -> Float {
      guard start >= 0, start + some.count <= whole.count else { return .infinity }
      let expected = whole[start..<start + some.count]
      let squares = zip(some, expected).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return (squares / Float(some.count)).squareRoot()
    }

    // Of a WAV that is cut short libsndfile says that it is broken, whatever is in it.
    @Test(
      "A truncated file plays as far as it goes",
      arguments: ForeignFormat.allCases.filter { $0 != .wmaInWAV })
    func truncated(format: ForeignFormat) throws {
      let fixtures = try Fixtures()
      _ = try fixtures.encoded(format, seconds: 8)
      let bytes = try fixtures.bytes(of: "music." + format.fileExtension)
      let half = try fixtures.file("half", Array(bytes.prefix(bytes.count / 2)))
      let decoder = try AudioFile.open(half.descriptor)
      let claimed = try #require(decoder.seconds)
      #expect(claimed > 2 && claimed < 6)
      let frames = try everything(decoder).count / 2
      #expect(abs(frames - Int(decoder.frameCount ?? 0)) <= 2 * format.slack)
    }

    @Test("A file cut off before any sound is damaged", arguments: ForeignFormat.allCases)
    func headless(format: ForeignFormat) throws {
      let fixtures = try Fixtures()
      _ = try fixtures.encoded(format)
      let bytes = try fixtures.bytes(of: "music." + format.fileExtension)
      let file = try fixtures.file("header", Array(bytes.prefix(30)))
      let error = #expect(throws: AudioFileError.self) { try AudioFile.open(file.descriptor) }
      #expect([.damaged, .notAudio].contains(error?.code), "\(String(describing: error))")
    }

    @Test("An MP4 that ends with its index is damaged when that is missing")
    func withoutIndex() throws {
      let fixtures = try Fixtures()
      _ = try fixtures.encoded(.wav)
      try fixtures.run("ffmpeg", ["-i", "music.wav", "-c:a", "aac", "late.m4a"])
      let bytes = try fixtures.bytes(of: "late.m4a")
      let file = try fixtures.file("cut.m4a", Array(bytes.prefix(bytes.count / 2)))
      let error = #expect(throws: AudioFileError.self) { try AudioFile.open(file.descriptor) }
      #expect(error?.code == .damaged)
    }

    @Test("Pictures and other streams beside the sound do not disturb it")
    func beside() throws {
      let fixtures = try Fixtures()
      _ = try fixtures.encoded(.wav)
      let picture = ["-f", "lavfi", "-i", "color=red:size=64x64:rate=1:duration=1"]
      try fixtures.run(
        "ffmpeg",
        ["-i", "music.wav"] + picture + ["-map", "1:v", "-map", "0:a"]
          + ["-c:v", "mjpeg", "-c:a", "alac", "-disposition:v", "attached_pic", "cover.m4a"])
      try fixtures.run(
        "ffmpeg",
        picture + [
          "-i", "music.wav", "-map", "0:v", "-map", "1:a", "-c:v", "mjpeg", "-c:a", "flac",
        ]
          + ["video.mka"])
      for name in ["cover.m4a", "video.mka"] {
        let file = try OpenFile(fixtures.folder.appendingPathComponent(name).path)
        let decoder = try AudioFile.open(file.descriptor)
        let original = music(seconds: 4).map { ($0 * 32_768).rounded() / 32_768 }
        let decoded = try everything(decoder)
        #expect(abs(decoded.count - original.count) < 100, "\(name)")
        #expect(zip(decoded, original).allSatisfy { abs($0 - $1) < 1e-6 }, "\(name)")
      }
    }

    @Test("The descriptor is borrowed: its offset stays", arguments: ForeignFormat.allCases)
    func borrowed(format: ForeignFormat) throws {
      let fixtures = try Fixtures()
      let file = try fixtures.encoded(format)
      #expect(lseek(file.descriptor, 123, SEEK_SET) == 123)
      let decoder = try AudioFile.open(file.descriptor)
      try decoder.seek(toFrame: 5000)
      _ = try decoder.read(frames: 5000)
      _ = try ContentFingerprint.compute(file.descriptor)
      _ = TagReader.read(file.descriptor)
      #expect(lseek(file.descriptor, 0, SEEK_CUR) == 123)
    }

    @Test("What decodes is part of the version that a quarantine is bound to")
    func version() {
      #expect(DecoderLibraries.versions.contains("libavcodec"))
    }
  }

#endif
