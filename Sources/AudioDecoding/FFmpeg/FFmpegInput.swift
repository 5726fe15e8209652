#if FFmpeg
  import CFFmpeg

  /// Owns a demuxer of libavformat over a part of a file, and reads the packets of one stream.
  ///
  /// Nothing but the file's own bytes is in reach: they come through a ``ByteCursor``, and what a
  /// file asks to open beside them is refused.
  final class FFmpegInput {
    /// Holds the position that the callbacks move; the library has only an untyped pointer to it.
    let cursor: ByteCursor
    /// The decoder for the stream.
    let decoder: UnsafePointer<AVCodec>
    private let stream: UnsafeMutablePointer<AVStream>
    private let context: UnsafeMutablePointer<AVFormatContext>
    private let io: UnsafeMutablePointer<AVIOContext>

    /// Bytes that the library reads at once.
    private static let bufferSize: Int32 = 1 << 15
    /// The most that the library may allocate in one piece: twice the index of a ten-hour MP4.
    private static let largestAllocation = 96 << 20

    /// From this size on in bytes, an MP4's edit list is not applied: that takes a second index as
    /// large as the first, for 50 ms less of silence at the ends of an hour.
    private static let longMP4: Int64 = 64 << 20

    /// Sets what holds for the whole library, once. Broken files are not worth a line on stderr.
    private static let isReady: Bool = {
      av_log_set_level(AV_LOG_QUIET)
      av_max_alloc(largestAllocation)
      return true
    }()

    /// Opens `file` and chooses its first stream of sound that has a decoder here.
    ///
    /// The packets of all other streams, such as pictures, are passed over unread.
    init(_ file: SniffedFile) throws(AudioFileError) {
      _ = Self.isReady
      let name = file.container.name
      guard let demuxer = file.container.demuxer, let format = av_find_input_format(demuxer) else {
        throw .unsupported(name)
      }
      let cursor = ByteCursor(
        file.bytes, range: file.decodableRange, patch: try Self.withoutAttachments(file))
      guard let io = Self.makeIO(cursor) else { throw Self.outOfMemory }
      var opened = avformat_alloc_context()
      guard let opening = opened else {
        Self.free(io)
        throw Self.outOfMemory
      }
      opening.pointee.pb = io
      opening.pointee.io_open = { _, _, _, _, _ in orpheus_av_refused }
      opening.pointee.protocol_whitelist = av_strdup("none")
      opening.pointee.format_whitelist = av_strdup(String(cString: format.pointee.name))
      opening.pointee.codec_whitelist = av_strdup(FFmpegDecoders.names.joined(separator: ","))
      // Opening frees the context when it fails, but never the input.
      var options: OpaquePointer?
      if file.container == .mp4, cursor.length >= Self.longMP4 {
        av_dict_set(&options, "advanced_editlist", "0", 0)
      }
      let status = avformat_open_input(&opened, "", format, &options)
      av_dict_free(&options)
      guard status == 0, let context = opened else {
        Self.free(io)
        throw cursor.failure ?? .damaged(name, cause: Self.message(status))
      }
      // A stream of frames without a container has no header that could tell its rate, without
      // which packets get no timestamps.
      if file.container == .adts { avformat_find_stream_info(context, nil) }
      guard let (stream, decoder) = Self.sound(in: context) else {
        avformat_close_input(&opened)
        Self.free(io)
        throw .unsupported("this kind of \(name)")
      }
      for index in 0..<Int(context.pointee.nb_streams) {
        guard let other = context.pointee.streams[index], other != stream else { continue }
        other.pointee.discard = AVDISCARD_ALL
      }
      self.cursor = cursor
      self.io = io
      self.context = context
      self.stream = stream
      self.decoder = decoder
    }

    /// Bytes that make the attachments of a Matroska file a gap: pictures and booklets, which the
    /// demuxer would read into memory whole.
    private static func withoutAttachments(
      _ file: SniffedFile
    ) throws(AudioFileError) -> ByteCursor.Patch? {
      guard file.container == .matroska else { return nil }
      typealias Known = MatroskaElement.Known
      var elements = MatroskaElements(file, into: [Known.segment])
      while let element = try elements.next() {
        guard element.identifier == Known.attachments else { continue }
        // Void, and a length of eight bytes (RFC 8794 § 6.2 and 11.3.2).
        let length = element.content.upperBound - element.start - 9
        guard length >= 0 else { return nil }
        let size = UInt64(length) | 1 << 56
        return ByteCursor.Patch(
          position: element.start - file.decodableRange.lowerBound,
          bytes: [0xec] + (0..<8).map { UInt8(truncatingIfNeeded: size >> (56 - 8 * $0)) })
      }
      return nil
    }

    deinit {
      var context: UnsafeMutablePointer<AVFormatContext>? = context
      avformat_close_input(&context)
      Self.free(io)
    }

    /// Seconds a tick of the stream's clock.
    var timeBase: AVRational { stream.pointee.time_base }

    /// What the decoder has to know of the stream; valid as long as this.
    var parameters: UnsafeMutablePointer<AVCodecParameters> { stream.pointee.codecpar }

    /// The length in ticks, as the header tells it; nil when it does not.
    var claimedDuration: Int64? {
      if stream.pointee.duration > 0 { return stream.pointee.duration }
      guard context.pointee.duration > 0 else { return nil }
      return av_rescale_q(
        context.pointee.duration, AVRational(num: 1, den: AV_TIME_BASE), timeBase)
    }

    /// Reads the stream's next packet; false at the end, and where nothing more can be made out.
    func read(into packet: UnsafeMutablePointer<AVPacket>) -> Bool {
      while av_read_frame(context, packet) >= 0 {
        if packet.pointee.stream_index == stream.pointee.index { return true }
        av_packet_unref(packet)
      }
      return false
    }

    /// Moves to the last packet at or before `time`, in ticks; false when that fails.
    func seek(to time: Int64) -> Bool {
      avformat_seek_file(context, stream.pointee.index, .min, time, time, 0) >= 0
    }

    private static func sound(
      in context: UnsafeMutablePointer<AVFormatContext>
    ) -> (UnsafeMutablePointer<AVStream>, UnsafePointer<AVCodec>)? {
      for index in 0..<Int(context.pointee.nb_streams) {
        guard let stream = context.pointee.streams[index],
          let parameters = stream.pointee.codecpar,
          parameters.pointee.codec_type == AVMEDIA_TYPE_AUDIO
        else { continue }
        let decoder = FFmpegDecoders.names.lazy.compactMap { avcodec_find_decoder_by_name($0) }
          .first { $0.pointee.id == parameters.pointee.codec_id }
        if let decoder { return (stream, decoder) }
      }
      return nil
    }

    private static func makeIO(_ cursor: ByteCursor) -> UnsafeMutablePointer<AVIOContext>? {
      guard let buffer = av_malloc(Int(bufferSize)) else { return nil }
      let io = avio_alloc_context(
        buffer.assumingMemoryBound(to: UInt8.self), bufferSize, 0, cursor.opaque,
        { cursor, bytes, count in
          guard let bytes, let cursor = ByteCursor.behind(cursor) else { return orpheus_av_end }
          let read = cursor.read(into: bytes, count: Int(count))
          return read > 0 ? Int32(read) : orpheus_av_end
        }, nil,
        { cursor, offset, whence in
          guard let cursor = ByteCursor.behind(cursor) else { return -1 }
          if whence & AVSEEK_SIZE != 0 { return cursor.length }
          return cursor.seek(offset, whence: whence & ~AVSEEK_FORCE)
        })
      if io == nil { av_free(buffer) }
      return io
    }

    /// Frees `io` and its buffer, which the library may have replaced.
    private static func free(_ io: UnsafeMutablePointer<AVIOContext>) {
      av_free(io.pointee.buffer)
      var io: UnsafeMutablePointer<AVIOContext>? = io
      avio_context_free(&io)
    }

    private static let outOfMemory = AudioFileError(.io, "The decoder could not be started.")

    /// What the library says about `status`.
    static func message(_ status: Int32) -> String {
      String(unsafeUninitializedCapacity: Int(AV_ERROR_MAX_STRING_SIZE)) { text in
        text.withMemoryRebound(to: CChar.self) { text in
          av_strerror(status, text.baseAddress, text.count)
          return text.firstIndex(of: 0) ?? text.count
        }
      }
    }
  }

#endif
