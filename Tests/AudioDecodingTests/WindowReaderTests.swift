import AudioDecoding
import Foundation
import SignalProcessing
import Testing

@Suite struct WindowReaderTests {
  private func decoder(
    _ fixtures: Fixtures, seconds: Double, rate: Int, channels: Int = 2
  ) throws -> (OpenFile, any AudioDecoder) {
    let sound = music(seconds: seconds * Double(rate) / 44_100)
    let file = try fixtures.file("\(rate).wav", wav(sound, channels: channels, rate: rate))
    return (file, try AudioFile.open(file.descriptor))
  }

  private func largestDifference(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Float {
    zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test(
    "A window is what whole-track resampling would have given, to float precision",
    arguments: [44_100, 48_000, 22_050, 32_000, 16_000, 8000, 11_025, 96_000])
  func windowsAgree(rate: Int) throws {
    let fixtures = try Fixtures()
    let (file, decoder) = try decoder(fixtures, seconds: 12, rate: rate)
    let whole = try decoder.read(frames: 2_000_000)
    let track = try Resampler.resample(whole.mono, from: Double(rate), to: 16_000)
    let reader = WindowReader(decoder)
    for start in [0, 1, 5000, 63_333, track.count - 20_000] {
      let excerpt = try reader.read(start: start, length: 20_000)
      #expect(excerpt.samples.count == 20_000)
      #expect(largestDifference(excerpt.samples, track[start...]) < 2e-6, "at \(start)")
      // The original covers the same stretch of time.
      let first = Int((Double(start) * Double(rate) / 16_000).rounded())
      #expect(abs(excerpt.original.seconds - 1.25) < 1e-3)
      #expect(excerpt.original.samples[..<100] == whole.samples[2 * first..<2 * first + 100])
    }
    withExtendedLifetime(file) {}
  }

  @Test("A track shorter than a window is padded with silence", arguments: Fixtures.Format.allCases)
  func short(format: Fixtures.Format) throws {
    let fixtures = try Fixtures()
    let file = try fixtures.encoded(format, seconds: 1)
    let decoder = try AudioFile.open(file.descriptor)
    let windows = AnalysisWindows(seconds: try #require(decoder.seconds))
    #expect(windows.starts == [0])
    let excerpt = try WindowReader(decoder).read(0, of: windows)
    #expect(excerpt.samples.count == windows.length)
    #expect(excerpt.samples[16_000...].allSatisfy { $0 == 0 })
    #expect(excerpt.samples[..<16_000].contains { abs($0) > 0.1 })
    #expect(excerpt.original.frameCount == 44_100)
  }

  @Test("The pieces of a stream are the whole track", arguments: [44_100, 16_000, 48_000])
  func stream(rate: Int) throws {
    let fixtures = try Fixtures()
    let (file, decoder) = try decoder(fixtures, seconds: 3.3, rate: rate)
    let whole = try decoder.read(frames: 1_000_000)
    var stream = try TrackStream(decoder)
    var samples: [Float] = []
    var original: [Float] = []
    while let piece = try stream.next() {
      #expect(piece.original.seconds <= 1)
      samples += piece.samples
      original += piece.original.samples
    }
    #expect(original == whole.samples)
    let track = try Resampler.resample(whole.mono, from: Double(rate), to: 16_000)
    #expect(samples.count == track.count)
    #expect(largestDifference(samples, track) < 1e-6)
    #expect(try stream.next() == nil)
    withExtendedLifetime(file) {}
  }
}
