/// The number of insertions, deletions, substitutions and swaps of neighbours that turn `first`
/// into `second` (optimal string alignment: no letter is edited twice).
package func editDistance(_ first: String, _ second: String) -> Int {
  let first = Array(first)
  let second = Array(second)
  // Three rows of the table are enough: a swap looks two rows back.
  var before: [Int] = []
  var above = Array(0...second.count)
  for i in first.indices {
    var row = [i + 1]
    for j in second.indices {
      let cost = first[i] == second[j] ? 0 : 1
      var best = min(row[j] + 1, above[j + 1] + 1, above[j] + cost)
      if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
        best = min(best, before[j - 1] + 1)
      }
      row.append(best)
    }
    before = above
    above = row
  }
  return above[second.count]
}
