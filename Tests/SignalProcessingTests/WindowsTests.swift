import SignalProcessing
import Testing

@Suite struct AnalysisWindowsTests {
  @Test(
    "Windows lie in the middle of equal slots, fewer of them in a short track",
    arguments: [
      // Track, windows asked for, starts; windows of 10 samples.
      (100, 4, [7, 32, 57, 82]),
      (40, 4, [0, 10, 20, 30]),
      (39, 4, [1, 14, 27]),
      (25, 12, [1, 13]),
      (12, 12, [1]),
      (10, 12, [0]),
      (3, 12, [0]),
      (0, 1, [0]),
    ])
  func starts(track: Int, count: Int, expected: [Int]) {
    #expect(AnalysisWindows(trackSamples: track, count: count, length: 10).starts == expected)
  }

  @Test("Windows never overlap nor leave a track that is long enough", arguments: 1...200)
  func bounds(tenths: Int) {
    let windows = AnalysisWindows(seconds: Double(tenths) / 2)
    #expect((1...8).contains(windows.starts.count))
    for (start, next) in zip(windows.starts, windows.starts.dropFirst()) {
      #expect(next - start >= windows.length)
    }
    let end = (windows.starts.last ?? 0) + windows.length
    #expect(end <= max(windows.length, tenths * 8000))
  }

  @Test(
    "A length that is no length has one window at the beginning",
    arguments: [-1.0, 0, .nan, -.infinity])
  func nonsense(seconds: Double) {
    #expect(AnalysisWindows(seconds: seconds).starts == [0])
  }

  @Test("An endless track does not end Orpheus", arguments: [1e300, .infinity])
  func endless(seconds: Double) {
    #expect(AnalysisWindows(seconds: seconds).starts.count == 8)
  }

  @Test("Starts in seconds and in samples are the same places")
  func seconds() {
    let windows = AnalysisWindows(seconds: 240)
    #expect(windows.starts.count == 8)
    #expect(windows.startSeconds[0] == 15 - 1.504)
    #expect(windows.startSeconds[7] == 225 - 1.504)
  }
}

@Suite struct SampleBlocksTests {
  private func cut(_ samples: [Float], _ blocks: SampleBlocks, piece: Int) -> [[Float]] {
    var blocks = blocks
    var found: [[Float]] = []
    for start in stride(from: 0, to: samples.count, by: piece) {
      found += blocks.append(Array(samples[start..<min(start + piece, samples.count)]))
    }
    return found + blocks.finish()
  }

  @Test("Blocks overlap by length less hop, and a last partial one is dropped", arguments: 1...8)
  func overlap(piece: Int) {
    let found = cut([1, 2, 3, 4, 5, 6, 7, 8], SampleBlocks(length: 3, hop: 2), piece: piece)
    #expect(found == [[1, 2, 3], [3, 4, 5], [5, 6, 7]])
  }

  @Test("Zeros go before the first and after the last sample", arguments: 1...4)
  func zeros(piece: Int) {
    let blocks = SampleBlocks(length: 3, hop: 3, leadingZeros: 1, trailingZeros: 1)
    #expect(cut([1, 2, 3, 4], blocks, piece: piece) == [[0, 1, 2], [3, 4, 0]])
  }

  @Test("A stream shorter than a block gives one, padded", arguments: [[], [1], [1, 2]])
  func short(samples: [Float]) {
    let padded = samples + [Float](repeating: 0, count: 4 - samples.count)
    #expect(cut(samples, SampleBlocks(length: 4, hop: 4), piece: 1) == [padded])
  }
}
