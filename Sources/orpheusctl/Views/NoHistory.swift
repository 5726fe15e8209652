/// What commands about listening say as long as no history is known.
enum NoHistory {
  /// That there are no `things`, and where they would come from.
  static func sentence(_ things: String, for terminal: Terminal) -> String {
    Paragraph.wrap(
      "no \(things) yet: name a folder of listening histories in the settings (library.history), "
        + "or read a file with: orpheusctl history import", lead: "", width: terminal.width)
  }
}
