import ArgumentParser
import ControlProtocol
import FoundationEssentials
import Glibc
import SystemPackage
import Testing

@testable import orpheusctl

@Suite("backup, restore and doctor at the terminal")
struct UpkeepCommandTests {
  @Test("doctor prints a line a check, and below it what to do")
  func findings() {
    let view = FindingsView(findings: [
      Finding("daemon", .good, "running"),
      Finding("inotify", .warning, "only 8,192 folders can be watched", remedy: "sysctl x"),
      Finding("models", .failure, "musicnn: missing", remedy: "orpheusctl models install"),
    ])
    #expect(
      view.render(for: .plain(80)) == """
        ok    daemon   running
        warn  inotify  only 8,192 folders can be watched
                       → sysctl x
        fail  models   musicnn: missing
                       → orpheusctl models install

        """)
  }

  @Test(
    "a backup is either written or listed",
    arguments: [["backup"], ["backup", "a", "--list"], ["backup", "--list", "--force"]])
  func usage(_ line: [String]) {
    #expect(throws: (any Error).self) { try Orpheusctl.parseAsRoot(line) }
  }

  @Test("a copy appears under its name when it is whole, and replaces nothing unasked")
  func target() throws {
    var template = Array("/tmp/orpheus-copy.XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let folder = FilePath(platformString: template)
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    let file = folder.appending("copy.sqlite")
    func exists() -> Bool { file.withPlatformString { access($0, F_OK) } == 0 }
    do {
      let abandoned = try CopyTarget(file, replaces: false)
      try abandoned.write(Data([1, 2]))
      // Nothing to be left behind by a program that is killed, where files may be nameless.
      let probe = open(folder.string, __O_TMPFILE | O_DIRECTORY | O_WRONLY | O_CLOEXEC, 0o600)
      if probe >= 0 {
        close(probe)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.string) == [])
      }
    }
    #expect(!exists())
    let target = try CopyTarget(file, replaces: false)
    try target.write(Data([1, 2, 3]))
    #expect(!exists())
    try target.finish()
    #expect(try Data(contentsOf: URL(filePath: file.string)) == Data([1, 2, 3]))
    #expect(throws: CommandFailure.self) { try CopyTarget(file, replaces: false) }
    do {
      let late = try CopyTarget(folder.appending("late"), replaces: false)
      try Data([5]).write(to: URL(filePath: folder.appending("late").string))
      #expect(throws: CommandFailure.self) { try late.finish() }
    }
    #expect(try Data(contentsOf: URL(filePath: folder.appending("late").string)) == Data([5]))
    try FileManager.default.removeItem(atPath: folder.appending("late").string)
    let again = try CopyTarget(file, replaces: true)
    try again.write(Data([4]))
    try again.finish()
    #expect(try Data(contentsOf: URL(filePath: file.string)) == Data([4]))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.string) == ["copy.sqlite"])
  }
}
