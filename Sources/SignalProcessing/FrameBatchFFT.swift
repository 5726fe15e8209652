import Foundation

/// Eight frames' worth of one complex number: four lanes, each holding two frames.
///
/// Lane `i` carries frame `2i` as its real and frame `2i + 1` as its imaginary part.
struct FrameLanes {
  var re: SIMD4<Float>
  var im: SIMD4<Float>
}

/// The Fourier transform of eight frames at once.
///
/// A frame a lane needs no shuffles, so plain radix-4 loops run at the vector unit's pace on any
/// machine; a transform called once a frame takes the whole budget of both front ends by itself.
/// Two real frames share one complex transform and are parted afterwards by symmetry
/// (Press et al., Numerical Recipes, 3rd ed., § 12.3.2).
struct FrameBatchFFT: Sendable {
  /// A power of two.
  let length: Int
  /// cos and sin of the first, second and third power of each stage's roots of unity, in the
  /// order in which the stages use them.
  private let twiddles: [Float]

  static let framesPerBatch = 8

  init(length: Int) {
    precondition(length >= 4 && length.nonzeroBitCount == 1, "length is a power of two")
    self.length = length
    var twiddles: [Float] = []
    var span = length
    while span >= 4 {
      for position in 0..<span / 4 {
        for power in 1...3 {
          let angle = -2 * Double.pi * Double(power * position) / Double(span)
          twiddles.append(Float(cos(angle)))
          twiddles.append(Float(sin(angle)))
        }
      }
      span /= 4
    }
    self.twiddles = twiddles
  }

  /// Transforms `data`, both buffers `length` long; returns the buffer that holds the result.
  ///
  /// Stockham's self-sorting form: each stage writes to the other buffer in the order the next one
  /// wants (Van Loan, Computational Frameworks for the Fast Fourier Transform, § 1.7).
  func transform(
    _ data: UnsafeMutablePointer<FrameLanes>, scratch: UnsafeMutablePointer<FrameLanes>
  ) -> UnsafeMutablePointer<FrameLanes> {
    twiddles.withUnsafeBufferPointer { twiddles in
      var from = data
      var to = scratch
      var span = length
      var stride = 1
      var next = 0
      while span >= 4 {
        let quarter = span / 4
        for position in 0..<quarter {
          let (c1, s1) = (twiddles[next], twiddles[next + 1])
          let (c2, s2) = (twiddles[next + 2], twiddles[next + 3])
          let (c3, s3) = (twiddles[next + 4], twiddles[next + 5])
          next += 6
          let source = from + stride * position
          let target = to + stride * 4 * position
          for offset in 0..<stride {
            let a = source[offset]
            let b = source[offset + stride * quarter]
            let c = source[offset + stride * 2 * quarter]
            let d = source[offset + stride * 3 * quarter]
            let evenRe = a.re + c.re
            let evenIm = a.im + c.im
            let oddRe = a.re - c.re
            let oddIm = a.im - c.im
            let sumRe = b.re + d.re
            let sumIm = b.im + d.im
            let differenceRe = b.re - d.re
            let differenceIm = b.im - d.im
            target[offset] = FrameLanes(re: evenRe + sumRe, im: evenIm + sumIm)
            // The odd outputs turn (b − d) by ∓i.
            let firstRe = oddRe + differenceIm
            let firstIm = oddIm - differenceRe
            target[offset + stride] = FrameLanes(
              re: firstRe * c1 - firstIm * s1, im: firstRe * s1 + firstIm * c1)
            let secondRe = evenRe - sumRe
            let secondIm = evenIm - sumIm
            target[offset + 2 * stride] = FrameLanes(
              re: secondRe * c2 - secondIm * s2, im: secondRe * s2 + secondIm * c2)
            let thirdRe = oddRe - differenceIm
            let thirdIm = oddIm + differenceRe
            target[offset + 3 * stride] = FrameLanes(
              re: thirdRe * c3 - thirdIm * s3, im: thirdRe * s3 + thirdIm * c3)
          }
        }
        span /= 4
        stride *= 4
        swap(&from, &to)
      }
      if span == 2 {
        for offset in 0..<stride {
          let (a, b) = (from[offset], from[offset + stride])
          to[offset] = FrameLanes(re: a.re + b.re, im: a.im + b.im)
          to[offset + stride] = FrameLanes(re: a.re - b.re, im: a.im - b.im)
        }
        swap(&from, &to)
      }
      return from
    }
  }
}
