package import Foundation

/// DSD: sound as a stream of single bits, 64 times as many as samples.
///
/// Made with a second-order modulator (Schreier & Temes, Understanding Delta-Sigma Data Converters,
/// § 2.3), which pushes its noise beyond what can be heard. Full scale is half the modulator's, as
/// on a Super Audio CD.
package struct OneBitSound {
  /// Samples a second of the original.
  private let rate: Int
  /// One stream of bytes a channel, the earliest bit on top.
  private let streams: [[UInt8]]

  /// Bits a sample.
  private static let oversampling = 64

  /// Modulates `samples`, interleaved, −1…1.
  package init(_ samples: [Float], channels: Int, rate: Int) {
    self.rate = rate
    streams = (0..<channels).map { channel in
      Self.modulate(stride(from: channel, to: samples.count, by: channels).map { samples[$0] })
    }
  }

  private static func modulate(_ samples: [Float]) -> [UInt8] {
    let bytesPerSample = oversampling / 8
    return [UInt8](unsafeUninitializedCapacity: samples.count * bytesPerSample) { bytes, count in
      samples.withUnsafeBufferPointer { samples in
        var (first, second, level): (Float, Float, Float) = (0, 0, 0)
        for index in samples.indices {
          let target = samples[index] / 2
          let step = (target - level) / Float(oversampling)
          for byte in 0..<bytesPerSample {
            var bits: UInt8 = 0
            for _ in 0..<8 {
              level += step
              let output: Float = second >= 0 ? 1 : -1
              first += level - output
              second += first - output
              bits = bits << 1 | (output > 0 ? 1 : 0)
            }
            bytes[index * bytesPerSample + byte] = bits
          }
          level = target
        }
      }
      count = samples.count * bytesPerSample
    }
  }

  /// As a DSF file (Sony, DSF File Format Specification 1.01), with `tag` at its end.
  package func dsf(tag: [UInt8] = []) -> Data {
    let block = 4096
    let blocks = (streams[0].count + block - 1) / block
    var sound = Data()
    for index in 0..<blocks {
      for stream in streams {
        // The earliest bit is the lowest, and what is left of the last block is zeros.
        let piece = stream[index * block..<min(stream.count, (index + 1) * block)]
        sound.append(contentsOf: piece.map(Self.reversed))
        sound.append(Data(count: block - piece.count))
      }
    }
    let channels = streams.count
    let dataSize = 12 + sound.count
    let size = 28 + 52 + dataSize
    var file = Data("DSD ".utf8)
    file += Self.little(28, 8) + Self.little(size + tag.count, 8)
    file += Self.little(tag.isEmpty ? 0 : size, 8)
    file += Data("fmt ".utf8) + Self.little(52, 8) + Self.little(1, 4) + Self.little(0, 4)
    file += Self.little(channels, 4) + Self.little(channels, 4)
    file += Self.little(rate * Self.oversampling, 4) + Self.little(1, 4)
    file += Self.little(streams[0].count * 8, 8) + Self.little(block, 4) + Self.little(0, 4)
    file += Data("data".utf8) + Self.little(dataSize, 8)
    return file + sound + Data(tag)
  }

  /// As a DSDIFF file (Philips, DSDIFF 1.5), with `tag` in a chunk of its own.
  package func dsdiff(tag: [UInt8] = []) -> Data {
    func chunk(_ name: String, _ content: Data) -> Data {
      Data(name.utf8) + Self.big(content.count, 8) + content
        + Data(count: content.count.isMultiple(of: 2) ? 0 : 1)
    }
    var names = Self.big(streams.count, 2)
    for name in streams.count == 1 ? ["C000"] : ["SLFT", "SRGT"] { names += Data(name.utf8) }
    let properties =
      Data("SND ".utf8) + chunk("FS  ", Self.big(rate * Self.oversampling, 4))
      + chunk("CHNL", names) + chunk("CMPR", Data("DSD ".utf8) + [14] + Data("not compressed".utf8))
    var sound = Data(capacity: streams[0].count * streams.count)
    for index in streams[0].indices {
      for stream in streams { sound.append(stream[index]) }
    }
    let chunks =
      chunk("FVER", Self.big(0x0105_0000, 4)) + chunk("PROP", properties) + chunk("DSD ", sound)
      + (tag.isEmpty ? Data() : chunk("ID3 ", Data(tag)))
    return chunk("FRM8", Data("DSD ".utf8) + chunks)
  }

  private static func reversed(_ byte: UInt8) -> UInt8 {
    (0..<8).reduce(0) { $0 | (byte >> $1 & 1) << (7 - $1) }
  }

  private static func little(_ value: Int, _ count: Int) -> Data {
    Data((0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) })
  }

  private static func big(_ value: Int, _ count: Int) -> Data {
    Data(little(value, count).reversed())
  }
}
