import ControlProtocol
import FoundationEssentials
import Glibc
import SystemPackage

@testable import orpheusctl

extension Terminal {
  /// A terminal of `width` columns without colour.
  static func plain(_ width: Int) -> Terminal {
    Terminal(isTerminal: true, columns: width, environment: ["TERM": "dumb"])
  }

  /// A terminal of `width` columns with colour.
  static func coloured(_ width: Int) -> Terminal {
    Terminal(isTerminal: true, columns: width, environment: ["TERM": "xterm"])
  }

  /// A terminal of `width` columns with 256 colours.
  static func palette(_ width: Int) -> Terminal {
    Terminal(isTerminal: true, columns: width, environment: ["TERM": "xterm-256color"])
  }
}

extension StatusReply {
  /// A daemon at work on 2,000 tracks, 760 of them to go.
  static func working(degraded: [String] = []) -> StatusReply {
    StatusReply(
      version: "0.1.0", tracks: 2000, pending: 760, failed: 3, quarantined: 1, skipped: 12,
      analyses: 1240, moods: 9, moodSpace: "library", degraded: degraded, overflows: 0,
      models: [
        ModelInfo(name: "musicnn-msd", version: "1", state: "ready"),
        ModelInfo(name: "vibenet", version: "1", state: "missing"),
      ],
      roots: [
        RootInfo(path: WirePath("/home/u/Music"), kind: "music", tracks: 1940, state: "watching"),
        RootInfo(path: WirePath("/srv/music"), kind: "music", tracks: 60, state: "offline"),
        RootInfo(
          path: WirePath("/home/u/scrobbles"), kind: "history", tracks: 0, state: "watching"),
      ],
      activity: "analysing", workers: 2, generation: 17)
  }

  /// A daemon with nothing left to do.
  static let idle = StatusReply(
    version: "0.1.0", tracks: 12, pending: 0, failed: 0, quarantined: 0, skipped: 0, analyses: 12,
    moods: 2, moodSpace: "library", degraded: [], overflows: 0, models: [],
    roots: [RootInfo(path: WirePath("/m"), kind: "music", tracks: 12, state: "watching")],
    activity: "idle", workers: 0, generation: 3)
}

extension MoodInfo {
  static let calm = MoodInfo(
    id: 1, slug: "calm-ambient", name: "Calm Ambient", tracks: 1204, valence: 0.1, arousal: -0.62,
    tags: ["ambient", "chillout"], exemplars: ["/m/a/Quiet River.ogg", "/m/b/Dawn.flac"])
  static let fierce = MoodInfo(
    id: 2, slug: "metal", name: "Gym", tracks: 7, valence: -0.3, arousal: 0.9, tags: ["metal"],
    exemplars: ["/m/c/Anvil.mp3"])
}

/// A folder of its own for one test, removed with the value.
final class TemporaryFolder {
  let path: FilePath

  init() throws {
    path = FilePath("/tmp/orpheus-command-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      atPath: path.string, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }

  /// The names in the folder, sorted.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path.string).sorted() }
  }
}

extension [UInt8] {
  /// The contents of `file`.
  init(contentsOf file: FilePath) throws {
    self = Array(try Data(contentsOf: URL(filePath: file.string)))
  }
}

/// symlink(2)
func makeLink(_ link: FilePath, to target: FilePath) throws {
  let status = target.withPlatformString { target in
    link.withPlatformString { symlink(target, $0) }
  }
  guard status == 0 else { throw Errno(rawValue: errno) }
}

/// mkdir(2) for the user alone.
func makeFolder(_ path: UnsafePointer<CChar>) -> CInt { mkdir(path, 0o700) }

extension FilePath.Component {
  /// A name of exactly these bytes, which need not be text.
  init(platformBytes bytes: [UInt8]) {
    let characters = bytes.map { CInterop.PlatformChar(bitPattern: $0) } + [0]
    let component = characters.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap { FilePath.Component(platformString: $0) }
    }
    self = component ?? "invalid"
  }
}
