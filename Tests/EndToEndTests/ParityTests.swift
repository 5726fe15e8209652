import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// The shipping programs against reference values from independent front ends.
@Suite("On 20 real tracks, Orpheus agrees with the reference", .serialized)
struct ParityTests {
  @Test("with full coverage: tags within .01, embedding cosine ≥ .999, affect within .03")
  func fullCoverage() async throws {
    let reference = try Reference.load()
    let daemon = try await RunningDaemon(
      music: DemoLibrary.music, settings: "[analysis]\ncoverage = \"full\"\n")
    try await daemon.sync()

    let windows = try await DemoLibrary.daemon()
    var worst = (tags: Float(0), cosine: Float(1), affect: Float(0))
    var differences = Differences()
    for expected in reference.tracks {
      let track = try await track(expected, of: daemon)
      try differences.add(try await self.track(expected, of: windows), track)
      let tags = try #require(track.tags)
      for (name, probability) in zip(reference.tagOrder, expected.tags) {
        let found = Float(try #require(tags[name], "no tag \(name)"))
        worst.tags = max(worst.tags, abs(found - probability))
      }
      let affect = try #require(track.affect)
      for (name, value) in expected.affectWindows {
        let found = Float(try #require(affect[name], "no affect value \(name)"))
        worst.affect = max(worst.affect, abs(found - value))
      }
      let embedding = try #require(track.embedding)
      worst.cosine = min(worst.cosine, cosine(embedding, expected.penultimate))
    }
    print(
      "full coverage, worst of 20: tags \(worst.tags), cosine \(worst.cosine), "
        + "affect \(worst.affect)")
    #expect(worst.tags <= 0.01)
    #expect(worst.cosine >= 0.999)
    #expect(worst.affect <= 0.03)
    print("eight windows against whole tracks: \(differences)")
    #expect(differences.valence <= 0.15 && differences.arousal <= 0.1)
    #expect(differences.networkValence <= 0.1 && differences.networkEnergy <= 0.07)
    #expect(differences.wordsValence <= 0.02 && differences.wordsArousal <= 0.02)
  }

  /// How far windows are from whole tracks, in the mean over tracks, on −1…1.
  ///
  /// VibeNet sets the bound, and not how much it hears: two cuts of all of a track, into six seconds
  /// or half minutes, differ by .06 and .07 in what it says.
  private struct Differences: CustomStringConvertible {
    /// Valence and arousal as Orpheus derives them from everything.
    var valence: Double { sums[0] / count }
    var arousal: Double { sums[1] / count }
    /// What VibeNet alone says.
    var networkValence: Double { sums[2] / count }
    var networkEnergy: Double { sums[3] / count }
    /// What the words for feelings say, by the mean of their anchors.
    var wordsValence: Double { sums[4] / count }
    var wordsArousal: Double { sums[5] / count }
    private var sums = [Double](repeating: 0, count: 6)
    private var count = 0.0

    mutating func add(_ track: TrackInfo, _ other: TrackInfo) throws {
      let values = try [track, other].map { track in
        let affect = try #require(track.affect)
        return [
          try #require(track.valence), try #require(track.arousal),
          2 * (try #require(affect["valence"])), 2 * (try #require(affect["energy"])),
        ] + Self.feeling(try #require(track.tags))
      }
      for index in sums.indices { sums[index] += abs(values[0][index] - values[1][index]) }
      count += 1
    }

    /// Valence and arousal of words, −1…1.
    private static let anchors: [String: (valence: Double, arousal: Double)] = [
      "sad": (-0.65, -0.45), "happy": (0.9, 0.4), "Mellow": (0.35, -0.65), "chill": (0.35, -0.5),
      "chillout": (0.35, -0.5), "party": (0.7, 0.7), "beautiful": (0.65, 0), "sexy": (0.6, 0.45),
      "catchy": (0.4, 0.25), "easy listening": (0.5, -0.5), "ambient": (0.15, -0.6),
      "dance": (0.6, 0.65),
    ]

    private static func feeling(_ tags: [String: Double]) -> [Double] {
      var (valence, arousal, total) = (0.0, 0.0, 0.0)
      for (word, anchor) in anchors {
        let probability = tags[word] ?? 0
        valence += probability * anchor.valence
        arousal += probability * anchor.arousal
        total += probability
      }
      return [valence / total, arousal / total]
    }

    var description: String {
      "valence \(valence), arousal \(arousal); VibeNet \(networkValence), \(networkEnergy); "
        + "words \(wordsValence), \(wordsArousal)"
    }
  }

  @Test("with eight windows: embedding cosine ≥ .99 in the median, ≥ .96 at worst")
  func windows() async throws {
    let reference = try Reference.load()
    let daemon = try await DemoLibrary.daemon()
    var cosines: [Float] = []
    for expected in reference.tracks {
      let track = try await track(expected, of: daemon)
      cosines.append(cosine(try #require(track.embedding), expected.penultimate))
    }
    cosines.sort()
    let median = (cosines[cosines.count / 2] + cosines[(cosines.count - 1) / 2]) / 2
    print("eight windows: median cosine \(median), worst \(cosines[0])")
    #expect(cosines.count == 20)
    #expect(median >= 0.99)
    #expect(cosines[0] >= 0.96)
  }

  private func track(_ expected: Reference.Track, of daemon: RunningDaemon) async throws
    -> TrackInfo
  {
    try await daemon.json(
      "track", "\(Checkout.music)/\(expected.package)/\(expected.path)", "--embedding")
  }
}
