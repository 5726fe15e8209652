import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("On the demo music, moods make sense", .serialized)
struct SenseTests {
  @Test("death metal and ambient never share a mood, and lie far apart in arousal")
  func metalAndAmbient() async throws {
    let daemon = try await DemoLibrary.daemon()
    let tracks: [TrackInfo] = try await daemon.json("tracks")
    let metal = tracks.filter { $0.path.contains("/songs/muldjord/") && $0.mood != nil }
    let ambient = tracks.filter { $0.path.contains("/singularity-music/") && $0.mood != nil }
    #expect(metal.count >= 4)
    #expect(ambient.count == 16)

    let shared = Set(metal.compactMap(\.mood?.id)).intersection(ambient.compactMap(\.mood?.id))
    #expect(shared.isEmpty)
    func meanArousal(_ tracks: [TrackInfo]) -> Double {
      tracks.compactMap(\.arousal).reduce(0, +) / Double(tracks.count)
    }
    let difference = meanArousal(metal) - meanArousal(ambient)
    print("mean arousal: metal \(meanArousal(metal)), ambient \(meanArousal(ambient))")
    #expect(difference > 0.5)
  }

  @Test("every mood has a name, a slug, tags, exemplars and its tracks, and counts add up")
  func moodsAreComplete() async throws {
    let daemon = try await DemoLibrary.daemon()
    let status: StatusReply = try await daemon.json("status")
    let moods: [MoodInfo] = try await daemon.json("moods")
    #expect(status.moods == moods.count)
    #expect(moods.count >= 2)
    #expect(status.pending == 0)
    #expect(status.analyses > 0)
    #expect(Set(moods.map(\.slug)).count == moods.count)
    #expect(moods.map(\.tracks).reduce(0, +) == status.tracks - status.failed - status.skipped)
    for mood in moods {
      #expect(!mood.name.isEmpty)
      #expect(!mood.exemplars.isEmpty)
      #expect((-1...1).contains(mood.valence) && (-1...1).contains(mood.arousal))
      let members: [TrackInfo] = try await daemon.json("tracks", "--mood", mood.slug)
      #expect(members.count == mood.tracks)
      #expect(members.allSatisfy { $0.mood?.id == mood.id })
    }
  }

  @Test("a restart forms nothing anew and gives no mood another name")
  func restartChangesNothing() async throws {
    let daemon = try await DemoLibrary.daemon()
    let before: [MoodInfo] = try await daemon.json("moods")
    await daemon.stop()
    let again = try await RunningDaemon(music: DemoLibrary.music, state: daemon.state)
    try await again.sync()
    let after: [MoodInfo] = try await again.json("moods")
    #expect(after.map(\.id) == before.map(\.id))
    #expect(after.map(\.slug) == before.map(\.slug))
    #expect(after.map(\.tracks) == before.map(\.tracks))
    // Both daemons went on with a complete library, and both wrote to this log.
    #expect(again.logged.contains("ready"))
    #expect(!again.logged.contains("moods formed"))
  }

  @Test("a listener's name for a mood survives a restart and keeps the mood's id")
  func renameSurvives() async throws {
    let daemon = try await DemoLibrary.daemon()
    let moods: [MoodInfo] = try await daemon.json("moods")
    let mood = try #require(moods.first)
    let renamed: MoodInfo = try await daemon.json("mood", mood.slug, "--rename", "Night Drive")
    #expect(renamed.id == mood.id)
    #expect(renamed.slug == "night-drive")
    await daemon.stop()

    let again = try await RunningDaemon(music: DemoLibrary.music, state: daemon.state)
    let found: MoodInfo = try await again.json("mood", "night-drive")
    #expect(found.id == mood.id)
    #expect(found.name == "Night Drive")
    #expect(found.tracks == mood.tracks)
  }
}
