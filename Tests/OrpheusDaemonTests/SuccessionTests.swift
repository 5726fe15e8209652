import MusicModel
import Testing

@testable import OrpheusDaemon

@Suite("Going through the tracks for a new model")
struct SuccessionOrderTests {
  @Test("Each track is taken once a round, however many lanes ask, and the hopeless not again")
  func order() {
    var succession = Succession()
    func id(_ number: Int64) -> TrackID { TrackID(rawValue: number) }
    let first = [succession.take(id(3)), succession.take(id(3)), succession.take(id(5))]
    #expect(first == [true, false, true])
    #expect(succession.last == id(5))
    succession.giveUp(id(3))
    succession.startOver()
    #expect(succession.last == nil)
    let second = [succession.take(id(3)), succession.take(id(5))]
    #expect(second == [false, true])
  }
}
