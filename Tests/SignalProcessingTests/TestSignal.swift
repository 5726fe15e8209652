import Foundation

/// Two tones and noise, loud in the first half and 60 dB softer in the second.
///
/// The noise is a linear congruential generator, so that the reference numbers in these tests can be
/// computed anew anywhere.
func testSignal(samples: Int, rate: Double) -> [Float] {
  var state: UInt32 = 1
  return (0..<samples).map { index in
    state = state &* 1_664_525 &+ 1_013_904_223
    let noise = Double(Int32(bitPattern: state)) / 2_147_483_648
    let time = Double(index) / rate
    let tones = 0.4 * sin(2 * .pi * 440 * time) + 0.2 * sin(2 * .pi * 3000 * time)
    return Float((index < samples / 2 ? 1 : 0.001) * (tones + 0.1 * noise))
  }
}

/// The largest difference between two signals of the same length; infinite when lengths differ.
func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).map { abs($0 - $1) }.max() ?? 0
}
