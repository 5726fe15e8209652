import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// What `orpheusctl mood --json` prints.
private struct Explained: Decodable {
  var slug: String
  var name: String
  var tracks: Int
  var valence: Double
  var arousal: Double
  var explanation: MoodExplanationInfo
}

@Suite("On the demo music, names explain themselves", .serialized)
struct NameTests {
  @Test("every mood says why it is called so, with numbers that agree with what is shown")
  func explanations() async throws {
    let daemon = try await DemoLibrary.daemon()
    let moods: [MoodInfo] = try await daemon.json("moods")
    for mood in moods {
      let why: Explained = try await daemon.json("mood", mood.slug)
      print("\(mood.name): \(mood.tracks) tracks, \(mood.valence), \(mood.arousal)")
      #expect(why.slug == mood.slug && why.tracks == mood.tracks)
      let adjective = try #require(why.explanation.adjective)
      #expect(mood.name.lowercased().hasPrefix(adjective))
      for (word, shown) in [
        (why.explanation.adjectiveValence, mood.valence),
        (why.explanation.adjectiveArousal, mood.arousal),
      ] where abs(shown) > 0.15 {
        #expect((word ?? 0) * shown >= 0, "\(mood.name) at \(shown)")
      }
      #expect(why.explanation.neighbours.count == min(2, moods.count - 1))
      #expect((0...1).contains(why.explanation.confidence))
      for line in why.explanation.borderline {
        #expect(moods.contains { $0.slug == line.other && $0.slug != mood.slug })
      }
      let text = try await daemon.control("mood", mood.slug)
      #expect(text.output.contains("why this name"))
      #expect(text.output.contains("nearest moods"))
      #expect(text.output.contains("how sure"))
    }
    // Their tracks are the whole library: seen from its middle, the moods balance.
    let sum = try await moods.asyncSum { mood in
      let why: Explained = try await daemon.json("mood", mood.slug)
      return why.explanation.relativeValence * Double(mood.tracks)
    }
    #expect(abs(sum) < 0.01 * Double(moods.map(\.tracks).reduce(0, +)))
  }

  @Test("ambient music is not called sad or gloomy for having no voice")
  func notGloomy() async throws {
    let daemon = try await DemoLibrary.daemon()
    let tracks: [TrackInfo] = try await daemon.json("tracks")
    let ambient = tracks.filter { $0.path.contains("/singularity-music/") }
    for name in Set(ambient.compactMap(\.mood?.name)) {
      let isGloomy = ["Sad", "Gloomy", "Bleak", "Furious"].contains { name.hasPrefix($0) }
      #expect(!isGloomy, "\(name)")
    }
  }

  @Test("a name chosen by the listener has no adjective to explain")
  func chosen() async throws {
    let daemon = try await DemoLibrary.daemon()
    let moods: [MoodInfo] = try await daemon.json("moods")
    let mood = try #require(moods.first)
    _ = try await daemon.json("mood", mood.slug, "--rename", "Calm evening", as: MoodInfo.self)
    let why: Explained = try await daemon.json("mood", "calm-evening")
    #expect(why.explanation.namedByListener)
    #expect(why.explanation.adjective == nil && why.explanation.qualifier == nil)
    #expect(try await daemon.control("mood", "calm-evening").output.contains("You chose it."))
  }
}

extension Sequence {
  fileprivate func asyncSum(_ value: (Element) async throws -> Double) async rethrows -> Double {
    var sum = 0.0
    for element in self { sum += try await value(element) }
    return sum
  }
}
