import SystemPackage

/// A directory of the tree for as long as it is known, wherever it moves. Never used twice.
struct DirectoryID: Hashable, Sendable {
  var number: UInt64
}

/// The directories below the roots, with their watches.
///
/// A node knows its name and its parent, not its path: a directory that moves takes everything
/// below it along by one change of parent.
struct WatchedTree {
  struct Node {
    var parent: DirectoryID?
    var name: EntryName?
    /// The path of a root; of a detached directory, where it was.
    var place: FilePath?
    /// The directory that a detached one left.
    var left: DirectoryID?
    var children: [EntryName: DirectoryID] = [:]
    var identity: DirectoryIdentity?
    var watch: CInt?
    /// Reached through a symbolic link.
    var isLink = false
    /// Holds a marker file: nothing below it is in the tree.
    var isIgnored = false
    /// Has been read at least once, so that the consumer may know of it.
    var isRead = false
    var problem: WatchProblem?
    var isProblemTold = false
    /// The number of the latest visit request when it was put in its place.
    var placed: UInt64
    /// Other ways to it, found while walking: these are not entered.
    var aliases: Set<Entry> = []
  }

  /// A name in a directory.
  struct Entry: Hashable {
    var directory: DirectoryID
    var name: EntryName
  }

  private var nodes: [DirectoryID: Node] = [:]
  private var watches: [CInt: DirectoryID] = [:]
  private var identities: [DirectoryIdentity: DirectoryID] = [:]
  private var lastNumber: UInt64 = 0

  var count: Int { nodes.count }

  /// The properties of a node; the links between nodes and its watch change only by the methods.
  subscript(id: DirectoryID) -> Node? {
    get { nodes[id] }
    _modify { yield &nodes[id] }
  }

  /// The directories that were reached through symbolic links.
  var links: [DirectoryID] { nodes.compactMap { $0.value.isLink ? $0.key : nil } }

  func contains(_ id: DirectoryID) -> Bool { nodes[id] != nil }

  func owner(ofWatch watch: CInt) -> DirectoryID? { watches[watch] }

  func owner(of identity: DirectoryIdentity) -> DirectoryID? { identities[identity] }

  func child(_ name: EntryName, of directory: DirectoryID) -> DirectoryID? {
    nodes[directory]?.children[name]
  }

  /// The root that a directory lies below, or the directory itself if it is one or is detached.
  func root(of id: DirectoryID) -> DirectoryID {
    var id = id
    while let parent = nodes[id]?.parent { id = parent }
    return id
  }

  /// The path of a directory; of a detached one, the path it had.
  func path(of id: DirectoryID) -> FilePath {
    var names: [EntryName] = []
    var id = id
    while let node = nodes[id] {
      if let place = node.place {
        var builder = PathBuilder(place)
        for name in names.reversed() { name.withCString { builder.append($0) } }
        return names.isEmpty ? place : builder.path
      }
      guard let name = node.name, let parent = node.parent else { break }
      names.append(name)
      id = parent
    }
    return ""
  }

  /// The node at a path, or the nearest one above it.
  func nearest(to path: FilePath, below root: DirectoryID) -> DirectoryID? {
    guard let place = nodes[root]?.place else { return nil }
    var relative = path
    guard relative.removePrefix(place) else { return nil }
    var id = root
    for component in relative.components {
      let name = component.withPlatformString { EntryName($0) }
      guard let child = nodes[id]?.children[name] else { break }
      id = child
    }
    return id
  }

  // MARK: Changing the tree

  mutating func addRoot(_ path: FilePath) -> DirectoryID {
    let id = newID()
    nodes[id] = Node(place: path, placed: 0)
    return id
  }

  mutating func addChild(
    _ name: EntryName, of parent: DirectoryID, isLink: Bool, placed: UInt64
  ) -> DirectoryID {
    let id = newID()
    nodes[id] = Node(parent: parent, name: name, isLink: isLink, placed: placed)
    nodes[parent]?.children[name] = id
    return id
  }

  /// Takes a directory out of its place and keeps it with everything below, for a move.
  mutating func detach(_ id: DirectoryID) {
    let place = path(of: id)
    let parent = nodes[id]?.parent
    unlink(id)
    nodes[id]?.left = parent
    nodes[id]?.parent = nil
    nodes[id]?.place = place
  }

  /// Puts a directory into a place that is free.
  mutating func attach(
    _ id: DirectoryID, as name: EntryName, in parent: DirectoryID, placed: UInt64
  ) {
    unlink(id)
    nodes[id]?.parent = parent
    nodes[id]?.name = name
    nodes[id]?.place = nil
    nodes[id]?.left = nil
    nodes[id]?.placed = placed
    nodes[parent]?.children[name] = id
  }

  /// Records which directory a node turned out to be, if any. No other node may be the same.
  mutating func identify(_ id: DirectoryID, as identity: DirectoryIdentity?) {
    if let old = nodes[id]?.identity { identities[old] = nil }
    nodes[id]?.identity = identity
    if let identity { identities[identity] = id }
  }

  /// Records the watch of a directory, and returns the one it had if that is another.
  mutating func setWatch(_ watch: CInt?, of id: DirectoryID) -> CInt? {
    let old = nodes[id]?.watch
    if old == watch { return nil }
    if let old, watches[old] == id { watches[old] = nil }
    if let watch { watches[watch] = id }
    nodes[id]?.watch = watch
    return old
  }

  /// Removes a directory with everything below it, and returns what was removed, from the top.
  mutating func remove(_ id: DirectoryID) -> [(id: DirectoryID, node: Node)] {
    unlink(id)
    var removed: [(id: DirectoryID, node: Node)] = []
    var next = [id]
    while let id = next.popLast() {
      guard let node = nodes.removeValue(forKey: id) else { continue }
      if let watch = node.watch, watches[watch] == id { watches[watch] = nil }
      if let identity = node.identity, identities[identity] == id { identities[identity] = nil }
      next.append(contentsOf: node.children.values)
      removed.append((id, node))
    }
    return removed
  }

  private mutating func unlink(_ id: DirectoryID) {
    guard let node = nodes[id], let parent = node.parent, let name = node.name else { return }
    if nodes[parent]?.children[name] == id { nodes[parent]?.children[name] = nil }
  }

  private mutating func newID() -> DirectoryID {
    lastNumber += 1
    return DirectoryID(number: lastNumber)
  }
}
