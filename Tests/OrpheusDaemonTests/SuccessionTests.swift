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
    succession.putDown(id(3))
    succession.putDown(id(5))
    succession.startOver()
    #expect(succession.last == nil)
    let second = [succession.take(id(3)), succession.take(id(5))]
    #expect(second == [false, true])
  }

  @Test("One in hand is not taken a second time, and gone back to when it has been put down")
  func inHand() {
    var succession = Succession()
    func id(_ number: Int64) -> TrackID { TrackID(rawValue: number) }
    let isTaken = succession.take(id(3))
    #expect(isTaken)
    // Tracks have come: everything is gone through once more, while one is being listened to.
    succession.startOver()
    let meanwhile = [succession.take(id(3)), succession.take(id(5))]
    #expect(meanwhile == [false, true])
    // It may be another model's by now.
    succession.begin()
    let afterwards = [succession.take(id(3)), succession.take(id(5)), succession.take(id(7))]
    #expect(afterwards == [false, false, true])
    succession.putDown(id(3))
    #expect(succession.last == nil)
    let again = succession.take(id(3))
    #expect(again)
  }
}
