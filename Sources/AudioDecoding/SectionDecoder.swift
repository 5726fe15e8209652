package import MusicModel
package import SignalProcessing

/// A stretch of a file, read as if it were a file of its own.
///
/// Exact to the sample: at 44.1 kHz a frame of a compact disc has 588 samples, at other rates the
/// bounds are rounded to the nearest one, a section's end being the next one's beginning.
package final class SectionDecoder: AudioDecoder {
  private let whole: any AudioDecoder
  private let start: Int64
  /// The sample after the last one; nil for the end of the file.
  private let end: Int64?
  /// Where the next read begins, in samples of the whole.
  private var position: Int64

  /// The stretch `span` of what `whole` decodes, whose position changes.
  ///
  /// Throws `.empty` when the file is known to end before the stretch begins.
  package init(_ whole: any AudioDecoder, _ span: SectionSpan) throws(AudioFileError) {
    self.whole = whole
    start = Self.frame(span.start, at: whole.sampleRate)
    end = span.end.map { Self.frame($0, at: whole.sampleRate) }
    position = start
    guard start >= 0, (end ?? .max) > start, whole.frameCount.map({ $0 > start }) ?? true else {
      throw .empty("The file ends before this section of it begins.")
    }
    try whole.seek(toFrame: start)
  }

  package var sampleRate: Double { whole.sampleRate }

  package var channels: Int { whole.channels }

  /// Where the whole file's length is not known, its last section's is not either.
  package var frameCount: Int64? {
    [whole.frameCount, end].compactMap(\.self).min().map { $0 - start }
  }

  package func seek(toFrame frame: Int64) throws(AudioFileError) {
    // No frame of a decoder is that far, and the sum has to fit.
    position = start + min(max(frame, 0), end.map { $0 - start } ?? PlausibleSound.mostFrames)
    try whole.seek(toFrame: position)
  }

  package func read(frames: Int) throws(AudioFileError) -> PCMBuffer {
    let left = end.map { max(0, $0 - position) } ?? .max
    let sound = try whole.read(frames: Int(min(Int64(max(frames, 0)), left)))
    position += Int64(sound.frameCount)
    return sound
  }

  private static func frame(_ frame: Int, at rate: Double) -> Int64 {
    // A sheet may say anything.
    let frame = min(max(frame, 0), 1 << 40)
    return Int64((Double(frame) * rate / Double(SectionSpan.framesPerSecond)).rounded())
  }
}
