import AudioDecoding
import CLinux
import Foundation
import Glibc

/// What reads files in this process, down to the build.
package enum DecoderVersion {
  /// The decoders' versions, and a digest over the build IDs of the program and of every library
  /// loaded now, which changes when a distribution mends one of them.
  package static func current() -> String {
    var objects = Objects()
    withUnsafeMutablePointer(to: &objects) { pointer in
      orpheus_visit_build_ids(pointer) { context, name, id, count in
        guard let context, let name else { return }
        let bytes = UnsafeBufferPointer(start: id, count: count)
        context.assumingMemoryBound(to: Objects.self).pointee
          .add(String(cString: name), Array(bytes))
      }
    }
    let digest = String(objects.digest, radix: 16)
    return "\(DecoderLibraries.versions), build \(digest)"
  }

  private struct Objects {
    private var found: [String] = []

    mutating func add(_ path: String, _ id: [UInt8]) {
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      // The kernel's own library is no part of any decoder, and changes with the kernel.
      guard !name.hasPrefix("linux-vdso") else { return }
      // Swift programs are linked without an ID; size and time of the file tell builds apart too.
      found.append("\(name) \(id.isEmpty ? Self.stamp(of: path) : "\(id)")")
    }

    private static func stamp(of path: String) -> String {
      var details = stat()
      guard stat(path.isEmpty ? "/proc/self/exe" : path, &details) == 0 else { return "" }
      return "\(details.st_size) \(details.st_mtim.tv_sec)"
    }

    /// FNV-1a, 64 bits (Fowler, Noll & Vo; RFC 9923), in an order that does not depend on loading.
    var digest: UInt64 {
      found.sorted().joined(separator: "\n").utf8.reduce(0xcbf2_9ce4_8422_2325) { hash, byte in
        (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      }
    }
  }
}
