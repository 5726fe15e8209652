import ControlProtocol
import OrpheusTestSupport
import Testing

@Suite("The mood space of a running daemon")
struct SpaceTests {
  @Test("is the shipped one for a small library, also when it is to be fitted anew")
  func shipped() async throws {
    let daemon = try await DemoLibrary.daemon()
    let before: [MoodInfo] = try await daemon.json("moods")
    let reply: RefitMoodsReply = try await daemon.json("moods", "--refit")
    #expect(reply.moodSpace == "shipped")
    #expect(reply.moods == before.count)
    // The prior was fitted elsewhere, on more.
    #expect(reply.tracks >= 200)
    let after: [MoodInfo] = try await daemon.json("moods")
    #expect(after.map(\.id) == before.map(\.id))
    #expect(after.map(\.slug) == before.map(\.slug))
  }

  @Test("changes its form with the settings, and the moods keep their ids and every track")
  func otherForm() async throws {
    let state = try await DemoLibrary.state()
    let joined = try await RunningDaemon(music: DemoLibrary.music, state: state)
    let before: [MoodInfo] = try await joined.json("moods")
    let counted: StatusReply = try await joined.json("status")
    await joined.stop()

    let daemon = try await RunningDaemon(
      music: DemoLibrary.music, settings: "[moods]\nspace = \"cca\"\n", state: state)
    try await daemon.sync()
    let after: [MoodInfo] = try await daemon.json("moods")
    #expect(!after.isEmpty && Set(after.map(\.id)).isSubset(of: Set(before.map(\.id))))
    #expect(
      after.map(\.tracks).reduce(0, +) == before.map(\.tracks).reduce(0, +))
    let tracks: [TrackInfo] = try await daemon.json("tracks")
    #expect(tracks.allSatisfy { $0.mood != nil })
    let status: StatusReply = try await daemon.json("status")
    #expect(status.moodSpace == "shipped")
    // No track was heard again for it.
    #expect(status.analyses == counted.analyses && status.pending == 0)
  }
}
