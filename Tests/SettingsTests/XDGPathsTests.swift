import Settings
import SystemPackage
import Testing

@Suite("XDG paths")
struct XDGPathsTests {
  @Test(
    "follow the base directory specification",
    arguments: [
      (
        ["HOME": "/home/u"],
        [
          "/home/u/.config/orpheus", "/home/u/.local/share/orpheus", "/home/u/.local/state/orpheus",
          "/home/u/.local/state/orpheus/control.sock",
        ]
      ),
      (
        [
          "HOME": "/home/u", "XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d",
          "XDG_STATE_HOME": "/s", "XDG_RUNTIME_DIR": "/run/user/1000",
        ],
        ["/c/orpheus", "/d/orpheus", "/s/orpheus", "/run/user/1000/orpheus/control.sock"]
      ),
      // Relative values count as unset.
      (
        ["HOME": "/home/u", "XDG_CONFIG_HOME": "c", "XDG_RUNTIME_DIR": "", "XDG_STATE_HOME": "~"],
        [
          "/home/u/.config/orpheus", "/home/u/.local/share/orpheus", "/home/u/.local/state/orpheus",
          "/home/u/.local/state/orpheus/control.sock",
        ]
      ),
      // systemd's folder wins, and only its first entry is ours.
      (
        [
          "HOME": "/home/u", "XDG_STATE_HOME": "/s", "STATE_DIRECTORY": "/var/lib/orpheus:/var/x",
        ],
        [
          "/home/u/.config/orpheus", "/home/u/.local/share/orpheus", "/var/lib/orpheus",
          "/var/lib/orpheus/control.sock",
        ]
      ),
      (
        [:],
        [
          "/nonexistent/.config/orpheus", "/nonexistent/.local/share/orpheus",
          "/nonexistent/.local/state/orpheus", "/nonexistent/.local/state/orpheus/control.sock",
        ]
      ),
    ])
  func folders(environment: [String: String], expected: [String]) {
    let paths = XDGPaths(environment: environment)
    #expect(
      [paths.config, paths.data, paths.state, paths.socket].map(\.string) == expected)
  }

  @Test("look for settings in the user's folder before the system's")
  func candidates() {
    let paths = XDGPaths(environment: ["HOME": "/home/u"])
    #expect(
      paths.configCandidates
        == ["/home/u/.config/orpheus/orpheus.toml", "/etc/orpheus/orpheus.toml"])
  }

  @Test(
    "expand a leading ~/ and nothing else",
    arguments: [
      ("~/Music", "/home/u/Music"), ("~", "/home/u"), ("~//Music", "/home/u/Music"),
      ("/srv/~/x", "/srv/~/x"), ("~bob/Music", nil), ("Music", nil), ("$HOME/Music", nil),
      ("", nil), ("/a\0b", nil),
    ])
  func expansion(text: String, expected: String?) {
    let paths = XDGPaths(environment: ["HOME": "/home/u"])
    #expect(paths.expand(text)?.string == expected)
  }
}

@Suite("Absolute paths")
struct AbsolutePathTests {
  @Test(
    "are spelled out from the working directory",
    arguments: [
      ("a.mp3", "/home/u/Music/a.mp3"), ("../a.mp3", "/home/u/a.mp3"),
      ("./x/./y", "/home/u/Music/x/y"),
      ("/a/../b", "/b"), ("../../../../b", "/b"),
    ])
  func absolute(path: String, expected: String) {
    #expect(FilePath(path).absolute(from: "/home/u/Music") == FilePath(expected))
  }

  @Test("start from $PWD only when it names the present directory")
  func workingDirectory() throws {
    let here = FilePath.workingDirectory(environment: [:])
    let home = try TemporaryHome()
    #expect(here.isAbsolute)
    #expect(FilePath.workingDirectory(environment: ["PWD": here.string]) == here)
    #expect(FilePath.workingDirectory(environment: ["PWD": home.path.string]) == here)
    #expect(FilePath.workingDirectory(environment: ["PWD": here.string + "/../x"]) == here)
  }
}
