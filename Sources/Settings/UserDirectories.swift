import SystemPackage

/// The reader of `user-dirs.dirs` (xdg-user-dirs): a shell fragment of one form only,
/// `XDG_MUSIC_DIR="$HOME/Musik"`.
enum UserDirectories {
  /// The folder called `name`, for example `XDG_MUSIC_DIR`; nil when the file does not say, or says
  /// `$HOME` itself, which is how the format switches a folder off.
  static func folder(_ name: String, in text: String, home: FilePath) -> FilePath? {
    var found: FilePath?
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.drop { $0 == " " || $0 == "\t" }
      guard line.hasPrefix(name + "=") else { continue }
      let value = unquote(line.dropFirst(name.count + 1))
      // The last assignment wins, as it would in a shell.
      if value == "$HOME" || value == "$HOME/" {
        found = nil
      } else if value.hasPrefix("$HOME/") {
        found = home.pushing(FilePath(String(value.dropFirst("$HOME/".count))))
      } else if value.hasPrefix("/") {
        found = FilePath(value)
      }
    }
    return found
  }

  /// The text between double quotes, with backslash escapes undone.
  private static func unquote(_ text: Substring) -> String {
    guard text.first == "\"" else { return String(text.prefix { $0 != " " && $0 != "#" }) }
    var value = ""
    var escaped = false
    for character in text.dropFirst() {
      if escaped {
        value.append(character)
        escaped = false
      } else if character == "\\" {
        escaped = true
      } else if character == "\"" {
        break
      } else {
        value.append(character)
      }
    }
    return value
  }
}
