/// One page of an Ogg stream with whole packets; the checksum is left out, as nothing here reads it.
func oggPage(
  packets: [[UInt8]], flags: UInt8, serial: Int = 1, sequence: Int = 0
) -> [UInt8] {
  let lacing = packets.flatMap { packet in
    [UInt8](repeating: 255, count: packet.count / 255) + [UInt8(packet.count % 255)]
  }
  return oggPage(
    lacing: lacing, body: packets.flatMap { $0 }, flags: flags, serial: serial,
    sequence: sequence)
}

/// One page of an Ogg stream (RFC 3533 § 6) with the given lengths and bytes.
func oggPage(
  lacing: [UInt8], body: [UInt8], flags: UInt8, serial: Int = 1, sequence: Int = 0
) -> [UInt8] {
  Array("OggS".utf8) + [0, flags] + little(sequence * 960, 8) + little(serial, 4)
    + little(sequence, 4) + little(0, 4) + [UInt8(lacing.count)] + lacing + body
}

/// A stream of `packets` on pages with at most `perPage` lengths each; packets run over page ends.
func oggStream(_ packets: [[UInt8]], perPage: Int, serial: Int = 1) -> [UInt8] {
  var pages: [UInt8] = oggPage(packets: [packets[0]], flags: 2, serial: serial)
  var lacing: [UInt8] = []
  var rest = packets.dropFirst().flatMap { $0 }[...]
  for packet in packets.dropFirst() {
    lacing += [UInt8](repeating: 255, count: packet.count / 255) + [UInt8(packet.count % 255)]
  }
  var isContinued = false
  for start in stride(from: 0, to: lacing.count, by: perPage) {
    let part = Array(lacing[start..<min(start + perPage, lacing.count)])
    let length = part.reduce(0) { $0 + Int($1) }
    let isLast = start + perPage >= lacing.count
    pages += oggPage(
      lacing: part, body: Array(rest.prefix(length)),
      flags: (isContinued ? 1 : 0) + (isLast ? 4 : 0), serial: serial,
      sequence: start / perPage + 1)
    rest = rest.dropFirst(length)
    isContinued = part.last == 255
  }
  return pages
}
