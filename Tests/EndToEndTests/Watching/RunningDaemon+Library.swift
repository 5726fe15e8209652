import ControlProtocol
import Foundation
import Glibc
import LibraryStorage
import OrpheusTestSupport
import SystemPackage
import Testing

extension RunningDaemon {
  /// What the daemon says of itself.
  func status() async throws -> StatusReply { try await json("status") }

  /// What the daemon says of every track, by path; a path listed twice is a failure.
  func tracks(sourceLocation: SourceLocation = #_sourceLocation) async throws
    -> [FilePath: TrackInfo]
  {
    let listed: [TrackInfo] = try await json("tracks")
    let pairs = listed.compactMap { track in
      WirePath(text: track.path, base64: track.pathBase64).map { ($0.path, track) }
    }
    let tracks = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    #expect(tracks.count == listed.count, "a path is listed twice", sourceLocation: sourceLocation)
    return tracks
  }

  /// Fails unless the library holds exactly the files that are there, each as it is now: its length
  /// tells which version of it was read.
  @discardableResult
  func expectLibrary(
    equals roots: [FilePath], _ comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> [FilePath: TrackInfo] {
    let tracks = try await tracks(sourceLocation: sourceLocation)
    let files = try Disk.music(below: roots)
    // Which of two ways to one directory it is known by is the watcher's choice.
    let places = tracks.compactMap { path, track in
      Disk.realPath(path.removingLastComponent()).flatMap { directory in
        path.lastComponent.map { (directory.appending($0), track) }
      }
    }
    let known = Dictionary(places, uniquingKeysWith: { first, _ in first })
    var differences: [String] = []
    if tracks.count != files.count {
      differences.append("\(tracks.count) tracks for \(files.count) files")
    }
    for path in tracks.keys where Disk.realPath(path.removingLastComponent()) == nil {
      differences.append("\(path): there is no such directory")
    }
    for path in known.keys where files[path] == nil { differences.append("\(path) is not there") }
    for (path, size) in files {
      guard let track = known[path] else {
        differences.append("\(path) is not in the library")
        continue
      }
      let seconds = size.map { Sound.seconds(bytes: $0) }
      let isRight =
        seconds.map { abs((track.seconds ?? -1) - $0) < 1e-6 } ?? (track.state == "failed")
      if !isRight {
        differences.append(
          "\(path) is \(track.state), \(track.seconds ?? -1) s, \(track.reason ?? ""); "
            + "it has \(seconds ?? -1) s")
      }
    }
    #expect(differences == [], "\(comment)", sourceLocation: sourceLocation)
    return tracks
  }

  /// Stops the process where it is, as a debugger or a suspended session does.
  ///
  /// Returns when each of its threads has stopped: on a busy machine that takes a while, in which
  /// it would go on reading.
  func suspend() async {
    kill(processIdentifier, SIGSTOP)
    let tasks = "/proc/\(processIdentifier)/task"
    let hasStopped = await eventually(within: .seconds(120)) {
      let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
      return threads.allSatisfy { thread in
        // proc_pid_stat(5): the state follows the name, which is in parentheses.
        let stat = try? String(contentsOfFile: "\(tasks)/\(thread)/stat", encoding: .utf8)
        return stat?.split(separator: ")").last?.hasPrefix(" T") ?? true
      }
    }
    #expect(hasStopped, "goes on though it was told to stop")
  }

  /// Lets it go on.
  func resume() { kill(processIdentifier, SIGCONT) }

  /// Waits until there is no worker, so that one that is started later shows that a file was read.
  func waitForWorkersToLeave() async throws {
    let left = try await eventually(within: .seconds(120)) { try await status().workers == 0 }
    #expect(left, "a worker stays")
  }

  /// What the database of a daemon that has ended keeps of each file, by path, after proof that it
  /// agrees with itself.
  func storedFiles(
    below roots: [FilePath], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> [FilePath: StoredFile] {
    let store = try await LibraryStore.open(
      at: FilePath(state.path).appending("library.sqlite"), now: { Int64(time(nil)) })
    let findings = try await store.audit()
    #expect(findings == [], sourceLocation: sourceLocation)
    var files: [FilePath: StoredFile] = [:]
    for root in roots {
      for directory in try await store.directories(below: root) {
        for file in try await store.files(in: directory) { files[file.path] = file }
      }
    }
    try await store.close()
    return files
  }

  /// The figures in the database of a daemon that has ended.
  func storedCounts() async throws -> LibraryCounts {
    let store = try await LibraryStore.open(
      at: FilePath(state.path).appending("library.sqlite"), now: { Int64(time(nil)) })
    let counts = try await store.counts()
    try await store.close()
    return counts
  }
}
