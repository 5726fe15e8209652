import ListeningHistory
import Testing

@Suite("Two histories that kept the same play are one play")
struct ListenMergerTests {
  private func report(
    _ id: Int64, _ format: HistoryFormat, _ start: Int64, lasting: Int64 = 200,
    played: Bool = false
  ) -> ListenMerger.Report {
    .init(
      id: id, format: format, stamp: start, start: start, end: start + lasting,
      knowsPlayedTime: played)
  }

  @Test("reports within the recording's length are one play, further apart they are two")
  func window() {
    let first = report(1, .listenBrainzLines, 0)
    #expect(ListenMerger.echoes(among: [first, report(2, .lastFMTable, 200)]) == [2])
    #expect(ListenMerger.echoes(among: [first, report(2, .lastFMTable, 205)]).isEmpty)
    // A history of whole minutes may be a minute off.
    #expect(ListenMerger.echoes(among: [first, report(2, .spotifyBasic, 259)]) == [2])
  }

  @Test("a recording on repeat stays as many plays as the fullest history has")
  func onRepeat() {
    let one = (0..<5).map { report(Int64($0), .lastFMTable, Int64($0) * 200) }
    let other = (0..<5).map { report(Int64(10 + $0), .spotifyExtended, Int64($0) * 200 + 7) }
    #expect(ListenMerger.echoes(among: one).isEmpty)
    #expect(ListenMerger.echoes(among: one + other).count == 5)
    #expect(ListenMerger.echoes(among: one + other.dropLast(2)).count == 3)
  }

  @Test("one history that names a play twice, in an older and a newer export, kept it once")
  func exports() {
    let reports = [report(1, .listenBrainzLines, 0), report(2, .listenBrainzLines, 0)]
    #expect(ListenMerger.echoes(among: reports) == [2])
    #expect(ListenMerger.echoes(among: reports + [report(3, .listenBrainzLines, 1)]) == [2])
  }

  @Test("the report that knows how long it was listened to stands for the play")
  func representative() {
    let plain = report(1, .listenBrainzLines, 0)
    let telling = report(2, .spotifyExtended, 30, played: true)
    #expect(ListenMerger.echoes(among: [plain, telling]) == [1])
    #expect(ListenMerger.echoes(among: [plain, report(2, .spotifyBasic, 30)]) == [2])
    let three = [plain, report(3, .lastFMTable, 1), telling]
    #expect(ListenMerger.echoes(among: three) == [1, 3])
  }

  @Test("the order in which histories were read does not matter")
  func order() {
    var reports: [ListenMerger.Report] = []
    for number in Int64(0)..<30 {
      let format = HistoryFormat.allCases[Int(number % 4)]
      reports.append(report(number, format, number * 61 % 977, played: number % 4 == 1))
    }
    let expected = ListenMerger.echoes(among: reports)
    #expect(!expected.isEmpty)
    for _ in 0..<20 {
      reports.shuffle()
      #expect(ListenMerger.echoes(among: reports) == expected)
    }
  }

  @Test("very long recordings are not merged over hours")
  func longest() {
    let first = report(1, .lastFMTable, 0, lasting: 36_000)
    #expect(
      ListenMerger.echoes(among: [first, report(2, .maloja, 3_601, lasting: 36_000)]).isEmpty)
  }
}
