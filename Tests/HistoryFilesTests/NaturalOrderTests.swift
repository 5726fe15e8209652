import Testing

@testable import HistoryFiles

@Suite("The order of names with numbers")
struct NaturalOrderTests {
  @Test("numbers count as numbers")
  func order() {
    let names = [
      "", "a", "a1", "a01b", "a2", "a10", "a10b", "a11", "b", "listens/2023/12.jsonl",
      "listens/2024/2.jsonl", "listens/2024/10.jsonl", "é",
    ]
    for (first, name) in names.enumerated() {
      for (second, other) in names.enumerated() {
        #expect(isInNaturalOrder(name, other) == (first < second), "\(name), \(other)")
      }
    }
    #expect(isInNaturalOrder("a01", "a1") != isInNaturalOrder("a1", "a01"))
  }
}
