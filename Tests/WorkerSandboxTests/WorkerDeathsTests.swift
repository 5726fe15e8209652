import Testing

@testable import OrpheusDaemon

@Suite("When workers rest")
struct WorkerDeathsTests {
  private let policy = WorkerDeaths.Policy(
    allowed: 3, firstRest: .seconds(10), longestRest: .seconds(35))

  @Test("after so many files in a row, for longer each time, up to a bound")
  func growing() {
    var deaths = WorkerDeaths(policy: policy)
    let rests = (0..<7).map { _ in deaths.died(isFirstTry: true) }
    #expect(
      rests == [
        nil, nil, .seconds(10), .seconds(20), .seconds(35), .seconds(35), .seconds(35),
      ])
    #expect(deaths.inARow == 7)
  }

  @Test("not when files in between are read to their end, and anew after one is")
  func interrupted() {
    var deaths = WorkerDeaths(policy: policy)
    for _ in 0..<10 {
      #expect(deaths.died(isFirstTry: true) == nil)
      #expect(deaths.died(isFirstTry: true) == nil)
      deaths.readToTheEnd()
    }
    _ = (0..<5).map { _ in deaths.died(isFirstTry: true) }
    deaths.readToTheEnd()
    #expect(deaths.inARow == 0)
    let rests = (0..<3).map { _ in deaths.died(isFirstTry: true) }
    #expect(rests == [nil, nil, .seconds(10)])
  }

  @Test("not for the second tries of bad files, unless the workers are under suspicion")
  func secondTries() {
    var deaths = WorkerDeaths(policy: policy)
    for _ in 0..<20 { #expect(deaths.died(isFirstTry: false) == nil) }
    for _ in 0..<2 { #expect(deaths.died(isFirstTry: true) == nil) }
    #expect(deaths.died(isFirstTry: false) == nil)
    #expect(deaths.died(isFirstTry: true) == .seconds(10))
    #expect(deaths.died(isFirstTry: false) == .seconds(20))
  }
}
