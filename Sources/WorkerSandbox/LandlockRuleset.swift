internal import CLandlock
internal import Glibc
internal import SystemPackage

/// Owns the descriptor of a ruleset in the making: nothing may be done but what it is told to
/// permit.
struct LandlockRuleset: ~Copyable {
  /// The version of the interface that the kernel offers.
  let version: Int
  private let descriptor: CInt

  /// A ruleset that takes away everything the kernel knows.
  static func takingEverything() throws(SystemRefusal) -> LandlockRuleset {
    let version = Int(try SystemRefusal.check(orpheus_landlock_version()))
    let all = LandlockRights.everything(inVersion: version)
    let descriptor = try SystemRefusal.check(
      orpheus_landlock_create(
        orpheus_landlock_reach(files: all.files, network: all.network, scopes: all.scopes)))
    return LandlockRuleset(version: version, descriptor: descriptor)
  }

  private init(version: Int, descriptor: CInt) {
    self.version = version
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Permits reading what lies at and below `path`; a path where nothing lies is passed over.
  func permitReading(_ path: FilePath) throws(SystemRefusal) {
    let place = path.withPlatformString { open($0, Self.pathOnly | O_CLOEXEC) }
    guard place >= 0 else { return }
    defer { close(place) }
    var found = stat()
    guard fstat(place, &found) == 0 else { throw SystemRefusal(code: errno) }
    var rights = LandlockRights.readFile
    if found.st_mode & S_IFMT == S_IFDIR { rights |= LandlockRights.readDirectory }
    _ = try SystemRefusal.check(orpheus_landlock_allow(descriptor, place, rights))
  }

  /// O_PATH, open(2), which Swift's Glibc module leaves out.
  private static let pathOnly: CInt = 0o10_000_000

  /// Puts the ruleset in force, on top of those in force already.
  ///
  /// Kernels before 7.0 can do so for the calling thread alone, and those it starts. Others that
  /// run already, a thread pool's, stay within what was in force when they were started.
  consuming func enforce() throws(SystemRefusal) {
    let takesAllThreads = version >= LandlockRights.allThreadsVersion
    _ = try SystemRefusal.check(orpheus_landlock_enforce(descriptor, takesAllThreads ? 1 : 0))
  }
}
