/// Reads the tags of a Matroska or WebM file (RFC 9559 § 5.1.8), which TagLib does not before 2.2.
enum MatroskaTags {
  private typealias Known = MatroskaElement.Known
  private static let parents: Set<UInt32> = [
    Known.segment, Known.info, Known.tags, Known.tag, Known.targets, Known.simpleTag,
  ]
  /// Text beyond this is no name.
  private static let longestText = 4096
  /// More tags than any file has.
  private static let mostTags = 1000

  /// What a tag is about: 30 is a track, 50 an album (RFC 9559 § 5.1.8.1.1.1).
  private static let (trackLevel, albumLevel): (UInt64, UInt64) = (30, 50)

  /// Adds the tags of `file`, by TagLib's names; what is broken ends the reading.
  static func add(_ file: SniffedFile, to properties: inout TagProperties) throws(AudioFileError) {
    var elements = MatroskaElements(file, into: parents)
    // Most writers leave the level out and mean the file as a whole, which is the track.
    var level = trackLevel
    var name = ""
    var count = 0
    var title: [UInt8] = []
    var hasTitle = false
    while count < mostTags, let element = try elements.next() {
      let content = element.content
      func text() throws(AudioFileError) -> [UInt8] {
        try file.bytes.bytes(
          at: content.lowerBound, count: min(content.count, longestText))
      }
      switch element.identifier {
      case Known.title: title = try text()
      case Known.tag: level = trackLevel
      case Known.targetLevel: level = try text().suffix(8).bigEndian
      case Known.tagName:
        name = String(decoding: try text().prefix { $0 != 0 }, as: UTF8.self).uppercased()
      case Known.tagText:
        guard let key = key(name, level: level) else { continue }
        hasTitle = hasTitle || key == "TITLE"
        properties.add(try text(), to: key)
        count += 1
      default: break
      }
    }
    if !hasTitle { properties.add(title, to: "TITLE") }
  }

  /// TagLib's name for the tag `name` about something at `level`; nil for what is no property of
  /// the track.
  private static func key(_ name: String, level: UInt64) -> String? {
    switch (name, level) {
    case ("TITLE", albumLevel): "ALBUM"
    case ("ARTIST", albumLevel), ("ALBUM_ARTIST", _): "ALBUMARTIST"
    case ("DATE_RELEASED", _), ("DATE_RECORDED", _): "DATE"
    case (_, trackLevel), ("GENRE", albumLevel), ("DATE", albumLevel): name
    default: nil
    }
  }
}
