import Foundation
import SignalProcessing
import Testing

/// Sound made of notes, to be measured.
private enum Sketch {
  static let rate = 16_000.0

  /// Three seconds and a bit of chords, each of so many semitones above C4, with partials that
  /// weaken as 1/n.
  static func chords(_ chords: [[Int]], seconds: Double = 3.008) -> [Float] {
    var sound = [Float](repeating: 0, count: Int(seconds * rate))
    let length = sound.count / chords.count
    for (index, chord) in chords.enumerated() {
      for note in chord {
        let frequency = 261.625_565 * pow(2, Double(note) / 12)
        for partial in 1...6 where frequency * Double(partial) < 7000 {
          let step = 2 * Double.pi * frequency * Double(partial) / rate
          for sample in 0..<length {
            let fade = min(1, Double(min(sample, length - sample)) / 400)
            sound[index * length + sample] += Float(
              0.05 * fade / Double(partial) * sin(step * Double(sample)))
          }
        }
      }
    }
    return sound
  }

  /// A click of 5 ms on every beat, over soft noise.
  static func clicks(beatsPerMinute: Double, seconds: Double, from offset: Double) -> [Float] {
    var noise: UInt32 = 7
    var sound = (0..<Int(seconds * rate)).map { _ in
      noise = noise &* 1_664_525 &+ 1_013_904_223
      return 0.001 * Float(Int32(bitPattern: noise)) / Float(Int32.max)
    }
    var beat = offset
    while beat < seconds {
      let start = Int(beat * rate)
      for sample in start..<min(start + 80, sound.count) {
        sound[sample] += Float(0.5 * sin(2 * .pi * 1000 * Double(sample) / rate))
      }
      beat += 60 / beatsPerMinute
    }
    return sound
  }

  static func envelope(_ samples: [Float]) -> OnsetEnvelope {
    OnsetEnvelope(
      MusicnnFrontEnd().spectrogram(of: samples, framing: .uncentred),
      frameRate: MusicnnFrontEnd.sampleRate / Double(MusicnnFrontEnd.hop))
  }
}

@Suite("Key and mode")
struct KeyEstimateTests {
  private static let transform = Chroma.Transform()

  private func estimate(of samples: [Float]) -> KeyEstimate? {
    var chroma = Chroma()
    chroma.add(samples, Self.transform)
    return KeyEstimate(chroma)
  }

  @Test("a cadence is in its key, whichever of the twenty-four", arguments: 0..<12, [true, false])
  func cadences(tonic: Int, isMajor: Bool) throws {
    let third = isMajor ? 4 : 3
    // I IV V I, the dominant major in both modes.
    let cadence = [
      [0, third, 7], [5, 5 + third, 12], [-5, -1, 2], [0, third, 7],
    ].map { $0.map { $0 + tonic - 6 } }
    let key = try #require(estimate(of: Sketch.chords(cadence)))
    #expect(key.tonic == (tonic + 6) % 12)
    #expect(key.isMajor == isMajor)
    #expect(isMajor ? key.mode > 0.2 : key.mode < -0.2)
    #expect(key.clarity > 0.7)
  }

  @Test("a fifth without a third is in neither mode")
  func open() throws {
    let fifth = try #require(estimate(of: Sketch.chords([[0, 7, 12]])))
    let major = try #require(estimate(of: Sketch.chords([[0, 4, 7]])))
    #expect(fifth.mode.magnitude < major.mode)
  }

  @Test("silence has no key, and noise none that is clear")
  func pitchless() {
    #expect(estimate(of: [Float](repeating: 0, count: 48_000)) == nil)
    #expect(estimate(of: []) == nil)
    let noise = estimate(of: testSignal(samples: 48_000, rate: 16_000).map { $0 * 0.01 })
    #expect(noise.map { $0.clarity <= 1 } ?? true)
  }

  @Test("how loud the music is does not matter")
  func level() throws {
    let music = Sketch.chords([[0, 4, 7], [5, 9, 12], [7, 11, 14], [0, 4, 7]])
    let loud = try #require(estimate(of: music))
    let soft = try #require(estimate(of: music.map { $0 * 0.05 }))
    #expect(loud.tonic == soft.tonic)
    #expect(abs(loud.mode - soft.mode) < 0.02)
  }
}

