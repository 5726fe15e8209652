import Foundation
import SignalProcessing
import Testing

@Suite("The spectrum of frames")
struct SpectralFramesTests {
  /// What librosa says of each frame of one signal.
  private struct Reference: Decodable {
    var centroid: [Double]
    var rollOff: [Double]
    var flatness: [Double]
    var flux: [Double]
    var zeroCrossings: [Double]
    var cepstrum: [Double]
  }

  private static func reference(_ name: String) throws -> Reference {
    let file = try #require(
      Bundle.module.url(forResource: "spectra", withExtension: "json", subdirectory: "Resources"))
    let all = try JSONDecoder().decode([String: Reference].self, from: Data(contentsOf: file))
    return try #require(all[name])
  }

  /// The signals of `Benchmarks/references/spectra`.
  private static func signal(_ name: String) -> [Float] {
    var state: UInt32 = 1
    return (0..<6_144).map { index in
      state = state &* 1_664_525 &+ 1_013_904_223
      let noise = Double(state >> 8) / 16_777_216 - 0.5
      let saw = Double(index * 7 % 160) / 160 - 0.5
      switch name {
      case "noise": return Float(0.5 * noise)
      case "saw": return Float(0.6 * saw)
      case "steps": return Float((index / 512 % 2 == 0 ? 0.4 : -0.1) * saw + 0.001 * noise)
      default: return Float(0.3 * saw + 0.05 * noise)
      }
    }
  }

  @Test(
    "Every value agrees with librosa's to a thousandth",
    arguments: ["noise", "saw", "steps", "mixture"])
  func agreement(name: String) throws {
    let reference = try Self.reference(name)
    let frames = SpectralFrames().frames(of: Self.signal(name))
    #expect(frames.count == reference.centroid.count)
    func expect(_ values: [Float], _ wanted: [Double], _ what: String, floor: Double) {
      #expect(values.count == wanted.count)
      let worst = zip(values, wanted).map { abs(Double($0) - $1) / max(abs($1), floor) }.max() ?? 1
      #expect(worst < 1e-3, "\(what): \(worst)")
    }
    expect(frames.map(\.centroid), reference.centroid, "centroid", floor: 1)
    expect(frames.map(\.rollOff), reference.rollOff, "roll-off", floor: 1)
    expect(frames.map(\.flatness), reference.flatness, "flatness", floor: 1e-6)
    expect(frames.map(\.flux), reference.flux, "flux", floor: 1e-3)
    expect(frames.map(\.zeroCrossings), reference.zeroCrossings, "zero crossings", floor: 1e-3)
    // Coefficients of nearly nothing have no digits to agree in; a decibel is their unit.
    expect(frames.flatMap(\.cepstrum), reference.cepstrum, "cepstrum", floor: 1)
  }

  @Test("Silence and less than a frame give numbers, or nothing")
  func silence() {
    let frames = SpectralFrames().frames(of: [Float](repeating: 0, count: 2_000))
    #expect(frames.count == 6)
    for frame in frames {
      #expect(frame.centroid == 0 && frame.flux == 0 && frame.zeroCrossings == 0)
      #expect(frame.rollOff == 0)
      #expect(abs(frame.flatness - 1) < 1e-3)
      #expect(frame.level < -150 && frame.cepstrum.allSatisfy(\.isFinite))
    }
    #expect(SpectralFrames().frames(of: [Float](repeating: 0.5, count: 511)).isEmpty)
  }

  @Test("Half as loud changes the level and the first coefficient, and nothing else")
  func level() throws {
    let sound = Self.signal("mixture")
    let loud = SpectralFrames().frames(of: sound)
    let soft = SpectralFrames().frames(of: sound.map { $0 / 2 })
    for (one, other) in zip(loud, soft) {
      #expect(abs(one.level - other.level - 6.0206) < 1e-3)
      #expect(abs(one.centroid - other.centroid) < 0.1)
      #expect(one.rollOff == other.rollOff && one.zeroCrossings == other.zeroCrossings)
      // The first is the mean over 40 bands times √40.
      #expect(abs(one.cepstrum[0] - other.cepstrum[0] - 6.0206 * Float(40).squareRoot()) < 0.01)
      for index in 1..<13 { #expect(abs(one.cepstrum[index] - other.cepstrum[index]) < 0.01) }
    }
  }
}
