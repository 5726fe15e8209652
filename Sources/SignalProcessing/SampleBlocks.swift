/// Cuts a stream of samples into blocks of equal length, at equal distances.
///
/// A state machine without input or output of its own: a track of any length passes through in the
/// memory of one block and one piece.
package struct SampleBlocks: Sendable {
  /// Samples a block.
  package let length: Int
  /// Samples between the beginnings of two blocks, at most `length`.
  package let hop: Int

  private var pending: [Float]
  private let trailingZeros: Int
  private var hasEmitted = false

  /// Prepares to cut; the zeros are added before the first and after the last sample.
  package init(length: Int, hop: Int, leadingZeros: Int = 0, trailingZeros: Int = 0) {
    precondition(length > 0 && hop > 0 && hop <= length)
    self.length = length
    self.hop = hop
    self.trailingZeros = trailingZeros
    pending = [Float](repeating: 0, count: leadingZeros)
  }

  /// Takes the next samples; returns the blocks that they complete.
  package mutating func append(_ samples: [Float]) -> [[Float]] {
    pending += samples
    guard pending.count >= length else { return [] }
    let count = (pending.count - length) / hop + 1
    let blocks = (0..<count).map { Array(pending[$0 * hop..<$0 * hop + length]) }
    pending.removeFirst(count * hop)
    hasEmitted = true
    return blocks
  }

  /// Ends the stream; a last partial block is dropped, unless it is the only one: then it is
  /// padded with zeros, so that no stream is without a block.
  package mutating func finish() -> [[Float]] {
    let blocks = append([Float](repeating: 0, count: trailingZeros))
    guard !hasEmitted else { return blocks }
    return append([Float](repeating: 0, count: length - pending.count))
  }
}
