import ArgumentParser
import Settings
import SystemPackage

/// A path on the command line, byte for byte.
///
/// Swift's strings repair what is not UTF-8; a file name in an old encoding would then name no
/// file. So the bytes are looked up in the argument vector again.
struct PathArgument: ExpressibleByArgument, Hashable, Sendable {
  /// As given, possibly relative.
  var path: FilePath

  init(_ path: FilePath) { self.path = path }

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    path = Self.path(argument, among: Self.vector)
  }

  static var defaultCompletionKind: CompletionKind { .file() }

  /// The path absolute, by spelling, from the directory the listener is in.
  func absolute(in environment: [String: String]) -> FilePath {
    path.absolute(from: .workingDirectory(environment: environment))
  }

  /// The path whose repaired text is `text`: one of `arguments`, or what follows the `=` of one.
  static func path(_ text: String, among arguments: [[CInterop.PlatformChar]]) -> FilePath {
    guard text.unicodeScalars.contains("\u{FFFD}") else { return FilePath(text) }
    for argument in arguments {
      let value = argument.drop { $0 != CInterop.PlatformChar(UInt8(ascii: "=")) }.dropFirst()
      for candidate in [Array(argument), Array(value)] where !candidate.isEmpty {
        let path = candidate.withUnsafeBufferPointer { buffer in
          // Each argument keeps its terminating zero.
          buffer.baseAddress.map { (String(cString: $0), FilePath(platformString: $0)) }
        }
        if let path, path.0 == text { return path.1 }
      }
    }
    return FilePath(text)
  }

  /// The argument vector as the kernel handed it over.
  private static var vector: [[CInterop.PlatformChar]] {
    (0..<Int(CommandLine.argc)).compactMap { index in
      CommandLine.unsafeArgv[index].map { start -> [CInterop.PlatformChar] in
        var bytes: [CInterop.PlatformChar] = []
        var next = start
        while next.pointee != 0 {
          bytes.append(next.pointee)
          next += 1
        }
        return bytes + [0]
      }
    }
  }
}
