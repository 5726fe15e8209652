import SignalProcessing
import Testing

/// The expected values were computed with librosa 0.11 (`feature.melspectrogram`, `filters.mel`) and
/// SciPy on the signal of `testSignal`, in single precision.
@Suite struct FrontEndTests {
  private static let musicnn = MusicnnFrontEnd()
  private static let vibeNet = VibeNetFrontEnd()
  private static let signal = testSignal(samples: 16_000, rate: 16_000)

  @Test(
    "musicnn's log-mel energies agree with librosa's",
    arguments: [
      // Frame 0 reaches into the zeros before the signal, 62 into those behind it.
      (0, [3.380172, 4.088078, 3.748008, 1.963409, 2.393281, 1.745585]),
      (1, [2.011823, 2.329129, 2.113853, 2.18236, 2.437856, 2.475983]),
      (7, [2.609991, 1.103838, 2.231088, 1.975603, 2.459237, 2.361997]),
      (20, [2.28179, 2.866539, 2.766057, 1.946109, 2.477899, 2.109134]),
      (31, [3.205351, 3.900636, 3.460837, 1.749294, 2.103993, 2.235859]),
      (40, [1.3e-05, 9e-05, 7.4e-05, 0.000183, 0.000237, 0.000166]),
      (62, [0.000441, 0.001088, 0.000839, 0.000279, 4.5e-05, 5.7e-05]),
    ])
  func musicnnReference(frame: Int, expected: [Float]) {
    let spectrogram = Self.musicnn.spectrogram(of: Self.signal, framing: .centred)
    #expect(spectrogram.frames == 63)
    #expect(spectrogram.bands == 96)
    for (band, value) in zip([0, 10, 17, 50, 72, 95], expected) {
      let found = spectrogram[frame: frame, band: band]
      #expect(abs(found - value) < 1e-4 * max(value, 0.02), "band \(band)")
    }
  }

  @Test(
    "VibeNet's decibels agree with SciPy's and librosa's",
    arguments: [
      (0, [-11.12226, -9.14321, -16.96876, -15.70692, -11.71882]),
      (3, [-28.65509, -18.42298, -15.32967, -15.5673, -12.15843]),
      (20, [-15.33143, -19.44169, -10.67457, -18.89376, -13.01012]),
      (30, [-70.1389, -67.09122, -77.37924, -75.78515, -72.40184]),
      (48, [-79.13667, -75.9323, -69.93638, -76.149, -75.30166]),
    ])
  func vibeNetReference(frame: Int, expected: [Float]) {
    let spectrogram = Self.vibeNet.decibels(of: Self.signal)
    #expect(spectrogram.frames == 49)
    #expect(spectrogram.bands == 128)
    for (band, value) in zip([0, 13, 40, 90, 127], expected) {
      #expect(abs(spectrogram[frame: frame, band: band] - value) < 2e-3, "band \(band)")
    }
  }

  @Test("A block within a track gives the same frames as the whole track, centred")
  func blockEqualsWhole() {
    let track = testSignal(samples: 60_000, rate: 16_000)
    let whole = Self.musicnn.spectrogram(of: track, framing: .centred)
    let start = 9 * MusicnnFrontEnd.hop
    let block = Array(track[start..<start + MusicnnFrontEnd.patchSamples])
    let frames = Self.musicnn.spectrogram(of: block, framing: .uncentred)
    #expect(frames.frames == MusicnnFrontEnd.patchFrames)
    // Frame k is centred on sample 256k, so the block's first is the track's tenth.
    let expected = whole.frames(10..<10 + MusicnnFrontEnd.patchFrames)
    #expect(largestDifference(frames.values, expected.values) < 1e-5)
  }

  @Test("A track streamed in odd pieces gives the same patches as in one", arguments: [1, 2, 3])
  func streamedPatches(patches: Int) {
    // One sample fewer would complete one frame and so one patch fewer.
    let track = testSignal(samples: 256 * (187 * patches - 1), rate: 16_000)
    let expected = Self.musicnn.patches(of: track)
    #expect(expected.count == patches)

    var blocks = MusicnnFrontEnd.trackBlocks()
    var found: [[Float]] = []
    for start in stride(from: 0, to: track.count, by: 7919) {
      found += blocks.append(Array(track[start..<min(start + 7919, track.count)]))
    }
    found += blocks.finish()
    #expect(found.count == patches)
    for (block, patch) in zip(found, expected) {
      let frames = Self.musicnn.spectrogram(of: block, framing: .uncentred)
      #expect(largestDifference(frames.values, patch.values) < 1e-5)
    }
  }

  @Test("Windows put together share one floor, 80 dB below the loudest of them")
  func sharedFloor() {
    let loud = Self.vibeNet.decibels(of: Array(Self.signal[..<8000]))
    let soft = Self.vibeNet.decibels(of: Array(Self.signal[8000...]))
    let clip = VibeNetFrontEnd.clip(joining: [soft, loud])
    let frames = soft.frames + loud.frames
    #expect(clip.count == 128 * frames)
    let floor = (loud.values.max() ?? 0) - 80
    #expect(clip.min() == floor)
    // Rows are bands, and the soft window comes first in each.
    for band in [0, 40, 127] {
      #expect(clip[band * frames + 2] == max(floor, soft[frame: 2, band: band]))
      #expect(clip[band * frames + soft.frames + 5] == max(floor, loud[frame: 5, band: band]))
    }
  }

  @Test("Silence has the lowest energy there is, not minus infinity")
  func silence() {
    let silence = [Float](repeating: 0, count: 4000)
    #expect(Self.vibeNet.decibels(of: silence).values.allSatisfy { abs($0 + 100) < 1e-4 })
    let musicnn = Self.musicnn.spectrogram(of: silence, framing: .centred)
    #expect(musicnn.values.allSatisfy { abs($0) < 1e-6 })
  }

  @Test("Any length of signal has its frames", arguments: [0, 1, 511, 639, 640, 960, 48_128])
  func anyLength(samples: Int) {
    let signal = testSignal(samples: samples, rate: 16_000)
    let vibeNet = Self.vibeNet.decibels(of: signal)
    #expect(vibeNet.frames == max(1, samples < 640 ? 1 : (samples - 640) / 320 + 1))
    #expect(vibeNet.values.allSatisfy { $0.isFinite })
    let musicnn = Self.musicnn.spectrogram(of: signal, framing: .centred)
    #expect(musicnn.frames == 1 + samples / 256)
    #expect(musicnn.values.allSatisfy { $0.isFinite })
  }
}
