/// Sentences broken into lines.
enum Paragraph {
  /// `text` in lines of at most `width` columns, the first after `lead` and the rest indented to
  /// match; a single word that is longer stays whole.
  static func wrap(_ text: String, lead: String, width: Int?) -> String {
    let indent = String(repeating: " ", count: lead.columns)
    var lines: [String] = []
    var line = lead
    var isEmpty = true
    for word in text.split(separator: " ") {
      let word = String(word)
      if !isEmpty, let width, line.columns + 1 + word.columns > width {
        lines.append(line)
        line = indent
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return (lines + [line]).joined(separator: "\n") + "\n"
  }
}
