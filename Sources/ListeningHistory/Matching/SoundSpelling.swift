/// A spelling in which the romanisations of one word agree: "Tsoi" and "Tsoy", "Motoerhead" and
/// "Motörhead", "Philip" and "Filip".
enum SoundSpelling {
  /// Spells a name, its words run together.
  static func of(_ name: [UInt8]) -> [UInt8] {
    var spelled: [UInt8] = []
    spelled.reserveCapacity(name.count)
    func append(_ letter: UInt8) {
      if spelled.last != letter || letter <= UInt8(ascii: "9") { spelled.append(letter) }
    }
    var index = 0
    while index < name.count {
      let next = index + 1 < name.count ? name[index + 1] : 0
      var read = 1
      switch (name[index], next) {
      case (UInt8(ascii: "p"), UInt8(ascii: "h")):
        append(UInt8(ascii: "f"))
        read = 2
      case (UInt8(ascii: "k"), UInt8(ascii: "h")):
        append(UInt8(ascii: "h"))
        read = 2
      case (UInt8(ascii: "c"), UInt8(ascii: "h")):
        append(UInt8(ascii: "c"))
        append(UInt8(ascii: "h"))
        read = 2
      case (UInt8(ascii: "c"), _), (UInt8(ascii: "q"), _): append(UInt8(ascii: "k"))
      case (UInt8(ascii: "x"), _):
        append(UInt8(ascii: "k"))
        append(UInt8(ascii: "s"))
      case (UInt8(ascii: "t"), UInt8(ascii: "z")):
        append(UInt8(ascii: "t"))
        append(UInt8(ascii: "s"))
        read = 2
      case (UInt8(ascii: "w"), _): append(UInt8(ascii: "v"))
      case (UInt8(ascii: "i"), UInt8(ascii: "e")), (UInt8(ascii: "y"), UInt8(ascii: "e")),
        (UInt8(ascii: "j"), UInt8(ascii: "e")):
        append(UInt8(ascii: "e"))
        read = 2
      case (UInt8(ascii: "y"), _), (UInt8(ascii: "j"), _): append(UInt8(ascii: "i"))
      case (UInt8(ascii: "a"), UInt8(ascii: "e")), (UInt8(ascii: "o"), UInt8(ascii: "e")),
        (UInt8(ascii: "u"), UInt8(ascii: "e")), (UInt8(ascii: "o"), UInt8(ascii: "u")):
        append(name[index])
        read = 2
      default: append(name[index])
      }
      index += read
    }
    return spelled
  }
}
