import Foundation
import MusicModel
import OrpheusTestSupport
import SystemPackage

/// Folders with an album in one file each, to which anything may happen, and what a library of them
/// has to hold.
struct RandomAlbums {
  /// What happens to the daemon besides.
  enum Interruption { case none, kill, rescan }

  private static let seconds = 6

  private enum Sheet: CaseIterable {
    case none, halves, thirds, late, nonsense, single
    /// Where tracks begin, in frames; nil for a sheet that divides nothing.
    var starts: [Int]? {
      switch self {
      case .halves: [0, 225]
      case .thirds: [0, 150, 300]
      case .none, .late, .nonsense, .single: nil
      }
    }
  }

  private struct Album {
    var song: Int
    var name = "album.wav"
    var sheet = Sheet.none
    var title = 0
  }

  private var random: SplitMix64
  private let root: FilePath
  private var albums: [FilePath: Album] = [:]
  private var serial = 0
  private(set) var interruption = Interruption.none
  /// Every stretch of sound that was ever a track.
  private var heard: Set<[Int]> = []
  /// Those that the library has not lost since: it forgets recordings that no track holds any more,
  /// when it comes to it.
  private var known: Set<[Int]> = []
  private var most = 0

  init(root: FilePath, seed: UInt64) {
    self.root = root
    random = SplitMix64(seed: seed)
  }

  /// How often the models may have run.
  var analyses: ClosedRange<Int> { heard.count...most }

  /// Each track with its length.
  var tracks: [FilePath: Double] {
    var tracks: [FilePath: Double] = [:]
    for (folder, album) in albums {
      let file = folder.appending(album.name)
      guard album.name == "album.wav", let starts = album.sheet.starts else {
        tracks[file] = Double(Self.seconds)
        continue
      }
      for (index, start) in starts.enumerated() {
        let end = index + 1 < starts.count ? starts[index + 1] : Self.seconds * 75
        tracks[file.section(index + 1)] = Double(end - start) / 75
      }
    }
    return tracks
  }

  /// How many sheets make no sense.
  var problems: Int {
    albums.values.count { album in
      album.sheet == .nonsense || album.sheet == .late && album.name == "album.wav"
    }
  }

  /// Does something and says what.
  mutating func step() throws -> String {
    serial += 1
    let roll = Int.random(in: 0..<10, using: &random)
    interruption = roll == 0 ? .kill : roll == 1 ? .rescan : .none
    guard
      let folder = albums.keys.sorted(by: { $0.string < $1.string }).randomElement(using: &random),
      var album = albums[folder], Int.random(in: 0..<6, using: &random) > 0 || albums.count > 4
    else { return try arrive() }
    var what = "\(folder.lastComponent?.string ?? ""): "
    switch Int.random(in: 0..<8, using: &random) {
    case 0:
      let place = root.appending("folder \(serial)")
      try Disk.move(folder, to: place)
      albums[folder] = nil
      albums[place] = album
      what += "moves to \(serial)"
      note()
      return what
    case 1:
      try Disk.remove(folder)
      albums[folder] = nil
      return what + "goes"
    case 2:
      let name = album.name == "album.wav" ? "other.wav" : "album.wav"
      try Disk.move(folder.appending(album.name), to: folder.appending(name))
      album.name = name
      what += "file becomes \(name)"
    case 3:
      known = known.filter { $0[0] != album.song }
      album.song = serial
      try Disk.write(
        folder.appending(album.name), Sound.song(seed: serial, seconds: Self.seconds))
      what += "another song"
    default:
      album.sheet = Sheet.allCases.randomElement(using: &random) ?? .none
      album.title = serial
      try write(album.sheet, in: folder, title: album.title)
      what += "sheet \(album.sheet)"
    }
    albums[folder] = album
    note()
    return what
  }

  private mutating func arrive() throws -> String {
    let folder = root.appending("folder \(serial)")
    var album = Album(song: Int.random(in: 1...4, using: &random))
    album.sheet = Sheet.allCases.randomElement(using: &random) ?? .none
    // Outside first, so that nobody sees the file without its sheet.
    let cradle = root.removingLastComponent().appending(
      "\(root.lastComponent?.string ?? "")-\(serial)")
    try Disk.makeDirectory(cradle)
    try Disk.write(
      cradle.appending(album.name), Sound.song(seed: album.song, seconds: Self.seconds))
    try write(album.sheet, in: cradle, title: serial)
    try Disk.move(cradle, to: folder)
    albums[folder] = album
    note()
    return "folder \(serial) arrives with sheet \(album.sheet)"
  }

  private mutating func note() {
    for (_, album) in albums {
      guard album.name == "album.wav", let starts = album.sheet.starts else {
        note([album.song])
        continue
      }
      for (index, start) in starts.enumerated() {
        note([album.song, start, index + 1 < starts.count ? starts[index + 1] : -1])
      }
    }
  }

  private mutating func note(_ stretch: [Int]) {
    heard.insert(stretch)
    if known.insert(stretch).inserted { most += 1 }
  }

  private func write(_ sheet: Sheet, in folder: FilePath, title: Int) throws {
    let path = folder.appending("album.cue")
    let text: String
    switch sheet {
    case .none:
      if FileManager.default.fileExists(atPath: path.string) { try Disk.remove(path) }
      return
    case .nonsense: text = "FILE \"album.wav\" WAVE\nTRACK 01 AUDIO\nINDEX 01 soon\n"
    case .late: text = AlbumImage.sheet("album.wav", starts: [0, 75, 9_000])
    case .single: text = AlbumImage.sheet("album.wav", starts: [0])
    case .halves, .thirds:
      text = AlbumImage.sheet(
        "album.wav", titles: (1...3).map { "Song \($0) of \(title)" }, starts: sheet.starts ?? [])
    }
    try Disk.write(path, text.utf8)
  }
}
