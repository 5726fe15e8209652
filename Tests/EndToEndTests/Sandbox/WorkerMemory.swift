import Foundation
import OrpheusTestSupport

/// Watches how much memory a daemon's workers have taken, until it is told to stop.
final class WorkerMemory: Sendable {
  private let watching: Task<Int, Never>

  /// Begins to watch the children of `daemon`.
  init(of daemon: RunningDaemon) {
    let process = daemon.processIdentifier
    watching = Task.detached {
      var peak = 0
      while !Task.isCancelled {
        for worker in Self.children(of: process) {
          peak = max(peak, (try? ProcessFigures(of: worker))?.peakKilobytes ?? 0)
        }
        // Peaks are the kernel's; this only has to look before a worker is gone.
        try? await Task.sleep(for: .milliseconds(20))
      }
      return peak
    }
  }

  deinit { watching.cancel() }

  /// The most that one worker had resident at any time, in KiB.
  func stop() async -> Int {
    watching.cancel()
    return await watching.value
  }

  private static func children(of process: Int32) -> [Int32] {
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task"))
    return (threads ?? []).flatMap { thread in
      let list = try? String(
        contentsOfFile: "/proc/\(process)/task/\(thread)/children", encoding: .utf8)
      return (list ?? "").split(separator: " ").compactMap { Int32($0) }
    }
  }
}
