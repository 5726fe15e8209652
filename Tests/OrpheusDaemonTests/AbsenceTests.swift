import LibraryStorage
import MusicModel
import SystemPackage
import Testing

@testable import OrpheusDaemon

@Suite("Tracks that are not where they were")
struct AbsenceTests {
  private let root: FilePath = "/music"
  private let album: FilePath = "/music/album"

  private func rows(_ count: Int, in directory: FilePath, volume: UInt64 = 1) -> [StoredFile] {
    (1...Int64(count)).map {
      row($0, directory.appending("\($0).flac"), identity(UInt64($0), volume: volume))
    }
  }

  private func vanished(_ rows: [StoredFile]) -> [FileChange] { rows.map { .vanished($0.id) } }

  @Test("a deletion that an event tells of is believed, however large")
  func deletion() {
    var absence = Absence()
    let gone = rows(1_000, in: album)
    let changes = absence.sift(
      vanished(gone), of: gone, in: album, on: 1, duringScan: false)
    #expect(changes == vanished(gone))
    #expect(!absence.keeps(album))
  }

  @Test("what lay on another volume than the one that is there is kept", arguments: [true, false])
  func otherVolume(duringScan: Bool) {
    var absence = Absence()
    let gone = rows(2, in: album, volume: 2)
    let changes = absence.sift(
      vanished(gone), of: gone, in: album, on: 1, duringScan: duringScan)
    #expect(changes == [])
    #expect(absence.keeps(album))
    #expect(absence.keptCount(below: root) == 2)

    // The disk is back: nothing has vanished.
    #expect(absence.sift([], of: gone, in: album, on: 2, duringScan: duringScan) == [])
    #expect(absence.keptCount(below: root) == 0)
  }

  /// How many of how many tracks a scan misses, and whether they are taken for deleted.
  static let shares: [(missed: Int, total: Int, isReleased: Bool)] = [
    (1, 1_000, true), (50, 51, true), (50, 1_000, true), (51, 256, true), (51, 255, true),
    (51, 254, false), (52, 255, false), (200, 1_000, true), (201, 1_000, false),
    (1_000, 1_000, false),
  ]

  @Test(
    "more than fifty and more than a fifth are too many to have been deleted", arguments: shares)
  func share(missed: Int, total: Int, isReleased: Bool) {
    var absence = Absence()
    let gone = rows(missed, in: album)
    #expect(absence.sift(vanished(gone), of: gone, in: album, on: 1, duringScan: true) == [])
    let released = absence.release(
      below: root, of: total, isEmpty: false, manyMayBeDeleted: false, isEnd: true)
    #expect(released.count == (isReleased ? missed : 0))
    absence.endScan(of: root)
    #expect(absence.keptCount(below: root) == (isReleased ? 0 : missed))
  }