@Suite("Tempo")
struct TempoEstimateTests {
  @Test(
    "a click track has its tempo within 4 %, or half or double of it",
    arguments: Array(stride(from: 60.0, through: 180, by: 7.5)))
  func clicks(beatsPerMinute: Double) throws {
    var evidence = TempoEstimate.Evidence()
    // Windows from different places: the beat does not go on across a seam.
    for offset in [0.1, 0.37, 0.22, 0.05] {
      evidence.add(
        Sketch.envelope(
          Sketch.clicks(beatsPerMinute: beatsPerMinute, seconds: 3.008, from: offset)))
    }
    let tempo = try #require(TempoEstimate(evidence))
    let ratios = [0.5, 1, 2].map { tempo.beatsPerMinute / (beatsPerMinute * $0) }
    #expect(ratios.contains { abs($0 - 1) < 0.04 }, "\(tempo.beatsPerMinute)")
    #expect(tempo.clarity > 0.3)
  }

  @Test("silence and a held note have no tempo")
  func still() {
    var evidence = TempoEstimate.Evidence()
    #expect(TempoEstimate(evidence) == nil)
    evidence.add(Sketch.envelope([Float](repeating: 0, count: 48_128)))
    #expect(TempoEstimate(evidence) == nil)
  }

  @Test("onsets are counted: one a click", arguments: [60.0, 90, 120, 180, 240])
  func onsets(beatsPerMinute: Double) {
    let clicks = Sketch.clicks(beatsPerMinute: beatsPerMinute, seconds: 3.008, from: 0.3)
    let expected = Int(((2.95 - 0.3) * beatsPerMinute / 60).rounded(.down)) + 1
    #expect(abs(Sketch.envelope(clicks).onsetCount - expected) <= 1)
  }
}

@Suite("All descriptors together")
struct DescriptorMeterTests {
  private static let transform = Chroma.Transform()
  private static let frames = SpectralFrames()

  private func reading(_ windows: [[Float]]) -> DescriptorMeter.Reading? {
    var meter = DescriptorMeter(Self.transform, Self.frames)
    let frontEnd = MusicnnFrontEnd()
    for window in windows {
      meter.append(window, frontEnd.spectrogram(of: window, framing: .uncentred))
    }
    return meter.reading
  }

  @Test("silence gives nothing")
  func silence() {
    #expect(reading([]) == nil)
    #expect(reading([[Float](repeating: 0, count: 48_128)]) == nil)
  }

  @Test("more high notes are brighter, and soft beside loud is more dynamic")
  func brightnessAndDynamics() throws {
    let low = try #require(reading([Sketch.chords([[-12, -8, -5]])]))
    let high = try #require(reading([Sketch.chords([[24, 28, 31]])]))
    #expect(high.brightness > 1.5 * low.brightness)
    let even = Sketch.chords([[0, 4, 7]])
    let steps = even.enumerated().map { $0.offset < even.count / 2 ? $0.element * 0.1 : $0.element }
    let uneven = try #require(reading([steps]))
    let level = try #require(reading([even]))
    #expect(uneven.dynamics > level.dynamics + 3)
  }

  @Test("the spectrum is the mean and the deviation over all frames that can be heard")
  func spectrum() throws {
    let windows = [
      Sketch.chords([[0, 4, 7], [5, 9, 12]]),
      Sketch.clicks(
        beatsPerMinute: 120, seconds: 3, from: 0.1),
    ]
    let quiet = [Float](repeating: 0, count: 48_128)
    let moments = try #require(reading(windows + [quiet])?.spectrum)
    let frames = windows.flatMap { Self.frames.frames(of: $0) }.filter { $0.level > -60 }
    #expect(moments.count == frames.count)
    #expect(moments.values.count == 2 * (5 + SpectralFrames.coefficients))
    let members: [@Sendable (SpectralFrames.Frame) -> Float] = [
      { $0.centroid }, { $0.rollOff }, { $0.flatness }, { $0.flux }, { $0.zeroCrossings },
      { $0.cepstrum[0] }, { $0.cepstrum[12] },
    ]
    for (place, member) in zip([0, 1, 2, 3, 4, 5, 17], members) {
      let values = frames.map { Double(member($0)) }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      let scale = max(abs(mean), 1e-3)
      #expect(abs(Double(moments.values[2 * place]) - mean) < 1e-5 * scale)
      #expect(abs(Double(moments.values[2 * place + 1]) - variance.squareRoot()) < 1e-4 * scale)
    }
  }
}
