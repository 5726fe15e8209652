package import SystemPackage

/// Everything a listener can set, complete and checked: there is no value to guess afterwards.
///
/// ``SettingsKey/all`` says how each member is written in `orpheus.toml`.
package struct Settings: Sendable, Hashable {
  /// Which files are music.
  package struct Library: Sendable, Hashable {
    /// Folders of music, absolute, at least one.
    package var music: [FilePath]
    /// Folders or files of listening history, absolute.
    package var history: [FilePath] = []
    /// Shell patterns (glob(7)) of names and paths below the folders to leave out.
    package var exclude: [String] = []
    /// Shorter tracks are skipped. Seconds.
    package var minimumLength: Double = 10
    /// Longer tracks are skipped; 0 for no bound. Seconds.
    package var maximumLength: Double = 36_000
  }

  /// How much of a track the models hear.
  package enum Coverage: String, Sendable, Hashable, CaseIterable {
    /// Evenly spaced windows: a fraction of the time for nearly the same answer.
    case windows
    /// The whole track.
    case full
  }

  /// Which networks hear it.
  package enum Profile: String, Sendable, Hashable, CaseIterable {
    /// musicnn and VibeNet: the finer embedding, and tags.
    case full
    /// VibeNet alone.
    case fast
  }

  /// What becomes of the analysis while the computer runs on a battery.
  package enum OnBattery: String, Sendable, Hashable, CaseIterable {
    case pause
    case run
  }

  /// How tracks are analysed.
  package struct Analysis: Sendable, Hashable {
    package var profile = Profile.full
    package var coverage = Coverage.windows
    /// Windows a track, with ``Coverage/windows``.
    package var windows = 8
    /// Worker processes; 0 lets the daemon choose by the number of cores.
    package var workers = 0
    /// How long a worker without work stays. Seconds.
    package var workerIdle: Double = 60
    /// A worker that takes longer for one file is ended. Seconds.
    package var timeLimit: Double = 120
    package var onBattery = OnBattery.pause
    /// Analysis gives way while other programs keep more than this share of the processor busy,
    /// 0…1; with 1 it never does.
    ///
    /// At idle priority the workers get what others leave. Past four fifths that is so little that
    /// waiting costs hardly any progress, and spares the others the memory and the caches.
    package var loadLimit = 0.8
  }

  /// What moods are regions of.
  package enum Space: String, Sendable, Hashable, CaseIterable {
    /// Affect joined with what the music sounds like.
    case joined
    /// Canonical correlation analysis: only what of the sound goes with affect.
    case cca
  }

  /// How many moods there are, and in which space.
  package struct Moods: Sendable, Hashable {
    /// The most moods a library is divided into.
    package var maximum = 24
    package var space = Space.joined
  }

  /// Where the daemon keeps and offers things.
  package struct Daemon: Sendable, Hashable {
    /// The folder of the database, absolute.
    package var state: FilePath
    /// The control socket, absolute.
    package var socket: FilePath
    package var logLevel = LogLevel.info
  }

  /// How changes in the folders are followed.
  package struct Watch: Sendable, Hashable {
    /// A burst of changes is over after this much silence. Seconds.
    package var quiet: Double = 2
    /// The time between two looks at every file. Hours.
    package var rescanHours: Double = 6
  }

  /// How listening history is read.
  package struct History: Sendable, Hashable {
    /// A pause longer than this ends a session. Minutes.
    package var sessionGap: Double = 20
  }

  package var library: Library
  package var analysis = Analysis()
  package var moods = Moods()
  package var history = History()
  package var daemon: Daemon
  package var watch = Watch()

  /// The defaults of a user with these folders.
  package init(paths: XDGPaths, music: FilePath) {
    library = Library(music: [music])
    daemon = Daemon(state: paths.state, socket: paths.socket)
  }

  /// Reads the settings in effect; see ``LoadedSettings`` for the order of precedence.
  ///
  /// - Throws: ``SettingsError`` with every problem of the file, not just the first.
  package static func load(
    file: FilePath? = nil, environment: [String: String], overrides: SettingsOverrides = .init()
  ) throws(SettingsError) -> Settings {
    try LoadedSettings.load(file: file, environment: environment, overrides: overrides).settings
  }
}

/// What command-line flags say, stronger than everything else.
///
/// Paths have to be absolute: ``SystemPackage/FilePath/absolute(from:)`` makes them so.
package struct SettingsOverrides: Sendable, Hashable {
  /// `--config`: the only file to read; it must exist.
  package var config: FilePath?
  /// `--music`; empty leaves the setting alone.
  package var music: [FilePath] = []
  /// `--history`; empty leaves the setting alone.
  package var history: [FilePath] = []
  /// `--state`
  package var state: FilePath?
  /// `--socket`
  package var socket: FilePath?
  /// `--log-level`
  package var logLevel: LogLevel?

  /// Overrides nothing.
  package init() {}
}
