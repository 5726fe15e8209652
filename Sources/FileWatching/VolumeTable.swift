import CLinux
import Glibc
import Synchronization
import SystemPackage

/// Gives volumes numbers that stay the same when they are mounted elsewhere or again.
///
/// A device number does not: the kernel hands it out in the order of attaching. The numbers are
/// made from what the file system says of itself (`orpheus_volume_identifier`), else from the
/// identifier under which udev lists its device, else from what it was mounted from. One table for
/// the whole process, because everybody who tells files apart has to agree.
final class VolumeTable: Sendable {
  static let shared = VolumeTable()

  private struct State: ~Copyable {
    let mounts = MountWatch()
    /// By device number, for as long as nothing is mounted or unmounted: numbers are used again.
    var volumes: [UInt64: UInt64] = [:]
    /// How often they were forgotten.
    var generation = 0
  }

  private let state = Mutex(State())

  /// Forgets what may not be so any more. To be called before volumes are asked for.
  func refresh() {
    state.withLock { state in
      guard state.mounts.hasChanged() else { return }
      state.volumes = [:]
      state.generation += 1
    }
  }

  /// The number of the volume that has a device number now, of which `descriptor` is open.
  func volume(of device: UInt64, at descriptor: CInt) -> UInt64 {
    let (known, generation) = state.withLock { ($0.volumes[device], $0.generation) }
    if let known { return known }
    // A file system on the network may take its time: others are not to wait for it.
    let identifier = Self.identifier(at: descriptor) ?? Self.listedIdentifier(of: device)
    return state.withLock { state in
      let volume =
        identifier.map { Self.number(.identifier, $0) }
        // The whole of a remote file system, whichever part of it is mounted.
        ?? state.mounts.table()?.mounts.first { $0.device == device }
        .map { Self.number(.origin, $0.origin) }
        ?? withUnsafeBytes(of: device.littleEndian) { Self.number(.device, $0) }
      if state.generation == generation { state.volumes[device] = volume }
      return volume
    }
  }

  /// The number of the volume that has a device number now; nil when nothing on it can be opened,
  /// for a guess would be another number. `open` gives a descriptor of something on it, or −1, and
  /// is called only if need be; the descriptor is closed here.
  func volume(of device: UInt64, open: () -> CInt) -> UInt64? {
    if let known = state.withLock({ $0.volumes[device] }) { return known }
    var descriptor = open()
    if descriptor < 0 { descriptor = openMount(of: device) }
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return volume(of: device, at: descriptor)
  }

  /// Opens a place where the volume of a device number is mounted; −1 where that is not possible.
  private func openMount(of device: UInt64) -> CInt {
    let table = state.withLock { $0.mounts.table() }
    for mount in table?.mounts ?? [] where mount.device == device {
      let descriptor = mount.place.withPlatformString {
        Glibc.open($0, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
      }
      guard descriptor >= 0 else { continue }
      // Another one may be mounted over it.
      var found = orpheus_stat()
      if orpheus_statx(descriptor, "", true, &found) == 0, found.device == device {
        return descriptor
      }
      close(descriptor)
    }
    return -1
  }

  private enum Kind: UInt8 { case identifier, origin, device }

  private static func identifier(at descriptor: CInt) -> [UInt8]? {
    var identifier: [UInt8] = Array(repeating: 0, count: 16)
    let length = orpheus_volume_identifier(descriptor, &identifier)
    return length > 0 ? Array(identifier[..<Int(length)]) : nil
  }

  /// The name of a block device in the directory where udev lists the identifiers that it found on
  /// them: FAT, for one, keeps its own to itself. Nil where there is no such directory.
  private static func listedIdentifier(of device: UInt64) -> [UInt8]? {
    let directory: FilePath = "/dev/disk/by-uuid"
    guard let stream = directory.withPlatformString({ opendir($0) }) else { return nil }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let found = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { name -> [UInt8]? in
          guard orpheus_block_device(dirfd(stream), name) == device else { return nil }
          return UnsafeBufferPointer(start: name, count: strlen(name)).map(UInt8.init(bitPattern:))
        }
      }
      if let found { return found }
    }
    return nil
  }

  /// Fowler, Noll, Vo: FNV-1a with 64 bits (RFC 9923).
  private static func number(_ kind: Kind, _ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = (0xCBF2_9CE4_8422_2325 ^ UInt64(kind.rawValue)) &* 0x100_0000_01B3
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
