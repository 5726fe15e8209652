import ControlProtocol
import MusicModel

/// `orpheusctl next` for people: likely moods, each with a few tracks.
struct NextView {
  var next: NextReply

  /// The list, or a sentence when there are no moods yet.
  func render(for terminal: Terminal) -> String {
    guard !next.moods.isEmpty else {
      return "no moods yet: they appear as tracks are analysed (orpheusctl status)\n"
    }
    var text = Paragraph.wrap(basis, lead: "", width: terminal.width)
    // Rendered in one, so that columns agree from mood to mood.
    let headings = ShareBars.render(
      next.moods.map { ($0.label, $0.probability) }, for: terminal
    ).split(separator: "\n")
    var tracks = tracks.render(for: terminal).split(separator: "\n")[...]
    for (mood, heading) in zip(next.moods, headings) {
      text += "\n" + heading + "\n"
      text += tracks.prefix(mood.tracks.count).map { $0 + "\n" }.joined()
      tracks = tracks.dropFirst(mood.tracks.count)
    }
    return text
  }

  private var basis: String {
    let context = ListeningContext.words(for: next.context)
    return switch next.basis {
    case "session": "What tends to follow the running session, on \(context):"
    case "habits": "No session is running; what you tend to play on \(context):"
    case "library":
      "Nothing is known of your listening yet; the moods of the library, largest first:"
    default: "What may come next (\(next.basis.printable)):"
    }
  }

  private var tracks: TextTable {
    var table = TextTable(columns: [
      .init("", minimum: 16), .init("", minimum: 16, keeping: .end),
    ])
    table.indent = "  "
    table.rows = next.moods.flatMap(\.tracks).map { track in
      [
        StyledText(
          RecordingName.text(artist: track.artist, title: track.title, file: track.path)),
        StyledText(track.path, .dim),
      ]
    }
    return table
  }
}
