import ArgumentParser
import ControlProtocol
import ControlTransport
import FoundationEssentials
import Settings
import SystemPackage

extension CompletionKind {
  /// The slugs of the moods there are, asked of the daemon while the listener types.
  static let mood = CompletionKind.custom { words, _, _ in await MoodCompletion.slugs(for: words) }
}

/// What the shell offers in the place of a mood.
enum MoodCompletion {
  /// A key press has to feel instant; a daemon that takes longer is not waited for.
  private static let patience = Duration.milliseconds(400)

  /// The slugs, or nothing when the daemon is not there.
  static func slugs(for words: [String]) async -> [String] {
    let address = DaemonAddress(
      socket: socket(in: words).map { PathArgument(FilePath($0)) }?
        .absolute(in: ProcessInfo.processInfo.environment),
      environment: ProcessInfo.processInfo.environment)
    // Whoever is first: a task group would wait for the slower one as well.
    let (answers, answer) = AsyncStream.makeStream(of: [String].self)
    Task {
      let moods = try? await address.withClient { try await $0.moods() }
      answer.yield(moods?.map(\.slug) ?? [])
    }
    Task {
      try? await Task.sleep(for: patience)
      answer.yield([])
    }
    return await answers.first { _ in true } ?? []
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
