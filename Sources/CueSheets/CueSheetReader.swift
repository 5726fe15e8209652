import MusicModel

/// Makes a sheet of its lines, one after the other.
///
/// A track lies in the file in which its INDEX 01 does. It ends where the next track of that file has
/// its INDEX 01, whatever silence INDEX 00 announces before: so each frame from the first INDEX 01 on
/// belongs to one track. What a disc hides before that belongs to none.
struct CueSheetReader {
  /// A track whose lines are being read.
  private struct Track {
    var number: Int
    var isAudio: Bool
    var words = TrackMetadata()
    /// The file that holds INDEX 01, and the frame it is at.
    var place: (file: Int, start: Int)?
    /// The last index read of this track.
    var lastIndex = -1
    var line: Int
  }

  private var files: [(name: String, bytes: [UInt8], tracks: [Track])] = []
  private var track: Track?
  private var album = TrackMetadata()
  /// The frame of the last index in the present file.
  private var frame = -1

  /// Reads the next line. What is not known is passed over, as players do.
  mutating func read(_ line: CueLine, number: Int) throws(CueSheetError) {
    switch line.command {
    case "FILE":
      let name = line.firstOfTwo
      guard !name.text.isEmpty else { throw CueSheetError(line: number, "FILE names no file.") }
      files.append((name.text, name.bytes, []))
      frame = -1
    case "TRACK": try begin(line, number)
    case "INDEX": try place(line, number)
    case "TITLE": say(Self.clean(line.value), ofTrack: \.title, ofAlbum: \.album)
    case "PERFORMER": say(Self.clean(line.value), ofTrack: \.artist, ofAlbum: \.albumArtist)
    case "ISRC": track?.words.isrc = Self.isrc(line.value)
    case "REM": remark(line)
    default: break
    }
  }

  /// The files, once all lines have been read.
  mutating func finish() throws(CueSheetError) -> [CueSheet.File] {
    try end()
    guard files.contains(where: { !$0.tracks.isEmpty }) else {
      throw CueSheetError("This is no CUE sheet: it has no tracks.")
    }
    return files.map { file in
      let starts = file.tracks.compactMap { $0.place?.start }
      let sections = file.tracks.enumerated().compactMap { index, track -> FileSection? in
        guard track.isAudio, let place = track.place else { return nil }
        let end = starts.indices.contains(index + 1) ? starts[index + 1] : nil
        return FileSection(
          number: track.number, span: SectionSpan(start: place.start, end: end),
          words: words(of: track))
      }
      return CueSheet.File(name: file.name, nameBytes: file.bytes, tracks: sections)
    }
  }

  // MARK: - Tracks

  private mutating func begin(_ line: CueLine, _ number: Int) throws(CueSheetError) {
    try end()
    guard !files.isEmpty else { throw CueSheetError(line: number, "TRACK comes before any FILE.") }
    let words = line.words
    guard let count = words.first.flatMap({ Int($0) }), (1...CueSheet.mostTracks).contains(count)
    else {
      throw CueSheetError(line: number, "TRACK has no number from 1 to \(CueSheet.mostTracks).")
    }
    let isAudio = words.count < 2 || words[1].uppercased() == "AUDIO"
    track = Track(number: count, isAudio: isAudio, line: number)
  }

  private mutating func end() throws(CueSheetError) {
    guard let track else { return }
    guard let place = track.place else {
      throw CueSheetError(line: track.line, "Track \(track.number) has no INDEX 01.")
    }
    if let last = files[place.file].tracks.last {
      guard last.number < track.number else {
        throw CueSheetError(
          line: track.line, "Track \(track.number) comes after track \(last.number).")
      }
      guard let start = last.place?.start, start < place.start else {
        throw CueSheetError(
          line: track.line, "Track \(track.number) begins where track \(last.number) does.")
      }
    }
    files[place.file].tracks.append(track)
    self.track = nil
  }

  private mutating func place(_ line: CueLine, _ number: Int) throws(CueSheetError) {
    guard var track else { throw CueSheetError(line: number, "INDEX comes before any TRACK.") }
    let words = line.words
    guard words.count >= 2, let index = Int(words[0]), (0...99).contains(index),
      let frame = Self.frame(words[1])
    else {
      throw CueSheetError(line: number, "INDEX has no number and time such as 01 04:30:00.")
    }
    guard index > track.lastIndex else {
      throw CueSheetError(line: number, "INDEX \(words[0].prefix(16)) is out of order.")
    }
    // A gap may have no length.
    guard frame >= self.frame else {
      throw CueSheetError(
        line: number, "INDEX \(words[0].prefix(16)) lies before what comes before it.")
    }
    track.lastIndex = index
    if index == 1 { track.place = (files.count - 1, frame) }
    self.frame = frame
    self.track = track
  }

  /// `mm:ss:ff` in frames; minutes may be as many as they like, up to three weeks.
  private static func frame(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
    // `Int` would take a sign.
    let numbers = parts.compactMap { part in
      part.allSatisfy { ("0"..."9").contains($0) } ? Int(part) : nil
    }
    guard parts.count == 3, numbers.count == 3, numbers[0] < 32_000, numbers[1] < 60,
      numbers[2] < SectionSpan.framesPerSecond
    else { return nil }
    return (numbers[0] * 60 + numbers[1]) * SectionSpan.framesPerSecond + numbers[2]
  }

  // MARK: - Words

  /// Longer values are no names; see `TagProperties`, which cleans those of tags alike.
  private static let longestValue = 1000

  /// Says something of the present track or, before the first, of the album.
  private mutating func say<Value>(
    _ value: Value?, ofTrack: WritableKeyPath<TrackMetadata, Value?>,
    ofAlbum: WritableKeyPath<TrackMetadata, Value?>
  ) {
    guard let value else { return }
    if track == nil {
      album[keyPath: ofAlbum] = value
    } else {
      track?.words[keyPath: ofTrack] = value
    }
  }

  /// Programs keep what the format has no command for in comments: `REM GENRE "Soul"`, `REM DATE
  /// 1969`.
  private mutating func remark(_ line: CueLine) {
    let (name, text) = line.remark
    switch name {
    case "GENRE": say(Self.clean(text), ofTrack: \.genre, ofAlbum: \.genre)
    case "DATE": say(Self.year(text), ofTrack: \.year, ofAlbum: \.year)
    default: break
    }
  }

  /// Text without control characters and doubled spaces; nil when there is none.
  private static func clean(_ text: String) -> String? {
    let words = text.unicodeScalars.prefix(4 * longestValue)
      .split { $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7F }
    let clean = words.map { String($0) }.joined(separator: " ").prefix(longestValue)
    return clean.isEmpty ? nil : String(clean)
  }

  private func words(of track: Track) -> TrackMetadata {
    var words = track.words
    words.artist = words.artist ?? album.albumArtist
    words.album = album.album
    words.albumArtist = album.albumArtist
    words.genre = words.genre ?? album.genre
    words.year = words.year ?? album.year
    return words
  }

  /// The first run of four digits that can be a year.
  private static func year(_ text: String) -> Int? {
    text.prefix(longestValue).split { !("0"..."9").contains($0) }.lazy
      .compactMap { $0.count >= 4 ? Int($0.prefix(4)) : nil }
      .first { (1000...2999).contains($0) }
  }

  /// Twelve letters and digits (ISO 3901), however punctuated.
  private static func isrc(_ text: String) -> String? {
    let code = text.uppercased().utf8.filter { $0 != 0x2D && $0 != 0x20 }
    let fits = code.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
    return code.count == 12 && fits ? String(decoding: code, as: UTF8.self) : nil
  }
}
