import OrpheusTestSupport
import Foundation
import SystemPackage

/// Random changes to a few directory trees, the same for the same seed.
struct Disorder {
  private var random: SplitMix64
  private let places: [FilePath]
  private let makesLinks: Bool
  /// Every file that is written is longer than the one before: its length tells which it is.
  private var frames = 1
  /// How much was done.
  private(set) var steps = 0
  /// What was done, for the report of a failure.
  private(set) var story: [String] = []

  // Few, so that changes meet.
  private static let directories = ["a", "b", "c"]
  private static let files = ["1.wav", "2.wav", "3.wav"]

  /// - Parameter makesLinks: whether there are hard and symbolic links, through which a file can
  ///   change without an event for its other paths.
  init(seed: UInt64, places: [FilePath], makesLinks: Bool) {
    random = SplitMix64(seed: seed)
    self.places = places
    self.makesLinks = makesLinks
  }

  /// One change; one that is impossible is none.
  mutating func step() {
    let (one, other) = (file(), file())
    let (here, there) = (directory(), directory())
    switch Int.random(in: 0..<(makesLinks ? 26 : 22), using: &random) {
    case 0...4: attempt("write \(one)") { try Disk.write(one, $0) }
    case 5...7: attempt("mkdir -p \(here)") { _ in try Disk.makeDirectories(here) }
    case 8...9:
      attempt("mkdir -p and write \(one)") {
        try Disk.makeDirectories(one.removingLastComponent())
        try Disk.write(one, $0)
      }
    case 10...11: attempt("mv \(one) \(other)") { _ in try Disk.move(one, to: other) }
    case 12...14: attempt("mv \(here) \(there)") { _ in try Disk.move(here, to: there) }
    case 15: attempt("rm \(one)") { _ in try Disk.remove(one) }
    case 16: attempt("rm -r \(here)") { _ in try Disk.remove(here) }
    case 17: attempt("swap \(one) \(other)") { _ in try Disk.exchange(one, other) }
    case 18: attempt("swap \(here) \(there)") { _ in try Disk.exchange(here, there) }
    case 19...20:
      let temporary = one.removingLastComponent().appending(".incoming")
      attempt("replace \(one)") {
        try Disk.write(temporary, $0)
        try Disk.move(temporary, to: one)
      }
    case 21:
      attempt("rm -r and again \(here)") {
        try Disk.remove(here)
        try Disk.makeDirectory(here)
        try Disk.write(here.appending("1.wav"), $0)
      }
    case 22...23: attempt("ln \(one) \(other)") { _ in try Disk.link(other, to: one) }
    case 24: attempt("ln -s \(one) \(other)") { _ in try Disk.symlink(other, to: one) }
    default: attempt("ln -s \(here) \(there)") { _ in try Disk.symlink(there, to: here) }
    }
  }

  /// A number below `bound`, for choices beside the changes.
  mutating func choose(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  /// Takes note of something else that happened.
  mutating func note(_ event: String) { story.append(event) }

  private mutating func attempt(_ what: String, _ body: (Data) throws -> Void) {
    frames += 1
    do {
      try body(Sound.short(frames: frames))
      steps += 1
      story.append(what)
    } catch {}
  }

  private mutating func file() -> FilePath {
    directory(depth: 0...2).appending(Self.files.randomElement(using: &random) ?? "")
  }

  /// A directory below one of the places, which themselves stay.
  private mutating func directory(depth: ClosedRange<Int> = 1...2) -> FilePath {
    var path = places.randomElement(using: &random) ?? ""
    for _ in 0..<Int.random(in: depth, using: &random) {
      path.append(Self.directories.randomElement(using: &random) ?? "")
    }
    return path
  }
}
