import ControlProtocol
import Foundation
import MusicModel
import OrpheusTestSupport
import Testing
import WorkerProtocol

/// The same minute of music in every format, through the real worker in its sandbox.
@Suite("A track is the same in every format", .serialized)
struct FormatTests {
  /// A format, how a file of it is made of `minute.wav`, and how near its embedding comes.
  struct Encoding: CustomTestStringConvertible {
    let testDescription: String
    let name: String
    let words: [String]
    let isLossless: Bool

    init(_ name: String, _ isLossless: Bool, ffmpeg codec: String..., rest: [String] = []) {
      self.init(
        name, isLossless, ["ffmpeg", "-y", "-i", "minute.wav", "-c:a"] + codec + rest + [name])
    }

    init(_ name: String, _ isLossless: Bool, _ words: [String]) {
      testDescription = name
      self.name = name
      self.words = words
      self.isLossless = isLossless
    }

    /// 128 kbit/s where a format is lossy; Musepack has qualities, of which 4 comes next to that.
    static let all: [Encoding] = [
      Encoding("minute.flac", true, ["flac", "-s", "-f", "minute.wav"]),
      Encoding("minute.oga", true, ["flac", "-s", "-f", "--ogg", "minute.wav"]),
      Encoding("alac.m4a", true, ffmpeg: "alac"),
      Encoding("minute.wv", true, ["wavpack", "-q", "-y", "minute.wav", "-o", "minute.wv"]),
      Encoding(
        "hybrid.wv", false, ["wavpack", "-q", "-y", "-b128", "minute.wav", "-o", "hybrid.wv"]),
      Encoding("minute.tta", true, ffmpeg: "tta"),
      Encoding("flac.mka", true, ffmpeg: "flac"),
      Encoding("flac.mp4", true, ffmpeg: "flac", rest: ["-strict", "-2"]),
      Encoding("minute.mp3", false, ["lame", "--quiet", "-b", "128", "minute.wav", "minute.mp3"]),
      Encoding(
        "minute.ogg", false, ["oggenc", "-Q", "-b", "128", "-o", "minute.ogg", "minute.wav"]),
      Encoding(
        "minute.opus", false,
        ["opusenc", "--quiet", "--bitrate", "128", "minute.wav", "minute.opus"]),
      Encoding("aac.m4a", false, ffmpeg: "aac", "-b:a", "128k"),
      Encoding("minute.aac", false, ffmpeg: "aac", "-b:a", "128k"),
      Encoding("minute.wma", false, ffmpeg: "wmav2", "-b:a", "128k"),
      Encoding("opus.webm", false, ffmpeg: "libopus", "-b:a", "128k"),
      Encoding("vorbis.mka", false, ffmpeg: "libvorbis", "-b:a", "128k"),
      Encoding(
        "minute.mpc", false,
        ["mpcenc", "--silent", "--overwrite", "--quality", "4", "minute.wav", "minute.mpc"]),
    ]
  }

  /// A minute of a real track as a WAV of 16 bits, in `folder`.
  private static func makeMinute(in folder: TemporaryDirectory) throws -> String {
    let song = Checkout.music("singularity-music", "singularity/music/Nebula.ogg")
    let path = folder.appending("minute.wav")
    try SoundFormat.run(
      ["ffmpeg", "-y", "-ss", "30", "-t", "60", "-i", song]
        + [
          "-ar", "44100", "-ac", "2", "-bitexact", "-map_metadata", "-1", "-c:a", "pcm_s16le", path,
        ])
    return path
  }

  private static func embedding(
    _ path: String, _ worker: DirectWorker
  ) throws -> [Float] {
    let reply = try worker.timed(.analyse(.windows(count: 12)), path).reply
    guard case .analysed(let analysis) = reply else {
      throw MissingGround(description: "\(path): \(reply)")
    }
    return analysis.embedding.values
  }

  @Test("its embedding is that of the WAV: ≥ .995 without loss, ≥ .98 at 128 kbit/s")
  func agreement() throws {
    let folder = try TemporaryDirectory()
    let worker = try DirectWorker()
    #expect(try worker.introduce().sandbox.gaps == [])
    let minute = try Self.makeMinute(in: folder)
    let expected = try Self.embedding(minute, worker)
    for encoding in Encoding.all {
      try SoundFormat.run(["env", "-C", folder.path] + encoding.words)
      let found = try Self.embedding(folder.appending(encoding.name), worker)
      let cosine = cosine(expected, found)
      print("\(encoding.name): cosine \(cosine)")
      #expect(cosine >= (encoding.isLossless ? 0.995 : 0.98), "\(encoding.name)")
    }
  }

