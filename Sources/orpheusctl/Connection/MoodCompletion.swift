import ArgumentParser
import ControlProtocol
import ControlTransport
import FoundationEssentials
import Glibc
import Settings
import SystemPackage

extension CompletionKind {
  /// The slugs of the moods there are, asked of the daemon while the listener types.
  static let mood = CompletionKind.custom { words, _, _ in await MoodCompletion.slugs(for: words) }

  /// The slugs of the moods that have been merged into others.
  static let mergedMood = CompletionKind.custom { words, _, _ in
    await MoodCompletion.words(for: words) { $0.merged?.map(\.slug) ?? [] }
  }

  /// The files below the word that is being typed, and the slugs of moods.
  static let trackOrMood = CompletionKind.custom { words, _, prefix in
    await MoodCompletion.slugs(for: words) + MoodCompletion.files(prefix)
  }
}

/// What the shell offers in the place of a mood.
enum MoodCompletion {
  /// A key press has to feel instant; a daemon that takes longer is not waited for.
  private static let patience = Duration.milliseconds(400)

  /// The slugs, or nothing when the daemon is not there.
  static func slugs(for words: [String]) async -> [String] {
    await self.words(for: words) { [$0.slug] }
  }

  /// What `word` makes of each mood, or nothing when the daemon is not there.
  static func words(
    for words: [String], _ word: @escaping @Sendable (MoodInfo) -> [String]
  ) async -> [String] {
    let address = DaemonAddress(
      socket: socket(in: words).map { PathArgument(FilePath($0)) }?
        .absolute(in: ProcessInfo.processInfo.environment),
      environment: ProcessInfo.processInfo.environment)
    // Whoever is first: a task group would wait for the slower one as well.
    let (answers, answer) = AsyncStream.makeStream(of: [String].self)
    Task {
      let moods = try? await address.withClient { try await $0.moods() }
      answer.yield(moods?.flatMap(word) ?? [])
    }
    Task {
      try? await Task.sleep(for: patience)
      answer.yield([])
    }
    return await answers.first { _ in true } ?? []
  }

  /// The entries of the directory that `prefix` begins with, as they would be typed; folders end in
  /// a slash.
  static func files(_ prefix: String) -> [String] {
    let stem = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    guard let directory = opendir(stem.isEmpty ? "." : stem) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let isFolder = entry.pointee.d_type == DT_DIR
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(stem + name + (isFolder ? "/" : "")) }
    }
    return names.sorted()
  }

  /// The value of `--socket` on a command line that is still being typed.
  static func socket(in words: [String]) -> String? {
    for (index, word) in words.enumerated() {
      if word.hasPrefix("--socket=") { return String(word.dropFirst("--socket=".count)) }
      if word == "--socket", index + 1 < words.count { return words[index + 1] }
    }
    return nil
  }
}
