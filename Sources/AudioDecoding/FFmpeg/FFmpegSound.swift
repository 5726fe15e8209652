#if FFmpeg
  import CFFmpeg

  /// Owns a decoder of libavcodec on the packets of one stream, and the frame it has decoded last.
  ///
  /// What an encoder put before and after the sound is cut off by the library where the container
  /// tells of it.
  final class FFmpegSound {
    private let input: FFmpegInput
    private let codec: UnsafeMutablePointer<AVCodecContext>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let frame: UnsafeMutablePointer<AVFrame>
    /// Whether the decoder was told that no packet follows.
    private var isDraining = false

    /// More samples a channel than any honest frame has: two minutes of 16 kHz.
    private static let longestFrame: Int64 = 1 << 21

    /// Opens the sound in `file`, at its beginning.
    init(_ file: SniffedFile) throws(AudioFileError) {
      input = try FFmpegInput(file)
      var codec = avcodec_alloc_context3(input.decoder)
      var packet = av_packet_alloc()
      var frame = av_frame_alloc()
      guard let codec, let packet, let frame,
        avcodec_parameters_to_context(codec, input.parameters) >= 0
      else {
        avcodec_free_context(&codec)
        av_packet_free(&packet)
        av_frame_free(&frame)
        throw AudioFileError(.io, "The decoder could not be started.")
      }
      self.codec = codec
      self.packet = packet
      self.frame = frame
      codec.pointee.pkt_timebase = input.timeBase
      // Threads of its own would gain nothing on windows of seconds, and take stacks.
      codec.pointee.thread_count = 1
      codec.pointee.max_samples = Self.longestFrame
      let status = avcodec_open2(codec, input.decoder, nil)
      guard status == 0 else {
        throw .damaged(file.container.name, cause: FFmpegInput.message(status))
      }
    }

    deinit {
      var codec: UnsafeMutablePointer<AVCodecContext>? = codec
      var packet: UnsafeMutablePointer<AVPacket>? = packet
      var frame: UnsafeMutablePointer<AVFrame>? = frame
      avcodec_free_context(&codec)
      av_packet_free(&packet)
      av_frame_free(&frame)
    }

    /// Why the file could not be read, if it could not.
    var failure: AudioFileError? { input.cursor.failure }
    /// Of the frame decoded last: Hz.
    var sampleRate: Int { Int(frame.pointee.sample_rate) }
    /// Of the frame decoded last.
    var channels: Int { Int(frame.pointee.ch_layout.nb_channels) }
    /// Of the frame decoded last: samples a channel.
    var length: Int { Int(frame.pointee.nb_samples) }
    /// When the frame decoded last begins, in ticks; nil when the file does not tell.
    var time: Int64? {
      let time = frame.pointee.pts
      if time != orpheus_av_no_time { return time }
      let guess = frame.pointee.best_effort_timestamp
      return guess == orpheus_av_no_time ? nil : guess
    }

    /// The length in samples at `rate`, as the header tells it; nil when that cannot be.
    func claimedFrames(at rate: Int) -> Int64? {
      guard let duration = input.claimedDuration else { return nil }
      let claimed = frames(ofTicks: duration, at: rate)
      return (1..<PlausibleSound.mostFrames).contains(claimed) ? claimed : nil
    }

    /// Ticks of the stream's clock as samples at `rate`.
    func frames(ofTicks ticks: Int64, at rate: Int) -> Int64 {
      av_rescale_q(ticks, input.timeBase, AVRational(num: 1, den: Int32(rate)))
    }

    /// Samples at `rate` as ticks of the stream's clock, rounded down.
    func ticks(ofFrames frames: Int64, at rate: Int) -> Int64 {
      let one = AVRational(num: 1, den: Int32(rate))
      return av_rescale_q_rnd(frames, one, input.timeBase, AV_ROUND_DOWN)
    }

    /// Decodes the next frame; false at the end. Packets that do not decode are passed over.
    func next() -> Bool {
      while true {
        let status = avcodec_receive_frame(codec, frame)
        if status == 0, frame.pointee.nb_samples > 0, frame.pointee.ch_layout.nb_channels > 0 {
          return true
        }
        if status == 0 { continue }
        guard status != orpheus_av_end, !isDraining else { return false }
        if input.read(into: packet) {
          _ = avcodec_send_packet(codec, packet)
          av_packet_unref(packet)
        } else {
          isDraining = true
          _ = avcodec_send_packet(codec, nil)
        }
      }
    }

    /// Goes on decoding with the last packet at or before `time`, in ticks; false when that fails.
    func seek(to time: Int64) -> Bool {
      guard input.seek(to: time) else { return false }
      avcodec_flush_buffers(codec)
      isDraining = false
      return true
    }

    /// Reads on without decoding; returns when the last packet ends, in ticks.
    func endOfPackets() -> Int64? {
      var end: Int64?
      while input.read(into: packet) {
        let start = packet.pointee.pts
        if start != orpheus_av_no_time {
          end = max(end ?? .min, start &+ packet.pointee.duration)
        }
        av_packet_unref(packet)
      }
      return end
    }

    /// Copies samples of the frame decoded last to `target`, `[count × channels]`.
    ///
    /// Channels that the frame does not have are its last one once more.
    func copy(
      from start: Int, count: Int, channels: Int, to target: UnsafeMutableBufferPointer<Float>
    ) {
      FFmpegSamples(frame).copy(from: start, count: count, channels: channels, to: target)
    }
  }

#endif
