#if FFmpeg
  import CFFmpeg

  /// A decoded frame's samples, in whichever of FFmpeg's formats they are.
  struct FFmpegSamples {
    private let frame: UnsafeMutablePointer<AVFrame>
    private let channels: Int

    /// Looks at the samples of `frame`, which must outlive this.
    init(_ frame: UnsafeMutablePointer<AVFrame>) {
      self.frame = frame
      channels = Int(frame.pointee.ch_layout.nb_channels)
    }

    /// Writes `count` frames from `start` on to `target`, interleaved, −1…1 at full scale.
    ///
    /// Integers of fewer bits than their format has are at the upper end of it (libavutil,
    /// samplefmt.h). What is no format of samples comes out as silence.
    func copy(
      from start: Int, count: Int, channels wanted: Int,
      to target: UnsafeMutableBufferPointer<Float>
    ) {
      let place = (start: start, count: count, wanted: wanted)
      switch AVSampleFormat(frame.pointee.format) {
      case AV_SAMPLE_FMT_U8: fill(target, place, planar: false) { (Float($0 as UInt8) - 128) / 128 }
      case AV_SAMPLE_FMT_U8P: fill(target, place, planar: true) { (Float($0 as UInt8) - 128) / 128 }
      case AV_SAMPLE_FMT_S16: fill(target, place, planar: false) { Float($0 as Int16) / 0x1p15 }
      case AV_SAMPLE_FMT_S16P: fill(target, place, planar: true) { Float($0 as Int16) / 0x1p15 }
      case AV_SAMPLE_FMT_S32: fill(target, place, planar: false) { Float($0 as Int32) / 0x1p31 }
      case AV_SAMPLE_FMT_S32P: fill(target, place, planar: true) { Float($0 as Int32) / 0x1p31 }
      case AV_SAMPLE_FMT_FLT: fill(target, place, planar: false) { $0 as Float }
      case AV_SAMPLE_FMT_FLTP: fill(target, place, planar: true) { $0 as Float }
      case AV_SAMPLE_FMT_DBL: fill(target, place, planar: false) { Float($0 as Double) }
      case AV_SAMPLE_FMT_DBLP: fill(target, place, planar: true) { Float($0 as Double) }
      default: for index in 0..<count * wanted { target[index] = 0 }
      }
    }

    @inline(__always)
    private func fill<Sample>(
      _ target: UnsafeMutableBufferPointer<Float>, _ place: (start: Int, count: Int, wanted: Int),
      planar: Bool, _ convert: (Sample) -> Float
    ) {
      for channel in 0..<place.wanted {
        let source = min(channel, channels - 1)
        guard let plane = frame.pointee.extended_data[planar ? source : 0] else { continue }
        let samples = UnsafeRawPointer(plane).assumingMemoryBound(to: Sample.self)
        let stride = planar ? 1 : channels
        let first = place.start * stride + (planar ? 0 : source)
        for index in 0..<place.count {
          target[index * place.wanted + channel] = convert(samples[first + index * stride])
        }
      }
    }
  }

#endif
