import FoundationEssentials
import MusicModel

extension FileSection {
  /// Reads the column `section`; throws `.corrupt` for what is no section.
  init?(stored: String?) throws(StoreError) {
    guard let stored else { return nil }
    guard let section = try? JSONDecoder().decode(FileSection.self, from: Data(stored.utf8)) else {
      throw StoreError(.corrupt, "A section in the library database has lost its values.")
    }
    self = section
  }

  /// The section as its column has it.
  var stored: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}

extension StoredPath {
  /// The rows of the sections of the file at this path, as a condition with its arguments.
  var sections: (sql: String, arguments: [Data]) {
    let hash = UInt8(ascii: "#")
    return (
      "directory = ? AND name > ? AND name < ? AND section IS NOT NULL",
      [directory, name + [hash], name + [hash + 1]]
    )
  }
}
