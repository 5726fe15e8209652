import Glibc
import OrpheusTestSupport
import SystemPackage

extension Disk {
  /// The WAV files at and below `directories`, with their sizes in bytes; nil for links that lead
  /// nowhere. Directories are entered through symbolic links too, each once, and are known by where
  /// they really are.
  static func music(below directories: [FilePath]) throws -> [FilePath: Int?] {
    var found: [FilePath: Int?] = [:]
    var entered: Set<FilePath> = []
    var next = directories
    while let directory = next.popLast() {
      guard let place = realPath(directory), entered.insert(place).inserted else { continue }
      for name in try names(in: place) {
        let path = place.appending(name)
        var details = stat()
        guard path.withPlatformString({ stat($0, &details) }) == 0 else {
          if path.extension == "wav" { found[path] = .some(nil) }
          continue
        }
        if details.st_mode & S_IFMT == S_IFDIR {
          if !name.string.hasPrefix(".") { next.append(path) }
        } else if path.extension == "wav" {
          found[path] = .some(Int(details.st_size))
        }
      }
    }
    return found
  }
}
