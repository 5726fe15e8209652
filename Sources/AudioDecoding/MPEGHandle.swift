import CMpg123
import Glibc

/// Owns one handle of libmpg123 over a part of a file: open, scanned, and fixed to the format of
/// its first frame.
final class MPEGHandle {
  /// Hz.
  let sampleRate: Int
  let channels: Int
  /// Samples a channel.
  let length: Int64
  /// Holds the position that the callbacks move; the library has only an untyped pointer to it.
  let cursor: ByteCursor
  private let handle: OpaquePointer

  /// How many bytes to look for the next frame in when the stream is broken.
  private static let resyncLimit = 1 << 16

  /// Opens the frames in `file`.
  init(_ file: SniffedFile) throws(AudioFileError) {
    let cursor = ByteCursor(file.bytes, range: file.audio)
    guard let handle = mpg123_new(nil, nil) else {
      throw AudioFileError(.io, "The MP3 decoder could not be started.")
    }
    var isTaken = false
    defer { if !isTaken { mpg123_delete(handle) } }
    let flags =
      MPG123_QUIET.rawValue | MPG123_FORCE_FLOAT.rawValue | MPG123_SKIP_ID3V2.rawValue
      | MPG123_GAPLESS.rawValue
    mpg123_param2(handle, Int32(MPG123_FLAGS.rawValue), Int(flags), 0)
    mpg123_param2(handle, Int32(MPG123_RESYNC_LIMIT.rawValue), Self.resyncLimit, 0)
    Self.readThroughCursor(handle)
    var (rate, channels, encoding) = (0, Int32(0), Int32(0))
    guard mpg123_open_handle(handle, cursor.opaque) == MPG123_OK.rawValue,
      mpg123_getformat(handle, &rate, &channels, &encoding) == MPG123_OK.rawValue
    else {
      throw cursor.failure
        ?? .damaged(
          file.container.name, cause: mpg123_strerror(handle).map { String(cString: $0) })
    }
    try PlausibleSound.check(
      sampleRate: rate, channels: Int(channels), format: file.container.name)
    // Frames that turn mono or stereo on the way are converted to what the first one was.
    mpg123_format_none(handle)
    let layout = channels == 1 ? MPG123_MONO.rawValue : MPG123_STEREO.rawValue
    mpg123_format(handle, rate, Int32(layout), Int32(MPG123_ENC_FLOAT_32.rawValue))
    // A scan that fails half-way leaves the length of the header, or a guess.
    mpg123_scan(handle)

    sampleRate = rate
    self.channels = Int(channels)
    length = Int64(mpg123_length(handle))
    self.cursor = cursor
    self.handle = handle
    isTaken = true
  }

  deinit { mpg123_delete(handle) }

  /// Moves to `frame`, counted in samples a channel; false when that fails.
  func seek(toFrame frame: Int64) -> Bool {
    mpg123_seek(handle, off_t(frame), SEEK_SET) >= 0
  }

  /// Decodes into `samples`; returns how many it filled, fewer only at the end.
  func read(into samples: UnsafeMutableBufferPointer<Float>) -> Int {
    let bytes = UnsafeMutableRawBufferPointer(samples)
    var filled = 0
    while filled < bytes.count, let base = bytes.baseAddress {
      var done = 0
      let status = mpg123_read(handle, base + filled, bytes.count - filled, &done)
      filled += done
      // A change of format was announced and is converted; anything else is an end: of the
      // track, or of what can be made out of a broken one.
      guard status == MPG123_OK.rawValue || status == MPG123_NEW_FORMAT.rawValue else { break }
    }
    return filled / MemoryLayout<Float>.stride
  }

  private static func readThroughCursor(_ handle: OpaquePointer) {
    mpg123_replace_reader_handle(
      handle,
      { cursor, bytes, count in
        guard let bytes, let cursor = ByteCursor.behind(cursor) else { return -1 }
        return cursor.read(into: bytes, count: count)
      },
      { cursor, offset, whence in
        off_t(ByteCursor.behind(cursor)?.seek(Int64(offset), whence: whence) ?? -1)
      }, nil)
  }
}
