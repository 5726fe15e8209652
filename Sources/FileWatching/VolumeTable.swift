import CLinux
import Glibc
import Synchronization

/// Gives volumes numbers that stay the same when they are mounted elsewhere or again.
///
/// A device number does not: the kernel hands it out in the order of attaching. The numbers are
/// made from what the file system says of itself (`orpheus_volume_identifier`), else from what it
/// was mounted from, and only where neither is known from the device number. One table for the
/// whole process, because everybody who tells files apart has to agree.
final class VolumeTable: Sendable {
  static let shared = VolumeTable()

  private struct State: ~Copyable {
    let mounts = MountWatch()
    /// By device number, for as long as nothing is mounted or unmounted: numbers are used again.
    var volumes: [UInt64: UInt64] = [:]
  }

  private let state = Mutex(State())

  /// Forgets what may not be so any more. To be called before volumes are asked for.
  func refresh() {
    state.withLock { state in
      if state.mounts.hasChanged() { state.volumes = [:] }
    }
  }

  /// The number of the volume that has a device number now. `open` gives a descriptor of something
  /// on it, or −1, and is called only if need be; the descriptor is closed here.
  func volume(of device: UInt64, open: () -> CInt) -> UInt64 {
    if let known = state.withLock({ $0.volumes[device] }) { return known }
    let descriptor = open()
    defer { if descriptor >= 0 { close(descriptor) } }
    return state.withLock { state in
      let volume = Self.identify(device, descriptor) { state.mounts.table() }
      state.volumes[device] = volume
      return volume
    }
  }

  private enum Kind: UInt8 { case identifier, origin, device }

  private static func identify(
    _ device: UInt64, _ descriptor: CInt, mounts: () -> MountTable?
  ) -> UInt64 {
    var identifier: [UInt8] = Array(repeating: 0, count: 16)
    let length = orpheus_volume_identifier(descriptor, &identifier)
    if length > 0 { return number(.identifier, identifier[..<Int(length)]) }
    // The whole of a remote file system, whichever part of it is mounted.
    if let mount = mounts()?.mounts.first(where: { $0.device == device }) {
      return number(.origin, mount.origin)
    }
    return withUnsafeBytes(of: device.littleEndian) { number(.device, $0) }
  }

  /// Fowler, Noll, Vo: FNV-1a with 64 bits (RFC 9923).
  private static func number(_ kind: Kind, _ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = (0xCBF2_9CE4_8422_2325 ^ UInt64(kind.rawValue)) &* 0x100_0000_01B3
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
