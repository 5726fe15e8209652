import CEBUR128
import Foundation
import OrpheusTestSupport
import SignalProcessing
import Testing

@Suite("Loudness against libebur128")
struct LoudnessTests {
  /// Noise whose level changes from second to second, so that the gates have something to do, with
  /// a second of silence and each channel different.
  private func noise(rate: Double, channels: Int, seconds: Int) -> [Float] {
    var random = SplitMix64(seed: UInt64(channels))
    let levels: [Float] = [0.3, 0.01, 0.1, 0, 0.001, 0.5, 0.2]
    return (0..<seconds).flatMap { second in
      (0..<Int(rate)).flatMap { _ in
        (0..<channels).map { channel in
          Float.random(in: -1...1, using: &random) * levels[second % levels.count]
            / Float(channel + 1)
        }
      }
    }
  }

  @Test(
    "Both meters agree to 0.01 LU, whatever the rate and the channels",
    arguments: [
      (8_000, 1), (8_000, 3), (8_000, 4), (8_000, 5), (8_000, 6), (8_000, 8), (44_100, 2),
      (96_000, 2),
    ] as [(Double, Int)])
  func agreement(rate: Double, channels: Int) throws {
    let sound = noise(rate: rate, channels: channels, seconds: 7)
    let meter = try LoudnessMeter(sampleRate: rate, channels: channels)
    // In pieces of no particular length, as decoders give them.
    var rest = sound[...]
    while !rest.isEmpty {
      meter.append(Array(rest.prefix(7001 * channels)))
      rest = rest.dropFirst(7001 * channels)
    }

    var reference = ebur128_init(UInt32(channels), UInt(rate), Int32(EBUR128_MODE_I.rawValue))
    defer { ebur128_destroy(&reference) }
    ebur128_add_frames_float(reference, sound, sound.count / channels)
    var expected = 0.0
    ebur128_loudness_global(reference, &expected)
    let found = try #require(meter.integrated)
    #expect(abs(found - expected) < 0.01, "\(found) instead of \(expected) LUFS")
  }

  @Test(
    "The loudness range agrees to 0.1 LU, and takes three seconds", arguments: [8_000.0, 44_100])
  func range(rate: Double) throws {
    let sound = noise(rate: rate, channels: 2, seconds: 40)
    let meter = try LoudnessMeter(sampleRate: rate, channels: 2)
    meter.append(Array(sound[..<Int(2.9 * 2 * rate)]))
    #expect(meter.range == nil)
    meter.append(Array(sound[Int(2.9 * 2 * rate)...]))
    var reference = ebur128_init(2, UInt(rate), Int32(EBUR128_MODE_LRA.rawValue))
    defer { ebur128_destroy(&reference) }
    ebur128_add_frames_float(reference, sound, sound.count / 2)
    var expected = 0.0
    ebur128_loudness_range(reference, &expected)
    let found = try #require(meter.range)
    #expect(expected > 3)
    #expect(abs(found - expected) < 0.1, "\(found) instead of \(expected) LU")
  }

  @Test("Silence has no loudness range, and what does not change one of nothing")
  func flatRange() throws {
    let meter = try LoudnessMeter(sampleRate: 8_000, channels: 1)
    meter.append([Float](repeating: 0, count: 40_000))
    #expect(meter.range == nil)
    let even = try LoudnessMeter(sampleRate: 8_000, channels: 1)
    even.append((0..<80_000).map { 0.1 * sin(2 * .pi * 1000 * Float($0) / 8_000) })
    #expect(abs(try #require(even.range)) < 0.01)
  }

  @Test("The lowest rates have a loudness too", arguments: [1_000.0, 3_000])
  func lowRates(rate: Double) throws {
    let meter = try LoudnessMeter(sampleRate: rate, channels: 1)
    meter.append(noise(rate: rate, channels: 1, seconds: 7))
    let loudness = try #require(meter.integrated)
    #expect((-40 ... -5).contains(loudness))
  }

  @Test("Of one-bit recordings only what can be heard counts", arguments: [1, 2, 3])
  func ultrasonic(channels: Int) throws {
    let (rate, seconds) = (352_800.0, 2.0)
    var loudness: [Double] = []
    for noise in [0.0, 0.5] {
      let meter = try LoudnessMeter(sampleRate: rate, channels: channels)
      let sound = (0..<Int(rate * seconds)).flatMap { frame in
        let time = Double(frame) / rate
        // The noise lies where modulators leave it, five times as loud as the music.
        let value =
          0.1 * sin(2 * .pi * 997 * time) + noise * sin(2 * .pi * 60_000 * time)
          + noise * sin(2 * .pi * 110_000 * time)
        return [Float](repeating: Float(value), count: channels)
      }
      meter.append(sound)
      loudness.append(try #require(meter.integrated))
    }
    #expect(abs(loudness[0] - loudness[1]) < 0.05)
    // BS.1770: a sine of 997 Hz at full scale in one channel is -3.01 LUFS.
    let expected = -3.01 - 20 + 10 * log10(Double(channels))
    #expect(abs(loudness[0] - expected) < 0.1)
  }
}
