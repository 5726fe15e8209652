import Foundation

/// What a process holds at one moment, as /proc tells (proc_pid_status(5)).
package struct ProcessFigures: Sendable {
  /// Resident memory, KiB.
  package let kilobytes: Int
  /// Resident memory that the process has asked for, KiB: what it may leak. The rest is pages of its
  /// program and its files, which come and go as the system has room.
  package let ownKilobytes: Int
  /// The most that was ever resident, KiB.
  package let peakKilobytes: Int
  /// Open descriptors.
  package let descriptors: Int

  /// Looks at the process of this number; at this one when it is nil.
  package init(of process: Int32? = nil) throws {
    let folder = "/proc/" + (process.map(String.init) ?? "self")
    let status = try String(contentsOfFile: folder + "/status", encoding: .utf8)
    func figure(_ field: String) throws -> Int {
      let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") }
      let numbers = line?.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
      guard let number = numbers?.first else {
        throw MissingPart(description: "\(folder)/status has no \(field)")
      }
      return number
    }
    kilobytes = try figure("VmRSS")
    ownKilobytes = try figure("RssAnon")
    peakKilobytes = try figure("VmHWM")
    descriptors = try FileManager.default.contentsOfDirectory(atPath: folder + "/fd").count
  }
}
