import CSndfile
import Synchronization

/// Owns one handle of libsndfile over a part of a file.
final class SndfileHandle {
  /// Hz.
  let sampleRate: Int
  let channels: Int
  /// Samples a channel, as the file claims; anything, when it lies.
  let claimedFrames: Int64
  /// Holds the position that the callbacks move; the library has only an untyped pointer to it.
  let cursor: ByteCursor
  private let handle: OpaquePointer

  /// libsndfile keeps the reason why it could not open a file in one global variable.
  private static let opening = Mutex(())

  /// Opens `file` and refuses what no music has.
  init(_ file: SniffedFile) throws(AudioFileError) {
    let name = file.container.name
    let cursor = try Self.cursor(file)
    var info = SF_INFO()
    var opened: OpaquePointer?
    var code: Int32 = 0
    var cause: String?
    Self.opening.withLock { _ in
      var callbacks = Self.callbacks
      opened = sf_open_virtual(&callbacks, Int32(SFM_READ), &info, cursor.opaque)
      code = sf_error(opened)
      cause = sf_strerror(opened).map { String(cString: $0) }
    }
    guard let opened else {
      if let failure = cursor.failure { throw failure }
      // In a file that is whole, only the encoding can be the trouble.
      let isWhole = try ChunkReader.completeness(of: file) == .whole
      let isForeign = isWhole || code == SF_ERR_UNSUPPORTED_ENCODING
      throw isForeign
        ? .unsupported("this kind of \(name)", cause: cause) : .damaged(name, cause: cause)
    }
    sampleRate = Int(info.samplerate)
    channels = Int(info.channels)
    claimedFrames = Int64(info.frames)
    self.cursor = cursor
    handle = opened
    try PlausibleSound.check(sampleRate: sampleRate, channels: channels, format: name)
  }

  deinit { sf_close(handle) }

  /// What the library is shown of `file`.
  private static func cursor(_ file: SniffedFile) throws(AudioFileError) -> ByteCursor {
    guard file.container == .ogg(.flac) else {
      return ByteCursor(file.bytes, range: file.decodableRange)
    }
    let flac = try OggFLAC(file)
    return ByteCursor(file.bytes, prefix: flac.header, ranges: flac.pieces)
  }

  /// Moves to `frame`; false when that fails.
  func seek(toFrame frame: Int64) -> Bool {
    sf_seek(handle, sf_count_t(frame), Int32(SF_SEEK_SET)) == frame
  }

  /// Decodes into `samples`; returns the number of frames, 0 at the end.
  func read(into samples: UnsafeMutableBufferPointer<Float>) -> Int {
    Int(sf_readf_float(handle, samples.baseAddress, sf_count_t(samples.count / channels)))
  }

  /// Whether `frame` decodes; moves back to the beginning.
  func reaches(frame: Int64) -> Bool {
    var samples = [Float](repeating: 0, count: channels)
    return seek(toFrame: frame) && samples.withUnsafeMutableBufferPointer { read(into: $0) } == 1
      && seek(toFrame: 0)
  }

  /// Decodes all there is from here on and counts it.
  func countFrames() -> Int64 {
    var samples = [Float](repeating: 0, count: 4096 * channels)
    return samples.withUnsafeMutableBufferPointer { samples in
      var count: Int64 = 0
      while case let read = read(into: samples), read > 0 { count += Int64(read) }
      return count
    }
  }

  private static let callbacks = SF_VIRTUAL_IO(
    get_filelen: { ByteCursor.behind($0)?.length ?? 0 },
    seek: { ByteCursor.behind($2)?.seek(Int64($0), whence: $1) ?? -1 },
    read: { bytes, count, cursor in
      guard let bytes, let cursor = ByteCursor.behind(cursor) else { return 0 }
      return sf_count_t(cursor.read(into: bytes, count: Int(count)))
    },
    write: { _, _, _ in 0 },
    tell: { ByteCursor.behind($0)?.position ?? 0 })
}
