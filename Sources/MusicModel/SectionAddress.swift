package import SystemPackage

/// Paths of sections: `album.flac#03` is the third track of `album.flac`.
extension FilePath {
  /// The address of a section of the file at this path, `number` being 1…99.
  package func section(_ number: Int) -> FilePath {
    var characters = bytes
    characters += "#\(number / 10)\(number % 10)".utf8.map { CInterop.PlatformChar($0) }
    return FilePath(characters)
  }

  /// The file and the number that this may be the address of, written with one digit or two; nil for
  /// what cannot be one.
  package var sectionAddress: (file: FilePath, number: Int)? {
    let characters = bytes
    let digits = characters.reversed().prefix { (48...57).contains($0) }
    let file = characters.dropLast(digits.count + 1)
    guard (1...2).contains(digits.count), !file.isEmpty, characters[file.count] == 35,
      let number = Int(String(decoding: digits.reversed().map { UInt8($0) }, as: UTF8.self)),
      number > 0
    else { return nil }
    return (FilePath(Array(file)), number)
  }

  private var bytes: [CInterop.PlatformChar] {
    withPlatformString { Array(UnsafeBufferPointer(start: $0, count: length)) }
  }

  private init(_ characters: [CInterop.PlatformChar]) {
    self = (characters + [0]).withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { FilePath(platformString: $0) } ?? FilePath()
    }
  }
}