  @Test("what was let go during a scan counts with what is missed later in it")
  func parts() {
    var absence = Absence()
    let first = rows(40, in: album)
    _ = absence.sift(vanished(first), of: first, in: album, on: 1, duringScan: true)
    #expect(
      absence.release(below: root, of: 200, isEmpty: false, manyMayBeDeleted: false, isEnd: true)
        .count == 40)
    let other: FilePath = "/music/other"
    let second = rows(40, in: other)
    _ = absence.sift(vanished(second), of: second, in: other, on: 1, duringScan: true)
    #expect(
      absence.release(below: root, of: 160, isEmpty: false, manyMayBeDeleted: false, isEnd: true)
        == [])
  }

  @Test("after lost events a great deal may have been deleted; an empty root never was")
  func afterOverflow() {
    var absence = Absence()
    let gone = rows(900, in: album)
    _ = absence.sift(vanished(gone), of: gone, in: album, on: 1, duringScan: true)
    #expect(
      absence.release(below: root, of: 1_000, isEmpty: true, manyMayBeDeleted: true, isEnd: true)
        == [])
    #expect(
      absence.release(below: root, of: 1_000, isEmpty: false, manyMayBeDeleted: true, isEnd: true)
        .count == 900)
  }

  @Test("who points at a folder is believed, once", arguments: ["/music", "/music/album"])
  func trust(_ asked: FilePath) {
    var absence = Absence()
    let gone = rows(900, in: album, volume: 2)
    absence.trust(asked)
    absence.miss(gone, of: album, on: 1)
    let released = absence.release(
      below: asked, of: 900, isEmpty: true, manyMayBeDeleted: false, isEnd: true)
    #expect(released.count == 900)
    absence.endScan(of: asked)
    absence.miss(gone, of: album, on: 1)
    #expect(absence.keptCount(below: root) == 900)
  }

  @Test("what a scan missed too much of stays kept when its folder is looked at again")
  func laterLook() {
    var absence = Absence()
    let gone = rows(60, in: album)
    _ = absence.sift(vanished(gone), of: gone, in: album, on: 1, duringScan: true)
    _ = absence.release(below: root, of: 100, isEmpty: false, manyMayBeDeleted: false, isEnd: true)
    absence.endScan(of: root)
    // One is back, and another, which the scan had found, has been deleted.
    let deleted = row(99, "/music/album/99.flac", identity(99))
    let missing = Array(gone.dropFirst())
    let changes = absence.sift(
      vanished(missing + [deleted]), of: gone + [deleted], in: album, on: 1, duringScan: false)
    #expect(changes == [.vanished(99)])
    #expect(absence.keptCount(below: root) == 59)
  }

  @Test("a later scan that misses little lets go what an earlier one doubted, at its end")
  func laterScan() {
    var absence = Absence()
    let gone = rows(60, in: album)
    _ = absence.sift(vanished(gone), of: gone, in: album, on: 1, duringScan: true)
    absence.endScan(of: root)
    let few = Array(gone.prefix(3))
    _ = absence.sift(vanished(few), of: gone, in: album, on: 1, duringScan: true)
    let atSync = absence.release(
      below: root, of: 100, isEmpty: false, manyMayBeDeleted: false, isEnd: false)
    #expect(atSync == [])
    let atEnd = absence.release(
      below: root, of: 100, isEmpty: false, manyMayBeDeleted: false, isEnd: true)
    #expect(atEnd == few)
    absence.endScan(of: root)
    #expect(absence.keptCount(below: root) == 0)
  }

  @Test("a link to another volume can be deleted where its folder is in place")
  func link() {
    var absence = Absence()
    let file = row(1, "/music/album/1.flac", identity(1))
    let link = row(2, "/music/album/2.flac", identity(2, volume: 7))
    let changes = absence.sift(
      [.vanished(2)], of: [file, link], in: album, on: 1, duringScan: false)
    #expect(changes == [.vanished(2)])

    // Also when there was nothing else in it, and when it goes with its folder.
    absence.see(album, on: 1, holding: [identity(2, volume: 7)])
    #expect(!absence.isAway([link], from: album, on: 1))
    #expect(absence.isAway([link], from: album, on: 3))
    #expect(!absence.isAway([file, link], from: "/music/other", on: 1))
  }

  @Test("what is forgotten with its folder is kept no longer")
  func forgetting() {
    var absence = Absence()
    absence.miss(rows(3, in: album, volume: 2), of: album, on: 1)
    let wasElsewhere = absence.forget(below: "/music/other")
    #expect(!wasElsewhere)
    let wasKept = absence.forget(below: root)
    #expect(wasKept)
    #expect(absence.keptCount(below: root) == 0)
    #expect(absence.awayFolders == [])
  }

  @Test("what is kept and then recorded elsewhere is kept no longer")
  func elsewhere() {
    var absence = Absence()
    absence.miss(rows(3, in: album, volume: 2), of: album, on: 1)
    absence.keepOnly(["/other/album"], below: "/other")
    #expect(absence.keptCount(below: root) == 3)
    absence.keepOnly(["/music/new"], below: root)
    #expect(absence.keptCount(below: root) == 0)
  }

  @Test("a folder of doubtful tracks is compared in full")
  func doubts() {
    var absence = Absence()
    let gone = rows(2, in: album)
    _ = absence.sift(vanished(gone), of: gone, in: album, on: 1, duringScan: true)
    #expect(absence.doubts(album) && !absence.doubts(root))
    absence.endScan(of: root)
    #expect(absence.doubts(album))
    _ = absence.sift([], of: gone, in: album, on: 1, duringScan: true)
    #expect(!absence.doubts(album))
  }
}
