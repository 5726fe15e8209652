/// The logarithm to base 10 of eight positive normal numbers, to about 2 in 10⁷.
///
/// x = 2ᵉ·m with m in √½…√2, and ln m = 2 artanh((m − 1) / (m + 1)), whose series has dropped
/// below a `Float`'s precision after five terms. The C library's logarithm takes one number at a
/// time, and the two front ends need some 440,000 of them a track.
@inline(__always)
func log10(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let bits = unsafeBitCast(x, to: SIMD8<Int32>.self)
  // Subtracting √½'s bits makes the exponent field step at √½ instead of at 1.
  let exponent = (bits &- 0x3f35_04f3) &>> 23
  let m = unsafeBitCast(bits &- (exponent &<< 23), to: SIMD8<Float>.self)
  let s = (m - 1) / (m + 1)
  let square = s * s
  var series = square * (1 / 9) + (1 / 7)
  series = series * square + (1 / 5)
  series = series * square + (1 / 3)
  series = series * square + 1
  let exponentPart = SIMD8<Float>(exponent) * 0.301_029_995_7
  return exponentPart + s * series * 0.868_588_963_8
}
