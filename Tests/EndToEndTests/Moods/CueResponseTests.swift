import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// Whether the shipping programs hear what moves listeners: synthesised pieces in pairs that differ
/// in one cue, rendered to files and indexed like any music.
@Suite("Valence and arousal follow the cues of music", .serialized)
struct CueResponseTests {
  /// Where a piece came to lie.
  private struct Place {
    var valence: Double
    var arousal: Double
  }

  @Test("arousal rises with tempo and dynamics, valence with major mode, in nine pairs of ten")
  func cues() async throws {
    let isLong = ProcessInfo.processInfo.environment["ORPHEUS_SOAK"] == "1"
    let collection = CueCollection(scores: isLong ? 25 : 4)
    let music = try TemporaryDirectory()
    try collection.render(into: music.path)
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    let tracks: [TrackInfo] = try await daemon.json("tracks")
    var places: [String: Place] = [:]
    for track in tracks {
      guard let valence = track.valence, let arousal = track.arousal else { continue }
      let name = URL(fileURLWithPath: track.path).deletingPathExtension().lastPathComponent
      places[name] = Place(valence: valence, arousal: arousal)
    }
    #expect(places.count == collection.pieces.count)

    for cue in MusicalCues.Cue.allCases {
      let pairs = collection.pairs.filter { $0.cue == cue }
      guard !pairs.isEmpty else { continue }
      var rises = (valence: 0, arousal: 0)
      var failures: [String] = []
      for pair in pairs {
        let low = try #require(places[pair.low.label])
        let high = try #require(places[pair.high.label])
        if high.valence > low.valence { rises.valence += 1 }
        if high.arousal > low.arousal { rises.arousal += 1 }
        let isRight = cue == .mode ? high.valence > low.valence : high.arousal > low.arousal
        if !isRight { failures.append("  \(pair.low.label): \(low) → \(high)") }
      }
      func percent(_ count: Int) -> String { "\(100 * count / pairs.count) %" }
      print(
        "\(cue.rawValue), \(cue.levels.low) to \(cue.levels.high), \(pairs.count) pairs: valence "
          + "rises in \(percent(rises.valence)), arousal in \(percent(rises.arousal))")
      switch cue {
      case .mode: #expect(10 * rises.valence >= 9 * pairs.count)
      case .tempo, .dynamics: #expect(10 * rises.arousal >= 9 * pairs.count)
      case .register, .articulation, .timbre: continue
      }
      if !failures.isEmpty { print(failures.joined(separator: "\n")) }
    }
  }

  @Test("a rendered piece has the key and the speed it was written in")
  func descriptors() async throws {
    let music = try TemporaryDirectory()
    var performance = Performance()
    for (name, cues) in [
      ("slow-minor", MusicalCues(raised: [.dynamics])),
      ("fast-major", MusicalCues(raised: [.dynamics, .tempo, .mode])),
    ] {
      let samples = performance.play(Score(seed: 0), cues, seconds: 20)
      try WaveFile.write(
        samples, rate: Performance.sampleRate, to: music.appending(name + ".wav"))
    }
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    let slow: TrackInfo = try await daemon.json("track", music.appending("slow-minor.wav"))
    let fast: TrackInfo = try await daemon.json("track", music.appending("fast-major.wav"))
    let sounds = (slow: try #require(slow.sound), fast: try #require(fast.sound))
    #expect(sounds.slow.key?.hasSuffix("minor") == true)
    #expect(sounds.fast.key?.hasSuffix("major") == true)
    #expect(sounds.fast.onsets > 1.5 * sounds.slow.onsets)
    let text = try await daemon.control("track", music.appending("fast-major.wav"))
    #expect(text.output.contains("BPM") && text.output.contains("major"))
    #expect(text.output.contains("against the library"))
  }
}
