import SignalProcessing

/// Several streams that follow each other in one file, as one track with the format of the first.
///
/// One link is open at a time, so that a recorded day of radio takes no more memory than a song.
final class ChainDecoder: AudioDecoder {
  let sampleRate: Double
  let channels: Int
  let frameCount: Int64?

  /// A link, and which frames of the track it is.
  private struct Link {
    var file: SniffedFile
    var frames: Range<Int64>
  }

  private let links: [Link]
  /// The link that is being read.
  private var current: Int
  private var decoder: any AudioDecoder
  /// Brings the current link to the track's rate; nil where it has that.
  private var resampler: Resampler?
  /// Frames that were decoded and not read yet, of the track's format.
  private var pending: [Float] = []
  /// The frame of the track that is read next.
  private var position: Int64 = 0

  /// Opens each of `files` once; what does not decode is passed over, unless nothing does.
  init(_ files: [SniffedFile]) throws(AudioFileError) {
    var links: [Link] = []
    var first: (any AudioDecoder)?
    var failure = AudioFileError.damaged("Ogg")
    var end: Int64 = 0
    for file in files {
      do throws(AudioFileError) {
        let decoder = try AudioFile.open(file)
        guard let frames = decoder.frameCount, frames > 0 else { continue }
        let format = first ?? decoder
        let length = Int64((Double(frames) * format.sampleRate / decoder.sampleRate).rounded())
        guard length > 0, end + length < PlausibleSound.mostFrames else { continue }
        links.append(Link(file: file, frames: end..<end + length))
        end += length
        first = format
      } catch {
        failure = error
      }
    }
    guard let first else { throw failure }
    self.links = links
    sampleRate = first.sampleRate
    channels = first.channels
    frameCount = end
    current = 0
    decoder = first
  }

  func seek(toFrame frame: Int64) throws(AudioFileError) {
    let end = links[links.count - 1].frames.upperBound
    position = max(0, min(frame, end))
    pending = []
    guard let index = links.firstIndex(where: { $0.frames.contains(position) }) else {
      current = links.count
      return
    }
    try enter(index)
    let within = position - links[index].frames.lowerBound
    try decoder.seek(
      toFrame: Int64((Double(within) * decoder.sampleRate / sampleRate).rounded()))
  }

  func read(frames: Int) throws(AudioFileError) -> PCMBuffer {
    var samples: [Float] = []
    let wanted = max(0, frames)
    samples.reserveCapacity(wanted * channels)
    while samples.count < wanted * channels, current < links.count {
      let link = links[current].frames
      let left = min(Int64(wanted - samples.count / channels), link.upperBound - position)
      if left > 0 {
        let piece = try piece(Int(left))
        samples += piece
        position += Int64(piece.count / channels)
        if !piece.isEmpty { continue }
      }
      // The link is done, or ended before its time.
      current += 1
      pending = []
      if current < links.count {
        position = links[current].frames.lowerBound
        try enter(current)
      }
    }
    return PCMBuffer(sampleRate: sampleRate, channels: channels, samples: samples)
  }

  /// Up to `count` frames of the current link in the track's format; none at its end.
  private func piece(_ count: Int) throws(AudioFileError) -> [Float] {
    guard let resampler else {
      let sound = try decoder.read(frames: count)
      return sound.channels == channels ? sound.samples : spread(sound.mono)
    }
    while pending.count < count * channels {
      let sound = try decoder.read(frames: Int(decoder.sampleRate))
      if sound.isEmpty {
        pending += spread(resampler.finish())
        break
      }
      pending += spread(resampler.process(sound.mono))
    }
    let piece = Array(pending.prefix(count * channels))
    pending.removeFirst(piece.count)
    return piece
  }

  /// The same on every channel: a link in another format comes as its channel mean.
  private func spread(_ mono: [Float]) -> [Float] {
    channels == 1 ? mono : mono.flatMap { repeatElement($0, count: channels) }
  }

  /// Opens the `index`-th link, at its beginning.
  private func enter(_ index: Int) throws(AudioFileError) {
    decoder = try AudioFile.open(links[index].file)
    current = index
    resampler = nil
    guard decoder.sampleRate != sampleRate else { return }
    do throws(Resampler.Failure) {
      resampler = try Resampler(from: decoder.sampleRate, to: sampleRate)
    } catch {
      throw AudioFileError(error, sampleRate: decoder.sampleRate)
    }
  }
}
