import OrpheusTestSupport
import SystemPackage

/// Random changes to a few directory trees, the same for the same seed.
struct Disorder {
  private var random: SplitMix64
  private let places: [FilePath]
  /// Few, so that changes meet; one is hidden.
  private static let names = ["a", "b", "c", "a", "b", "c", "a", "b", "c", ".d"]

  init(seed: UInt64, places: [FilePath]) {
    random = SplitMix64(seed: seed)
    self.places = places
  }

  /// One change; one that is impossible is none.
  mutating func step() {
    switch Int.random(in: 0..<20, using: &random) {
    case 0...5: try? Disk.write(path())
    case 6...11: try? Disk.makeDirectories(path())
    case 12...15: try? Disk.move(path(), to: path())
    case 16...17: Scratch.removeAll(path())
    case 18:
      let marker = path() + ".nomedia"
      if (try? Disk.remove(marker)) == nil { try? Disk.write(marker) }
    default:
      try? Disk.exchange(path(), path())
    }
  }

  /// A path of one to four names below one of the places.
  private mutating func path() -> FilePath {
    var path = places.randomElement(using: &random) ?? ""
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      path.append(Self.names.randomElement(using: &random) ?? "a")
    }
    return path
  }
}