  @Test("one-bit sound as well, and a chain of links counts as one track")
  func oneBit() throws {
    let folder = try TemporaryDirectory()
    let worker = try DirectWorker()
    let rate = 44_100
    let wave = try Data(contentsOf: URL(filePath: Self.makeMinute(in: folder)))
    // After a header of 44 bytes, the left channel of twenty seconds, at half its level: that is
    // full scale in DSD.
    let half = stride(from: 44, to: 44 + 20 * rate * 4, by: 4).map { offset in
      Float(Int16(bitPattern: UInt16(wave[offset]) | UInt16(wave[offset + 1]) << 8)) / 65_536
    }
    let plain = folder.appending("half.wav")
    try SoundFormat.write(half, rate: rate, to: plain)
    let expected = try Self.embedding(plain, worker)
    let sound = OneBitSound(half.map { 2 * $0 }, channels: 1, rate: rate)
    for (name, data) in [("half.dsf", sound.dsf()), ("half.dff", sound.dsdiff())] {
      try data.write(to: URL(filePath: folder.appending(name)))
      let cosine = cosine(expected, try Self.embedding(folder.appending(name), worker))
      print("\(name): cosine \(cosine)")
      #expect(cosine >= 0.995, "\(name)")
    }
    let link = folder.appending("link.ogg")
    try SoundFormat.run(["oggenc", "-Q", "-q", "4", "-o", link, plain])
    let bytes = try Data(contentsOf: URL(filePath: link))
    try (bytes + bytes + bytes).write(to: URL(filePath: folder.appending("chain.ogg")))
    let reply = try worker.timed(.analyse(.windows(count: 12)), folder.appending("chain.ogg")).reply
    guard case .analysed(let analysis) = reply else {
      Issue.record("the chain was not read: \(reply)")
      return
    }
    #expect(abs(analysis.seconds - 60) < 0.1)
  }

  @Test("ten hours, eight channels at 192 kHz and three seconds take no more than 300 MiB")
  func extremes() async throws {
    let music = try TemporaryDirectory()
    let scratch = try TemporaryDirectory()
    let minute = try Self.makeMinute(in: scratch)
    let low = scratch.appending("low.m4a")
    try SoundFormat.run(
      ["ffmpeg", "-y", "-i", minute, "-ac", "1", "-c:a", "aac", "-b:a", "24k", low])
    // The index lies before the sound, or after it.
    for (name, flags) in [("ten-hours.m4a", "+faststart"), ("late.m4a", "-faststart")] {
      try SoundFormat.run(
        ["ffmpeg", "-y", "-stream_loop", "599", "-i", low, "-c", "copy", "-movflags", flags]
          + [music.appending(name)])
    }
    for (name, codec) in [("long.mka", "copy"), ("long.aac", "copy")] {
      try SoundFormat.run(
        ["ffmpeg", "-y", "-stream_loop", "599", "-i", low, "-c", codec, music.appending(name)])
    }
    for (name, codec) in [("wide.wv", "wavpack"), ("wide.tta", "tta"), ("wide.mka", "flac")] {
      try SoundFormat.run(
        ["ffmpeg", "-y", "-t", "20", "-i", minute, "-ar", "192000", "-ac", "8", "-c:a", codec]
          + [music.appending(name)])
    }
    for (name, codec) in [("short.m4a", "aac"), ("short.wma", "wmav2"), ("short.webm", "libopus")] {
      try SoundFormat.run(
        ["ffmpeg", "-y", "-t", "3", "-i", minute, "-c:a", codec, music.appending(name)])
    }
    let daemon = try await RunningDaemon(
      music: [music.path], settings: "[library]\nminimum-length = 0\nmaximum-length = 0\n")
    let memory = WorkerMemory(of: daemon)
    try await daemon.sync()
    let tracks = try await daemon.json("tracks", as: [TrackInfo].self)
    #expect(tracks.count == 10)
    for track in tracks {
      #expect(track.state == "analysed", "\(track.path): \(track.reason ?? track.state)")
      print("\(track.path): \(track.state) \(track.reason ?? "")")
    }
    let peak = await memory.stop()
    print("worker peak \(peak / 1024) MiB")
    #expect(peak > 0 && peak <= 300 * 1024)
  }
}
