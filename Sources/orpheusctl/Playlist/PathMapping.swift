import Settings
import SystemPackage

/// How the paths of a playlist are written.
enum PathMapping: Hashable, Sendable {
  case absolute
  /// From the folder the playlist lies in.
  case relative(to: FilePath)
  /// With one leading folder replaced by another, or by nothing when `with` is empty.
  case replacing(FilePath, with: FilePath)

  /// `path` as the playlist holds it, and false when the mapping does not apply to it.
  func map(_ path: FilePath) -> (path: FilePath, applied: Bool) {
    switch self {
    case .absolute: return (path, true)
    case .relative(let folder):
      let way = path.relative(to: folder)
      let climbs = way.components.prefix { $0.kind == .parentDirectory }.count
      // The kernel takes `..` from where the folder really is: elsewhere, when a link led to it.
      if climbs > 0, let real = folder.physical, real != folder,
        folder.climbing(climbs).physical != real.climbing(climbs)
      {
        return (path.relative(to: real), true)
      }
      return (way, true)
    case .replacing(let from, let to):
      var rest = path
      // Whole components only: /music is no prefix of /music-old.
      guard rest.removePrefix(from) else { return (path, false) }
      return (to.isEmpty ? rest : to.pushing(rest), true)
    }
  }
}

extension FilePath {
  /// The way from `folder` to this path, both absolute, by their spelling.
  func relative(to folder: FilePath) -> FilePath {
    let own = Array(components)
    let other = Array(folder.components)
    var shared = 0
    // The last component is the file's own name and stays.
    while shared < min(own.count - 1, other.count), own[shared] == other[shared] { shared += 1 }
    var path = FilePath()
    for _ in shared..<other.count { path.append("..") }
    for component in own[shared...] { path.append(component) }
    return path
  }

  /// The folder `levels` above this one, by its spelling.
  fileprivate func climbing(_ levels: Int) -> FilePath {
    (0..<levels).reduce(self) { path, _ in path.removingLastComponent() }
  }
}
