import FoundationEssentials
package import SystemPackage
import TOML

/// Who set a value.
package enum SettingsOrigin: Sendable, Hashable {
  /// Nobody.
  case builtIn
  /// An environment variable, or `XDG_MUSIC_DIR` of the desktop's list of folders.
  case environment(String)
  /// A line of the settings file.
  case file(line: Int)
  /// A command-line flag, for example `--state`.
  case flag(String)
}

/// The settings in effect and where each came from.
///
/// From weak to strong: built-in defaults, the environment (XDG folders, `STATE_DIRECTORY`), the
/// settings file, `ORPHEUS_SOCKET`, command-line flags.
package struct LoadedSettings: Sendable, Hashable {
  package var settings: Settings
  /// The file that was read; nil when there is none.
  package var file: FilePath?
  /// One entry for each ``SettingsKey/name``.
  package var origins: [String: SettingsOrigin]

  /// Finds, reads and checks the settings.
  ///
  /// - Parameter file: the only file to look at, which must exist; nil, and no
  ///   ``SettingsOverrides/config`` either, means the first of ``XDGPaths/configCandidates``.
  /// - Throws: ``SettingsError`` with every problem of the file, not just the first.
  package static func load(
    file: FilePath? = nil, environment: [String: String], overrides: SettingsOverrides = .init()
  ) throws(SettingsError) -> LoadedSettings {
    let paths = XDGPaths(environment: environment)
    var loaded = defaults(paths: paths)
    if let found = try read(explicit: overrides.config ?? file, paths: paths) {
      loaded.file = found.file
      try loaded.apply(document: found.text, from: found.file, paths: paths)
    }
    loaded.apply(overrides, paths: paths)
    return loaded
  }

  /// What holds without a file and without flags.
  private static func defaults(paths: XDGPaths) -> LoadedSettings {
    let folders = paths.configHome.appending("user-dirs.dirs")
    // The desktop's list of folders is a courtesy; unreadable counts as absent.
    let music = (try? TextFile.read(folders)).flatMap { text in
      UserDirectories.folder("XDG_MUSIC_DIR", in: text, home: paths.home)
    }
    var loaded = LoadedSettings(
      settings: Settings(paths: paths, music: music ?? paths.home.appending("Music")),
      file: nil,
      origins: Dictionary(uniqueKeysWithValues: SettingsKey.all.map { ($0.name, .builtIn) }))
    if music != nil { loaded.origins["library.music"] = .environment("XDG_MUSIC_DIR") }
    if let name = paths.stateVariable { loaded.origins["daemon.state"] = .environment(name) }
    if paths.runtime != nil { loaded.origins["daemon.socket"] = .environment("XDG_RUNTIME_DIR") }
    return loaded
  }

  /// The text of the file to use; nil when none is asked for and none exists.
  private static func read(
    explicit: FilePath?, paths: XDGPaths
  ) throws(SettingsError) -> (file: FilePath, text: String)? {
    for file in explicit.map({ [$0] }) ?? paths.configCandidates {
      do {
        return (file, try TextFile.read(file))
      } catch .noSuchFileOrDirectory where explicit == nil {
        continue
      } catch .notDirectory where explicit == nil {
        continue
      } catch .illegalByteSequence {
        throw SettingsError(
          code: .syntax, file: file, problems: [SettingsProblem(message: "is not UTF-8 text")])
      } catch {
        throw SettingsError(
          code: .unreadable, file: file,
          problems: [SettingsProblem(message: "cannot be read: \(error)")], cause: error)
      }
    }
    return nil
  }

  private mutating func apply(
    document text: String, from file: FilePath, paths: XDGPaths
  ) throws(SettingsError) {
    let document: TOMLDocument
    do {
      document = try TOMLDocument(parsing: text)
    } catch {
      throw SettingsError(
        code: .syntax, file: file,
        problems: [SettingsProblem(line: error.line, message: error.message)])
    }
    let problems = apply(document.entries, paths: paths)
    guard problems.isEmpty else {
      throw SettingsError(code: .invalid, file: file, problems: problems)
    }
  }

  /// Flags and `ORPHEUS_SOCKET`, and the socket that follows a state folder set elsewhere.
  private mutating func apply(_ overrides: SettingsOverrides, paths: XDGPaths) {
    if !overrides.music.isEmpty {
      settings.library.music = overrides.music
      origins["library.music"] = .flag("--music")
    }
    if !overrides.history.isEmpty {
      settings.library.history = overrides.history
      origins["library.history"] = .flag("--history")
    }
    if let state = overrides.state {
      settings.daemon.state = state
      origins["daemon.state"] = .flag("--state")
    }
    if let level = overrides.logLevel {
      settings.daemon.logLevel = level
      origins["daemon.log-level"] = .flag("--log-level")
    }
    if let socket = overrides.socket {
      settings.daemon.socket = socket
      origins["daemon.socket"] = .flag("--socket")
    } else if let socket = paths.socketVariable {
      settings.daemon.socket = socket
      origins["daemon.socket"] = .environment("ORPHEUS_SOCKET")
    } else if settings.daemon.socket == paths.socket {
      settings.daemon.socket = paths.socket(state: settings.daemon.state)
    }
  }
}
