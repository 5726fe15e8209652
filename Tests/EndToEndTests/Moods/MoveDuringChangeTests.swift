import ControlProtocol
import Foundation
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("Files that move while another model is to take over", .serialized)
struct MoveDuringChangeTests {
  @Test("to another file are the tracks they were, and what was said of them holds")
  func moves() async throws {
    let directory = try TemporaryDirectory()
    let files = try #require(FileManager.default.enumerator(atPath: DemoLibrary.music[0]))
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".ogg") }.sorted()
    for (number, file) in files.enumerated() {
      try FileManager.default.copyItem(
        atPath: DemoLibrary.music[0] + "/" + file, toPath: directory.appending("\(number).ogg"))
    }
    let daemon = try await RunningDaemon(music: [directory.path])
    try await daemon.sync()
    let before = directory.appending("0.ogg")
    #expect(try await daemon.control("mood", "exclude", before).status == 0)

    // Before the new model has heard anything.
    #expect(try await daemon.control("pause").status == 0)
    #expect(try await daemon.control("models", "use", "musicnn-mtt").status == 0)
    let after = directory.appending("elsewhere.ogg")
    try FileManager.default.copyItem(atPath: before, toPath: after)
    try FileManager.default.removeItem(atPath: before)
    #expect(try await daemon.control("resume").status == 0)
    try await daemon.sync()

    let track: TrackInfo = try await daemon.json("track", after)
    #expect(track.excludedFromAll == true && track.mood == nil)
    #expect(track.model?.hasPrefix("musicnn-mtt-1+") == true)
  }
}
