/// The handle of a mood in commands and file names: `calm-ambient` for "Calm ambient".
package enum MoodSlug {
  /// A slug for `name` that is not among `taken`: lower-case ASCII letters, digits and single
  /// hyphens, never empty.
  ///
  /// Latin letters lose their accents; what has no Latin letter becomes a hyphen, and a name with
  /// nothing left is called `mood`. A taken slug gets the first free number from 2 on.
  package static func make(from name: String, avoiding taken: Set<String> = []) -> String {
    let words = name.unicodeScalars.map(ascii).joined()
      .split(separator: "-", omittingEmptySubsequences: true)
    let slug = words.isEmpty ? "mood" : words.joined(separator: "-")
    guard taken.contains(slug) else { return slug }
    // One of the first taken.count + 1 numbers is free.
    let number = (2...taken.count + 2).first { !taken.contains("\(slug)-\($0)") }
    return "\(slug)-\(number ?? 2)"
  }

  private static func ascii(_ scalar: Unicode.Scalar) -> String {
    if scalar.isASCII {
      let isWord = scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
      // An apostrophe joins: "don't" is one word.
      return isWord ? String(scalar).lowercased() : scalar == "'" ? "" : "-"
    }
    // Combining accents vanish as those of precomposed letters do.
    if scalar.properties.generalCategory == .nonspacingMark || scalar == "’" { return "" }
    if scalar == "ß" { return "ss" }
    // "LATIN SMALL LETTER U WITH DIAERESIS" says which letter it is.
    guard let name = scalar.properties.name, name.hasPrefix("LATIN "),
      let letter = name.split(separator: " ").drop(while: { $0 != "LETTER" }).dropFirst().first,
      letter.count <= 2
    else { return "-" }
    return letter.lowercased()
  }
}
