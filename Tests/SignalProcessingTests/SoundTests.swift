import Foundation
import SignalProcessing
import Testing

@Suite struct PCMBufferTests {
  @Test(
    "The channel mean is taken frame by frame",
    arguments: [
      (1, [0.5, -0.25, 1], [0.5, -0.25, 1]),
      (2, [0.5, -0.5, 1, 0.5, 0.25], [0, 0.75]),
      (3, [0.75, 0, 0, 0.25, 0.5, 0.75], [0.25, 0.5]),
    ] as [(Int, [Float], [Float])])
  func mono(channels: Int, samples: [Float], expected: [Float]) {
    let buffer = PCMBuffer(sampleRate: 2, channels: channels, samples: samples)
    #expect(buffer.mono == expected)
    #expect(buffer.frameCount == expected.count)
    #expect(buffer.seconds == Double(expected.count) / 2)
  }

  @Test("A range of frames is clamped to what there is")
  func frames() {
    let buffer = PCMBuffer(sampleRate: 8, channels: 2, samples: [1, 2, 3, 4, 5, 6])
    #expect(buffer.frames(1..<9).samples == [3, 4, 5, 6])
    #expect(buffer.frames(7..<9).isEmpty)
  }

  @Test("What cannot be sound becomes silence, and loud sound stays")
  func nonsense() {
    var samples: [Float] = [0.5, .nan, .infinity, -.infinity, 3e38, -4, 0, -.nan]
    samples.withUnsafeMutableBufferPointer { PCMBuffer.silenceNonsense(in: $0) }
    #expect(samples == [0.5, 0, 0, 0, 0, -4, 0, 0])
  }
}

@Suite struct LoudnessMeterTests {
  /// EBU Tech 3341, test cases 1 and 2.
  @Test("A stereo sine of 1 kHz is as loud as its level says", arguments: [-23.0, -33])
  func sine(level: Double) throws {
    let meter = try LoudnessMeter(sampleRate: 48_000, channels: 2)
    let amplitude = pow(10, level / 20)
    for second in 0..<5 {
      var block: [Float] = []
      for index in 0..<48_000 {
        let time = Double(second * 48_000 + index) / 48_000
        let sample = Float(amplitude * sin(2 * .pi * 1000 * time))
        block += [sample, sample]
      }
      meter.append(block)
    }
    let loudness = try #require(meter.integrated)
    #expect(abs(loudness - level) < 0.1)
  }

  @Test("Silence has no loudness, nor has next to nothing", arguments: [0, 1000, 480_000])
  func silence(samples: Int) throws {
    let meter = try LoudnessMeter(sampleRate: 48_000, channels: 2)
    meter.append([Float](repeating: 0, count: samples))
    #expect(meter.integrated == nil)
  }

  @Test(
    "A layout that no meter knows is refused", arguments: [(48_000.0, 0), (48_000, 65), (1, 2)])
  func refused(rate: Double, channels: Int) {
    #expect(throws: LoudnessMeter.UnsupportedFormat.self) {
      try LoudnessMeter(sampleRate: rate, channels: channels)
    }
  }
}
