import Glibc
import MusicModel
import OrpheusTestSupport
import SystemPackage
import Testing

@testable import LibraryStorage

/// The program that fills a library and kills itself; see its own description.
enum Victim {
  /// `make soak` does what was promised, every other run a sample of it.
  static func count(_ short: Int, soak: Int) -> Int {
    getenv("ORPHEUS_SOAK").map { String(cString: $0) } == "1" ? soak : short
  }

  /// Lies beside the program that runs the tests.
  private static let program: FilePath = {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    _ = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    return FilePath(platformString: buffer).removingLastComponent().appending("store-victim")
  }()

  /// Runs it on `file`; true when it was killed, false when it came to the end.
  static func run(_ file: FilePath, _ place: String, _ count: Int) async throws -> Bool {
    let result = try await OrpheusTestSupport.run(
      program.string, [file.string, place, String(count)])
    if result.status == SIGKILL { return true }
    guard result.status == 0 else {
      throw StoreError(.defect, "the victim exited with \(result.status): \(result.errors)")
    }
    return false
  }

  /// The database at `file` as a crash has left it, with its log, at another path.
  static func copy(_ file: FilePath, to copy: FilePath) throws {
    for suffix in ["", "-wal"] {
      let target = FilePath(copy.string + suffix)
      _ = target.withPlatformString { unlink($0) }
      if let bytes = try? contents(of: FilePath(file.string + suffix)) {
        try write(bytes, to: target)
      }
    }
  }
}
