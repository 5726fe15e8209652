import CLinux
import SystemPackage

extension ChangeCoalescer.Found {
  /// What is at a path, without opening it.
  init(at path: FilePath) {
    guard let found = statIfPresent(path, followingLink: false) else {
      self = .missing
      return
    }
    switch EntryType(mode: found.mode) {
    case .regular: self = .regular(size: found.size, links: found.links)
    case .directory: self = .directory
    case .link:
      let target = statIfPresent(path, followingLink: true)
      self = target.map { EntryType(mode: $0.mode) } == .directory ? .linkToDirectory : .link
    default: self = .other
    }
  }
}
