package import SystemPackage

/// The folders of the XDG Base Directory Specification (0.8), for Orpheus.
///
/// A pure function of the environment. As the specification asks, a variable that does not hold an
/// absolute path counts as unset.
package struct XDGPaths: Sendable, Hashable {
  /// `$HOME`; without it a folder that does not exist, so that nothing lands in `/` by accident.
  package let home: FilePath
  /// `$XDG_CONFIG_HOME`, else `~/.config`. Shared with other programs.
  package let configHome: FilePath
  /// `$XDG_DATA_HOME/orpheus`, else `~/.local/share/orpheus`.
  package let data: FilePath
  /// The first of `$STATE_DIRECTORY`, which systemd sets for `StateDirectory=`;
  /// `$XDG_STATE_HOME/orpheus`; `~/.local/state/orpheus`.
  package let state: FilePath
  /// Where ``state`` comes from: the name of a variable, nil when built in.
  package let stateVariable: String?
  /// `$XDG_RUNTIME_DIR/orpheus`; nil outside a login session.
  package let runtime: FilePath?
  /// `$ORPHEUS_SOCKET`, which wins over the settings file.
  package let socketVariable: FilePath?

  /// What stands for a home folder that nobody has named. Root could make it, and has to be kept
  /// from that.
  package static let nowhere: FilePath = "/nonexistent"
  /// The socket of a system-wide daemon.
  package static let systemSocket: FilePath = "/run/orpheus/control.sock"
  /// The settings of a system-wide daemon.
  package static let systemConfig: FilePath = "/etc/orpheus/orpheus.toml"

  /// Reads the folders from `environment`.
  package init(environment: [String: String]) {
    func absolute(_ name: String) -> FilePath? {
      guard let value = environment[name], value.hasPrefix("/") else { return nil }
      return FilePath(value)
    }
    let home = absolute("HOME") ?? Self.nowhere
    self.home = home
    configHome = absolute("XDG_CONFIG_HOME") ?? home.appending(".config")
    data = (absolute("XDG_DATA_HOME") ?? home.appending(".local/share")).appending("orpheus")
    runtime = absolute("XDG_RUNTIME_DIR")?.appending("orpheus")
    socketVariable = absolute("ORPHEUS_SOCKET")
    // Several StateDirectory= entries arrive separated by colons; the unit's first is ours.
    if let first = environment["STATE_DIRECTORY"]?.split(separator: ":").first,
      first.hasPrefix("/")
    {
      state = FilePath(String(first))
      stateVariable = "STATE_DIRECTORY"
    } else if let base = absolute("XDG_STATE_HOME") {
      state = base.appending("orpheus")
      stateVariable = "XDG_STATE_HOME"
    } else {
      state = home.appending(".local/state/orpheus")
      stateVariable = nil
    }
  }

  /// The user's own folder of settings.
  package var config: FilePath { configHome.appending("orpheus") }

  /// Where settings are looked for; the first file that exists is the one.
  package var configCandidates: [FilePath] {
    [config.appending("orpheus.toml"), Self.systemConfig]
  }

  /// The control socket, unless settings say otherwise.
  package var socket: FilePath { socket(state: state) }

  /// The control socket of a daemon that keeps its database in `state`: outside a login session
  /// there is no runtime folder, and the state folder takes its place.
  package func socket(state: FilePath) -> FilePath {
    (runtime ?? state).appending("control.sock")
  }

  /// Replaces a leading `~/` by the home folder; nil for what is neither that nor absolute.
  ///
  /// Nothing else is expanded: `~name` and `$NAME` mean a shell, and settings are not one.
  package func expand(_ text: String) -> FilePath? {
    guard !text.utf8.contains(0) else { return nil }
    if text.hasPrefix("/") { return FilePath(text) }
    if text == "~" { return home }
    guard text.hasPrefix("~/") else { return nil }
    // FilePath.appending would take a second slash for an absolute path.
    return home.pushing(FilePath(String(text.dropFirst(2).drop { $0 == "/" })))
  }
}
