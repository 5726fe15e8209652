package import TOML

/// One key of `orpheus.toml`: its name, what it may hold and which member of ``Settings`` it sets.
///
/// The table below is the only place that knows them all; reading, checking, showing and the
/// documented example file are held against it.
package struct SettingsKey: Sendable {
  /// Table and key, for example `["analysis", "windows"]`.
  package let path: [String]
  /// Completes “expected …”.
  package let expected: String
  /// Sets the member; false when the value is not what is expected.
  let set: @Sendable (inout Settings, TOMLValue, XDGPaths) -> Bool
  /// The member as the file would hold it.
  package let value: @Sendable (Settings) -> TOMLValue

  /// The key as people write it: `analysis.windows`.
  package var name: String { path.joined(separator: ".") }

  private init<Value>(
    _ name: String, _ member: any WritableKeyPath<Settings, Value> & Sendable,
    _ kind: SettingsValue<Value>
  ) {
    path = name.split(separator: ".").map(String.init)
    expected = kind.expected
    set = { settings, value, paths in
      guard let value = kind.read(value, paths) else { return false }
      settings[keyPath: member] = value
      return true
    }
    value = { kind.show($0[keyPath: member]) }
  }

  /// Every key, in the order of the example file.
  package static let all: [SettingsKey] = [
    SettingsKey("library.music", \.library.music, .folders(atLeast: 1)),
    SettingsKey("library.history", \.library.history, .folders(atLeast: 0)),
    SettingsKey("library.exclude", \.library.exclude, .patterns),
    SettingsKey(
      "library.minimum-length", \.library.minimumLength, .number(0...86_400, "seconds")),
    SettingsKey(
      "library.maximum-length", \.library.maximumLength, .number(0...864_000, "seconds")),
    SettingsKey("analysis.profile", \.analysis.profile, .oneOf(Settings.Profile.self)),
    SettingsKey("analysis.coverage", \.analysis.coverage, .oneOf(Settings.Coverage.self)),
    SettingsKey("analysis.windows", \.analysis.windows, .integer(1...1000)),
    SettingsKey("analysis.workers", \.analysis.workers, .integer(0...256)),
    SettingsKey(
      "analysis.worker-idle", \.analysis.workerIdle, .number(0...86_400, "seconds")),
    SettingsKey("analysis.time-limit", \.analysis.timeLimit, .number(1...86_400, "seconds")),
    SettingsKey("analysis.on-battery", \.analysis.onBattery, .oneOf(Settings.OnBattery.self)),
    SettingsKey(
      "analysis.load-limit", \.analysis.loadLimit, .number(0.05...1, nil)),
    SettingsKey("moods.maximum", \.moods.maximum, .integer(1...100)),
    SettingsKey("moods.space", \.moods.space, .oneOf(Settings.Space.self)),
    SettingsKey("history.session-gap", \.history.sessionGap, .number(10...60, "minutes")),
    SettingsKey("daemon.state", \.daemon.state, .path { $0.state }),
    SettingsKey("daemon.socket", \.daemon.socket, .path { $0.socket }),
    SettingsKey("daemon.log-level", \.daemon.logLevel, .oneOf(LogLevel.self)),
    SettingsKey("watch.quiet", \.watch.quiet, .number(0.1...3600, "seconds")),
    SettingsKey("watch.rescan-hours", \.watch.rescanHours, .number(0.1...8760, "hours")),
  ]

  /// The valid key a listener most likely meant by `path`; nil when none is near.
  static func nearest(to path: [String]) -> SettingsKey? {
    let written = path.joined(separator: ".")
    let leaf = path.last ?? ""
    let scored = all.map { key in
      // The right key in the wrong table is a near miss, however far apart the tables' names are.
      let whole = editDistance(written, key.name)
      return (key, min(whole, editDistance(leaf, key.path.last ?? "") + 1))
    }
    guard let best = scored.min(by: { $0.1 < $1.1 }) else { return nil }
    return best.1 <= max(2, leaf.count / 2) ? best.0 : nil
  }
}
