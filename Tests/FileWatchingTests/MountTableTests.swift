import SystemPackage
import Testing

@testable import FileWatching

@Suite("The table of mounts")
struct MountTableTests {
  // Lines as in proc_pid_mountinfo(5), with and without optional fields, and lines that are none.
  private let text = """
    36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
    40 36 0:45 / /music/my\\040disk rw - nfs4 server:/export rw
    41 36 0:46 / /music rw shared:7 master:1 - fuse.sshfs me@there: rw
    42 36 0:47 / /music rw shared:8 - tmpfs none rw
    43 36 nonsense / /music/x rw - tmpfs none rw
    44 36

    """

  @Test("is read line by line, and the last mount on a place is what is seen there")
  func reading() throws {
    let table = MountTable(parsing: Array(text.utf8))
    #expect(table.mounts.map(\.place) == ["/mnt2", "/music/my disk", "/music", "/music"])
    #expect(table.mounts.first?.device == 98 << 32)
    #expect(table.mounts.first?.root == Array("/mnt1".utf8))
    let below = table.mounts(below: ["/music": "/music"])
    #expect(Set(below.keys) == ["/music", "/music/my disk"])
    #expect(below["/music"]?.device == 47)
    let reached = table.mounts(below: ["/home/tunes": "/music"])
    #expect(Set(reached.keys) == ["/home/tunes", "/home/tunes/my disk"])
    #expect(below["/music/my disk"]?.origin == Array("nfs4 server:/export".utf8))
  }

  @Test("sends a walk to where something was mounted or unmounted, and nowhere else")
  func changes() {
    var bench = CoalescerBench("/music/disk", "/music/disk/album", "/music/other")
    let before = MountTable(parsing: Array("40 36 0:45 / /music/disk rw - ext4 /dev/a rw".utf8))
    bench.perform(bench.coalescer.sawMounts(before))
    bench.settle()
    #expect(bench.events() == [])

    bench.perform(bench.coalescer.sawMounts(MountTable(parsing: [])))
    bench.settle()
    #expect(
      bench.events() == [
        .changed("/music/disk"), .changed("/music/disk/album"),
        .walked("/music/disk", directories: 2),
      ])
    let elsewhere = MountTable(parsing: Array("40 36 0:45 / /mnt rw - ext4 /dev/a rw".utf8))
    bench.perform(bench.coalescer.sawMounts(elsewhere))
    bench.settle()
    #expect(bench.events() == [])
    bench.perform(bench.coalescer.sawMounts(before))
    bench.settle()
    #expect(bench.events().last == .walked("/music/disk", directories: 2))
  }
}
