internal import CUTF8Proc

/// A name without case, accents or compatibility forms, and in Latin letters where a table knows
/// how. UTF-8 holding only lower-case letters, digits, spaces and ASCII punctuation; letters of
/// scripts without a table are kept as they are.
struct FoldedName {
  var bytes: [UInt8]
  /// True when letters were transliterated, so that another's spelling of them may differ.
  var isTransliterated = false
}

/// Levels how a name is written; what it says (brackets, dashes, featured artists) is read later.
package enum NameFolding {
  /// No more of a name is read than this, in bytes; a tag may hold megabytes.
  static let longestName = 1_024

  /// A name without case, accents or compatibility forms, in Latin letters where a table knows how:
  /// for comparing words other than names as well.
  package static func levelled(_ name: String) -> String {
    String(decoding: fold(name).bytes, as: UTF8.self)
  }

  /// Folds one name.
  static func fold(_ name: String) -> FoldedName {
    var name = name
    return name.withUTF8 { fold(utf8: $0) }
  }

  private static func fold(utf8 all: UnsafeBufferPointer<UInt8>) -> FoldedName {
    var end = min(all.count, longestName)
    if end < all.count {
      // Not in the middle of a character.
      while end > 0, all[end] & 0xC0 == 0x80 { end -= 1 }
    }
    let utf8 = UnsafeBufferPointer(rebasing: all[..<end])
    guard utf8.allSatisfy({ $0 < 0x80 }) else { return foldUnicode(utf8) }
    return FoldedName(bytes: utf8.map(folded(ascii:)))
  }

  private static func folded(ascii byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    case 0..<0x20, 0x7F: UInt8(ascii: " ")
    default: byte
    }
  }

  /// Marks are not stripped by the library but by ``LetterWriter``: an accent goes, but the marks
  /// that make й of и and が of か are heeded first, and the vowel signs of Indic scripts stay.
  private static func foldUnicode(_ utf8: UnsafeBufferPointer<UInt8>) -> FoldedName {
    let options = utf8proc_option_t(
      UTF8PROC_DECOMPOSE.rawValue | UTF8PROC_COMPAT.rawValue | UTF8PROC_CASEFOLD.rawValue
        | UTF8PROC_IGNORE.rawValue | UTF8PROC_LUMP.rawValue)
    // One character may decompose into 18 (U+FDFA); a name rarely grows at all.
    var capacity = utf8.count * 2
    for _ in 0..<2 {
      let folded: FoldedName? = withUnsafeTemporaryAllocation(
        of: utf8proc_int32_t.self, capacity: capacity
      ) { scalars in
        let count = utf8proc_decompose_custom(
          utf8.baseAddress, utf8.count, scalars.baseAddress, scalars.count, options,
          // ™ and ℠ would become letters.
          { scalar, _ in scalar == 0x2122 || scalar == 0x2120 ? 0x20 : scalar }, nil)
        // Never so for a String, which is valid UTF-8.
        guard count >= 0 else { return FoldedName(bytes: []) }
        guard count <= scalars.count else {
          capacity = count
          return nil
        }
        return LetterWriter.write(UnsafeBufferPointer(rebasing: scalars[..<count]))
      }
      if let folded { return folded }
    }
    return FoldedName(bytes: [])
  }
}
